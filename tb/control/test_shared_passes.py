"""Passes that several texts share, in Verilog: tokens that wait as chance says, against `golden.shared_passes`."""

import pytest

from llama2_rtl.converters.control.shared_passes import shared_passes
from llama2_rtl.golden.shared_passes import Waiting, share_pass
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import geometry, to_env


@pytest.mark.parametrize(("vectors", "sequences", "entries"), [(2, 2, 0), (3, 2, 0), (8, 4, 3), (8, 8, 0)])
def test_shared_passes(vectors, sequences, entries):
    g = geometry(2, 64, 17, 2, 1, vocab_size=13, context=28, vectors=vectors, sequences=sequences,
                 sampler_list=entries)
    simulate(shared_passes, dict(geometry=g), "tb.control.shared_passes_cocotb", extra_env=to_env(g))


@pytest.mark.parametrize(("waiting", "vectors", "turn", "shares", "next_turn"), [
    ([(1, True), (0, False)], 2, 1, [(0, 1)], 1),
    ([(1, True), (1, True)], 2, 1, [(1, 1), (0, 1)], 1),
    ([(3, True), (1, True)], 3, 1, [(1, 1), (0, 2)], 1),
    ([(4, False), (2, True)], 4, 1, [(1, 2), (0, 2)], 1),
    ([(4, False), (4, False)], 4, 0, [(0, 4)], 1),
    ([(1, False), (0, False)], 2, 0, [(0, 1)], 1),
    ([(1, True, 3), (1, True, 2)], 5, 0, [(0, 4), (1, 1)], 1),
    ([(1, True, 3), (1, True, 2)], 5, 1, [(1, 3), (0, 2)], 1),
    ([(1, True, 3), (3, True, 0)], 8, 0, [(0, 1), (1, 3)], 0),
], ids=["one", "answers", "an_answer_first", "from_the_turn_on", "no_room", "a_prompt_of_one", "drafts",
        "drafts_from_the_turn_on", "no_drafts_beside_a_prompt"])
def test_rule(waiting, vectors, turn, shares, next_turn):
    assert share_pass([Waiting(*each) for each in waiting], vectors, turn) == (shares, next_turn)
