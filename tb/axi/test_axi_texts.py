"""Several texts at once over AXI4: each one's answers, registers and KV cache are those that it has alone."""

import json
from dataclasses import asdict

import pytest

from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.simulation.simulate import simulate
from tb.axi.memory import Traffic
from tb.engine.geometries import geometry
from tb.tops.scenario import Scenario

CASES = {
    "heads_side_by_side": (geometry(8, 24, 17, 4, 2, n_layers=2, vocab_size=11, context=72, vectors=3, sequences=2,
                                    sampler_list=6), 1,
                           [[[3] * 60 + [4, 3], [5, 2]], [[6, 2], [7, 1, 4]]]),
    "chunks_at_two_ports": (geometry(16, 96, 64, 4, 2, n_layers=2, vocab_size=11, context=72, vectors=4, sequences=4,
                                     ports=2), 0,
                            [[[2] * 9, [3]], [[6], [7, 1, 4]], [[1, 4, 5], [2]], [[8] * 5, [9]]]),
}
"""A text in its second span of softmax while another begins; heads of several words, over two ports."""


@pytest.mark.parametrize("case", CASES)
def test_axi_texts(case):
    run(*CASES[case])


def run(g, ngram, prompts, ends=6, sim="verilator"):
    """With drafts of the text, later of a host, where `ngram` is not 0, and as many runs that are ended in a cycle that
    chance chooses as `ends` says."""
    module, params, memories = build_axi(g)
    simulate(module, params, "tb.axi.axi_texts_cocotb", memories, Scenario(g, 1).to_env() | dict(
        PROMPTS=json.dumps(prompts), NGRAM=ngram, ENDS=ends,
        TRAFFIC=json.dumps(asdict(Traffic((1, 60), 0.2, True)))), sim=sim,
        visible=("llama2_rtl_axi", "shared_passes", "text_slot"))
