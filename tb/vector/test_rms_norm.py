"""Residual stream, RMSNorm and quantiser against golden: mantissas, shift, 1/rms, saturation, latencies; of several
vectors too."""

import pytest

from llama2_rtl.golden.tables import MEMORIES, RSQRT_MEM
from llama2_rtl.simulation.simulate import simulate
from tb.vector.blocks import rms_norm


@pytest.mark.parametrize("dim, lanes, act_bits, eps_int, vectors", [
    (2, 1, 16, 1, 1), (6, 1, 8, 85899, 1), (48, 4, 12, 2061584, 1), (64, 16, 16, 2748779, 1),
    (96, 64, 16, 5 << 31, 1), (6, 1, 8, 85899, 2), (24, 4, 16, 2748779, 3)])
def test_rms_norm(dim, lanes, act_bits, eps_int, vectors):
    params = dict(dim=dim, lanes=lanes, act_bits=act_bits, eps_int=eps_int, vectors=vectors)
    simulate(rms_norm, params, "tb.vector.rms_norm_cocotb", memories={RSQRT_MEM: MEMORIES[RSQRT_MEM]},
             extra_env={name.upper(): value for name, value in params.items()})
