"""The weight image from a ROM: every word in order, again from the start, one per cycle, under pauses."""

import random

import pytest

from converters.memory.weight_source import weight_source
from tb.harness import simulate


@pytest.mark.parametrize("lanes, words", [(1, 1), (1, 23), (4, 8), (16, 100)])
def test_weight_source(lanes, words):
    contents = [random.Random(words).getrandbits(8 * lanes) for _ in range(words)]
    simulate(weight_source, dict(lanes=lanes, words=words, file="weights.mem"),
             "tb.memory.weight_source_cocotb", memories={"weights.mem": (8 * lanes, contents)},
             extra_env=dict(CONTENTS=" ".join(map(str, contents))))
