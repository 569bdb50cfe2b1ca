"""Simulating what contains the PLL: the vendor's primitive gets a model that makes the clock of its dividers."""

from pathlib import Path

from llama2_rtl.converters.hdl import design
from llama2_rtl.simulation.simulate import simulate_verilog, verilog_files
from llama2_rtl.simulation.simulators import chosen_checks

MODEL = Path(__file__).with_name("EHXPLLL.v")


def simulate_with_pll(module, params, cocotb_module, memories=None, extra_env=None):
    """As `simulation.simulate.simulate`, in Icarus whatever SIM says: the model lives on delays."""
    files = verilog_files(design(module, params, checks=chosen_checks())) | {MODEL.name: MODEL.read_text()}
    return simulate_verilog(files, module.verilog_name(**params), dict(inputs=[], outputs=[]), cocotb_module, memories,
                            extra_env, sim="icarus")
