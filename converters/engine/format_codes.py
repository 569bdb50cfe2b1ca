"""The formats of matrices by their codes, as the weight image names them."""

from llama2_rtl.converters.hdl import named

ROWS, INT8B32, INT4B32, INT4B128 = named("ROWS INT8B32 INT4B32 INT4B128")
"""In the order of `golden.weight_format.FORMATS`; ROWS is that of int8 rows without blocks."""

NARROW_BIT = 1
"""The bit of a code that is high where codes have 4 bits."""

