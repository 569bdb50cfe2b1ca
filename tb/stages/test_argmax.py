"""The greedy choice: the largest of random logits, the first of equals, streams one right behind the other."""

from converters.stages.argmax import argmax
from simulation.simulate import simulate


def test_argmax():
    simulate(argmax, dict(row_bits=10), "tb.stages.argmax_cocotb")
