"""Real checkpoints in the top: every tap of tokens at positions spread over the whole context."""

import json

from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.simulation.simulate import simulate
from tb.tops.checkpoints import load, long_text, on_each_checkpoint

POSITIONS = (0, 1, 63, 64, 130, 200, 255)


@on_each_checkpoint
def test_positions(name):
    scenario, prompt = load(name)
    module, params, memories = build_model(scenario.geometry, scenario.model())
    simulate(module, params, "tb.tops.positions_cocotb", memories, scenario.to_env() | dict(
        TOKENS=json.dumps(long_text(scenario, prompt)), POSITIONS=json.dumps(POSITIONS)), sim="verilator")
