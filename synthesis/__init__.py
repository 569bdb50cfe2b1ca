"""From Verilog to a netlist and to a device: Yosys and nextpnr, targets and their figures."""
