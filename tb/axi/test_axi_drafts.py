"""Drafts over AXI4: text, passes, counters and KV cache are golden's, whatever was drafted and wherever a run ended."""

import json
from dataclasses import asdict

import pytest

from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.simulation.simulate import simulate
from tb.axi.memory import Traffic
from tb.engine.geometries import MIXED, geometry
from tb.tops.scenario import Scenario

CASES = {
    "across_a_span": (geometry(8, 24, 17, 4, 2, n_layers=1, vocab_size=11, context=72, vectors=3), 2,
                      [[3] * 56 + [4, 3]]),
    "two_ports_in_blocks": (geometry(16, 64, 72, 4, 2, n_layers=1, vocab_size=9, context=24, blocks=MIXED, vectors=2,
                                     ports=2), 3, [[1, 5, 7, 1, 5, 7]]),
}
"""The geometry, how many tokens are looked for, and the prompts of one text."""


@pytest.mark.parametrize("case", CASES)
def test_drafts(case):
    g, ngram, prompts = CASES[case]
    module, params, memories = build_axi(g)
    simulate(module, params, "tb.axi.axi_drafts_cocotb", memories, Scenario(g, 1).to_env() | dict(
        NGRAM=ngram, PROMPTS=json.dumps(prompts), TRAFFIC=json.dumps(asdict(Traffic((1, 60), 0.2, True)))),
        sim="verilator")
