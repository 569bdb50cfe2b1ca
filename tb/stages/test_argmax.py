"""The greedy choice: the largest of random logits, the first of equals, streams one right behind the other."""

import pytest

from llama2_rtl.converters.stages.argmax import argmax
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("vectors", [1, 2, 3])
def test_argmax(vectors):
    simulate(argmax, dict(row_bits=10, vectors=vectors), "tb.stages.argmax_cocotb", extra_env=dict(VECTORS=vectors))
