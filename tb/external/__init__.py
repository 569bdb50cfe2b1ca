"""Tests of the Verilator program of the core over AXI4."""
