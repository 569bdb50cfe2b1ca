"""Values around what saturates and around halves, for every shift, under pauses."""

import os

import cocotb
import torch

from llama2_rtl.converters.kernels.round_shift import LATENCY
from llama2_rtl.golden.arithmetic import rhu, sat
from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline, edge_values


def near_limits(width, out_bits, n, random):
    """Values whose rounded result lies at the edges of the output range or at zero, and powers of two beyond."""
    half = (1 << n) >> 1
    centres = [sign * (1 << (out_bits - 1)) << n for sign in (-1, 1)] + [0, random.getrandbits(width - 1)]
    values = [centre + side * half + step for centre in centres for side in (-1, 0, 1) for step in (-1, 0, 1)]
    values += [sign << place for place in range(out_bits - 1 + n, width) for sign in (-1, 1)]
    return [v for v in values if -(1 << (width - 1)) <= v < 1 << (width - 1)]


@cocotb.test
async def rounds_and_saturates(dut):
    random = rng()
    await reset(dut)
    width, out_bits = int(os.environ["WIDTH"]), int(os.environ["OUT_BITS"])
    pairs = [(v, n) for n in range(64) for v in near_limits(width, out_bits, n, random)]
    pairs += [(v, random.randrange(64)) for v in edge_values(width, random, 1000)]
    random.shuffle(pairs)
    x, n = torch.tensor(pairs, dtype=torch.int64).unbind(-1)
    inputs, expected = dict(x=x.tolist(), n=n.tolist()), dict(y=sat(rhu(x, n), out_bits).tolist())
    await check_pipeline(dut, "round_shift", inputs, expected, LATENCY, random, pause=0.2, signed=["y"])
