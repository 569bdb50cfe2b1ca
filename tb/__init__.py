"""The proof: cocotb drives the generated Verilog and holds it against the golden model."""
