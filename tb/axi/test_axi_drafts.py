"""Drafts over AXI4: text, passes, counters and KV cache are golden's, whatever was drafted and wherever a run ended."""

import json
from dataclasses import asdict

from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.simulation.simulate import simulate
from tb.axi.memory import Traffic
from tb.engine.geometries import geometry
from tb.tops.scenario import Scenario

G = geometry(8, 24, 17, 4, 2, n_layers=1, vocab_size=11, context=72, vectors=3)
NGRAM, PROMPT = 2, [3] * 56 + [4, 3]
"""The answer's drafts lie in two spans of positions."""


def test_drafts():
    module, params, memories = build_axi(G)
    simulate(module, params, "tb.axi.axi_drafts_cocotb", memories, Scenario(G, 1).to_env() | dict(
        NGRAM=NGRAM, PROMPTS=json.dumps([PROMPT]), TRAFFIC=json.dumps(asdict(Traffic((1, 60), 0.2, True)))),
        sim="verilator", visible=("llama2_rtl_axi", "token_loop", "drafted_passes"))
