"""Vector quantiser against golden: vectors of several lengths, extremes and zeros, its latency; several vectors too."""

import pytest

from llama2_rtl.converters.vector.quantizer import quantizer
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("lanes, max_columns, act_bits, vectors", [
    (1, 7, 8, 1), (4, 30, 12, 1), (16, 172, 16, 1), (64, 172, 8, 1), (64, 40, 16, 1), (1, 7, 8, 2), (8, 30, 16, 3)])
def test_quantizer(lanes, max_columns, act_bits, vectors):
    params = dict(lanes=lanes, max_columns=max_columns, act_bits=act_bits, vectors=vectors)
    simulate(quantizer, params, "tb.vector.quantizer_cocotb",
             extra_env={name.upper(): value for name, value in params.items()})
