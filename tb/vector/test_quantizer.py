"""Vector quantiser against golden: vectors of several lengths, extremes and zeros, and its latency."""

import pytest

from converters.vector.quantizer import LATENCY, quantizer
from simulation.simulate import simulate


@pytest.mark.parametrize("lanes, max_columns, act_bits", [
    (1, 7, 8), (4, 30, 12), (16, 172, 16), (64, 172, 8), (64, 40, 16)])
def test_quantizer(lanes, max_columns, act_bits):
    params = dict(lanes=lanes, max_columns=max_columns, act_bits=act_bits)
    simulate(quantizer, params, "tb.vector.quantizer_cocotb", extra_env=dict(
        LATENCY=LATENCY, **{name.upper(): value for name, value in params.items()}))
