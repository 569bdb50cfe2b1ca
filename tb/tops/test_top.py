"""The top on AXI4-Stream: prompts and answers under pauses, up to the end of text, the limit or the context."""

import json

import pytest

from converters.tops.llama2_rtl import build_model
from tb.engine.geometries import geometry
from tb.harness import simulate
from tb.tops.scenario import Scenario

SMALL = geometry(8, 16, 20, 2, 1, vocab_size=23, context=12)


@pytest.mark.parametrize(("max_tokens", "prompts"), [
    (3, [[1, 5, 7], [2], [22, 21, 3, 4]]),
    (0, [[1, 2], [3] * 12, [4] * 15, [5]]),
])
def test_top(max_tokens, prompts):
    scenario = Scenario(SMALL, 1)
    module, params, memories = build_model(scenario.geometry, scenario.model())
    simulate(module, params, "tb.tops.top_cocotb", memories, scenario.to_env() | dict(
        PROMPTS=json.dumps(prompts), MAX_TOKENS=max_tokens, PAUSE=0.3))
