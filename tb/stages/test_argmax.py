"""The greedy choice: the largest of random logits, the first of equals, streams one right behind the other."""

from converters.stages.argmax import argmax
from tb.harness import simulate


def test_argmax():
    simulate(argmax, dict(row_bits=10), "tb.stages.argmax_cocotb")
