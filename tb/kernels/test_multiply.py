"""Signed multiplication of wide words out of 18 x 18 products, against Python's integers."""

import pytest

from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("a_bits, b_bits", [(12, 18), (32, 16), (32, 32), (48, 17), (37, 36)])
def test_multiply(a_bits, b_bits):
    simulate(multiply, dict(a_bits=a_bits, b_bits=b_bits), "tb.kernels.multiply_cocotb",
             extra_env=dict(A_BITS=a_bits, B_BITS=b_bits, LATENCY=multiply_latency(a_bits, b_bits)))
