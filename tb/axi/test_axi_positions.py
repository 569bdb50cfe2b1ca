"""Small models over AXI4 under random delays and pauses: every tap at positions in the first, a middle, the last
span."""

import json
from dataclasses import asdict, replace

import pytest

from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.simulation.simulate import simulate
from tb.axi.memory import Traffic
from tb.engine.geometries import ALL_APART, GATE_APART, MIXED, TAILS, geometry
from tb.tops.core_monitor import WATCHED
from tb.tops.scenario import Scenario

CASES = {
    "heads_side_by_side": (geometry(16, 32, 20, 8, 4, n_layers=2, context=140), [0, 1, 64, 129]),
    "chunks": (geometry(8, 48, 9, 2, 1, act_bits=12, n_layers=1, context=200), [0, 2, 63, 130]),
    "grouped_chunks": (geometry(8, 64, 20, 4, 2, n_layers=1, context=300), [1, 128, 191]),
    "one_head_eight_bits": (geometry(8, 8, 9, 1, 1, act_bits=8, n_layers=3, context=70), [0, 5, 65]),
    "ways": (geometry(16, 48, 20, 6, 2, n_layers=1, context=140, ways=3), [0, 1, 64, 129]),
    "ways_of_words": (geometry(8, 64, 20, 4, 2, n_layers=1, context=300, ways=2), [1, 128, 191]),
    "ways_that_do_not_divide": (geometry(8, 80, 20, 5, 1, n_layers=1, context=140, ways=3), [0, 65, 129]),
    "in_blocks": (geometry(16, 40, 172, 4, 2, n_layers=2, context=100, blocks=MIXED), [0, 65]),
    "two_ports": (geometry(16, 32, 20, 8, 4, n_layers=1, context=140, ports=2), [0, 1, 64, 129]),
    "four_ports_in_blocks": (geometry(32, 64, 172, 4, 2, n_layers=2, context=100, blocks=MIXED, ports=4), [0, 65]),
    "eight_ports_in_short_bursts": (geometry(64, 128, 44, 4, 2, n_layers=1, context=80, tied=False, ports=8,
                                             longest_burst=16), [1, 66, 70]),
    "many_heads_in_a_word": (geometry(64, 32, 33, 16, 16, n_layers=1, context=66), [0, 64, 65]),
}
TAILS_OVER_AXI = {
    "tail_2": (2, TAILS["tail_2"], [0, 1, 65]),
    "tail_2_in_blocks": (2, geometry(32, 32, 20, 4, 2, n_layers=2, vocab_size=26, context=80, largest_tail=2,
                                     blocks=GATE_APART), [0, 64]),
    "tail_4": (4, TAILS["tail_4"], [0, 1, 65]),
    "tail_4_in_blocks": (4, geometry(64, 32, 36, 2, 1, n_layers=1, vocab_size=24, context=80, largest_tail=4,
                                     blocks=ALL_APART), [0, 64]),
}
"""The tail, where the geometry gives it what it needs, and positions."""

TRAFFIC = Traffic((1, 80), 0.3, True)


def untied(g):
    return replace(g, model=replace(g.model, tied=False))


BATCHES = {
    "heads_side_by_side": (geometry(16, 64, 64, 16, 8, n_layers=1, context=140, vectors=4),
                           [(0, 3), (3, 4), (62, 4), (129, 1)]),
    "chunks": (geometry(8, 48, 40, 3, 3, act_bits=12, n_layers=2, context=130, vectors=3),
               [(1, 2), (63, 3), (66, 1), (127, 3)]),
    "ways_of_words": (geometry(8, 64, 20, 4, 2, n_layers=1, context=300, ways=2, vectors=2),
                      [(0, 2), (127, 2), (191, 1), (192, 2)]),
    "in_blocks": (geometry(8, 40, 172, 4, 2, n_layers=2, context=100, blocks=MIXED, vectors=2), [(0, 2), (63, 2)]),
    "eight": (geometry(8, 64, 72, 8, 8, n_layers=1, context=70, vectors=8), [(0, 8), (57, 8), (65, 5)]),
}
"""Positions at which batches begin, and their sizes: across the ends of spans, up to that of the context."""


def run(g, positions, traffic=TRAFFIC, checkpoint=1, sizes=None, sim=None):
    module, params, memories = build_axi(g)
    simulate(module, params, "tb.axi.axi_positions_cocotb", memories, Scenario(g, checkpoint).to_env() | dict(
        POSITIONS=json.dumps(positions), SIZES=json.dumps(sizes or [1] * len(positions)),
        TRAFFIC=json.dumps(asdict(traffic))), sim=sim, visible=("llama2_rtl_axi", "token_loop", *WATCHED))


@pytest.mark.parametrize("case", BATCHES)
def test_batches(case):
    g, passes = BATCHES[case]
    run(g, [position for position, _ in passes], sizes=[size for _, size in passes], sim="verilator")


@pytest.mark.parametrize("case", CASES)
def test_axi_positions(case):
    run(*CASES[case])


@pytest.mark.parametrize("case", TAILS_OVER_AXI)
def test_tails(case):
    tail, g, positions = TAILS_OVER_AXI[case]
    assert g.tail == tail
    run(g, positions)


def test_own_embedding():
    """Of a table that lies in tiles of its own, whose rows fill no whole words."""
    run(untied(geometry(16, 24, 21, 6, 2, n_layers=2, context=100)), [3, 4, 5, 6], Traffic())
