"""From Verilog to a netlist and to a device: Yosys and nextpnr, targets and their figures."""

if __name__ != "llama2_rtl.synthesis":
    raise ImportError("this package is llama2_rtl.synthesis: import it by that name")
