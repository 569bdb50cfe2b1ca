"""The specification: formats, tables, quantiser, weight image and the fixed-point decoder in PyTorch."""
