"""Real checkpoints in the top: the story that golden tells, token by token."""

import json

from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.simulation.simulate import simulate
from tb.tops.checkpoints import load, on_each_checkpoint

STEPS = 64


@on_each_checkpoint
def test_story(name):
    scenario, prompt = load(name)
    module, params, memories = build_model(scenario.geometry, scenario.model())
    simulate(module, params, "tb.tops.story_cocotb", memories, scenario.to_env() | dict(
        TOKENS=json.dumps(prompt), STEPS=STEPS), sim="verilator", visible=())
