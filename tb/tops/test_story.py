"""Real checkpoints in the top: the story that golden tells, token by token."""

import json

import pytest

from converters.tops.llama2_rtl import build_model
from tb.harness import simulate
from tb.tops.checkpoints import load

STEPS = 64


@pytest.mark.parametrize("name", ["tales", "stories260K"])
def test_story(name):
    scenario, prompt = load(name)
    module, params, memories = build_model(scenario.geometry, scenario.model())
    simulate(module, params, "tb.tops.story_cocotb", memories, scenario.to_env() | dict(
        TOKENS=json.dumps(prompt), STEPS=STEPS), sim="verilator")
