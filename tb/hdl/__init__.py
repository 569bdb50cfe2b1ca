"""Tests of the conversion from MyHDL to Verilog."""
