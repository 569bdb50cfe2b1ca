"""Tokens through a core on chip, in Icarus Verilog or Verilator."""

import json
import logging

import numpy as np

from llama2_rtl.simulation_result import Simulation

RESULT = "simulated.json"

VISIBLE = "llama2_rtl", "token_loop", "decoder"
"""The modules in which runs that follow the tokens look."""


def simulate(preset, checkpoint, tokens, sim=None, checks=False):
    """The `Simulation` of `tokens` by a `Preset` with the weights at a path, as `Core.simulate` has it."""
    from llama2_rtl.converters.tops.llama2_rtl import build
    from llama2_rtl.simulation.simulate import simulate as run
    module, params, memories = build(preset, checkpoint)
    logger = logging.getLogger("cocotb")
    propagated, logger.propagate = logger.propagate, False
    try:
        folder = run(module, params, "llama2_rtl.simulated_chip_cocotb", memories,
                     dict(SIMULATED_TOKENS=json.dumps(tokens)), sim, checks=checks, visible=VISIBLE)
    finally:
        logger.propagate = propagated
    result = json.loads((folder / RESULT).read_text())
    return Simulation(result["tokens"], np.array(result["logits"], np.int32), result["cycles"])
