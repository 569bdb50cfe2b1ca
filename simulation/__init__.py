"""From a block to a finished simulation: `simulate` outside the simulator, `dut` inside it, Verilator's lint and a
Verilator program of its own for models of true size.

A cocotb test drives after the rising edge of `clk` and reads at the falling edge, where both simulators agree.
"""

if __name__ != "llama2_rtl.simulation":
    raise ImportError("this package is llama2_rtl.simulation: import it by that name")
