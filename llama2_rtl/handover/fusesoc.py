"""The FuseSoC core file: `lint` by Verilator, `sim` by Icarus Verilog, `sim_verilator`."""

from llama2_rtl.simulation.lint import WAIVED


def files(core):
    return {f"{core.top}.core": core.render("core.yml", waived=WAIVED)}
