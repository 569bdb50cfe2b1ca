"""Residual stream, RMSNorm and quantiser against golden: mantissas, shift, 1/rms, saturation, latencies."""

import pytest

from converters.vector.quantizer import LATENCY as QUANTIZER_LATENCY
from converters.vector.residual import LATENCY, NORM_LATENCY, REWIND
from golden.tables import MEMORIES, RSQRT_MEM
from simulation.simulate import simulate
from tb.vector.blocks import rms_norm


@pytest.mark.parametrize("dim, lanes, act_bits, eps_int", [
    (2, 1, 16, 1), (6, 1, 8, 85899), (48, 4, 12, 2061584), (64, 16, 16, 2748779), (96, 64, 16, 5 << 31)])
def test_rms_norm(dim, lanes, act_bits, eps_int):
    params = dict(dim=dim, lanes=lanes, act_bits=act_bits, eps_int=eps_int)
    latencies = dict(READY_LATENCY=LATENCY + QUANTIZER_LATENCY, NORM_LATENCY=NORM_LATENCY, REWIND=REWIND)
    simulate(rms_norm, params, "tb.vector.rms_norm_cocotb", memories={RSQRT_MEM: MEMORIES[RSQRT_MEM]},
             extra_env={**latencies, **{name.upper(): value for name, value in params.items()}})
