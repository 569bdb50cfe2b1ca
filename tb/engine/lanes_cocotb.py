"""Every pair of codes with extreme and random activations, among beats of whole codes and of attention."""

import os

import cocotb
import numpy as np
from cocotb.triggers import FallingEdge

from llama2_rtl.converters.engine.multiply_accumulate import LANE_LATENCY
from llama2_rtl.converters.multipliers import OPERAND_BITS
from llama2_rtl.golden.weight_format import INT4B32, INT8
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

ACTIVATIONS_PER_PAIR = 12


def activations(random, bits):
    """The extremes, those about zero, and some between."""
    limit = 1 << bits - 1
    return [-limit, 1 - limit, -1, 0, 1, limit - 1, *(random.randrange(-limit, limit) for _ in range(
        ACTIVATIONS_PER_PAIR - 6))]


@cocotb.test
async def products(dut):
    random, act_bits = rng(), int(os.environ["ACT_BITS"])
    await reset(dut)
    # The codes of a byte as golden unpacks them, and what golden's integers make of them without zero points.
    byte = np.arange(256, dtype=np.uint8)
    lower, upper = INT4B32.unpack(byte).reshape(-1, 2).T.tolist()
    whole = INT8.unpack(byte).tolist()
    beats = [("pair", code, act) for code in range(256) for act in activations(random, act_bits)]
    beats += [("whole", code, act) for code in range(256) for act in activations(random, act_bits)[:4]]
    beats += [("attention", random.randrange(256), act) for act in activations(random, act_bits) for _ in range(100)]
    random.shuffle(beats)
    limit = 1 << OPERAND_BITS - 1
    operands = [[random.choice([-limit, limit - 1, random.randrange(-limit, limit)]) for _ in beats] for _ in range(2)]
    kinds, codes, acts = zip(*beats, strict=True)
    narrow = [kind == "pair" or kind == "attention" and random.random() < 0.5 for kind in kinds]
    inputs = dict(codes=codes, act=acts, attention=[kind == "attention" for kind in kinds], narrow=narrow,
                  key_or_value=operands[0], query_or_probability=operands[1])
    expected = [key * query if kind == "attention" else act * (lower if kind == "pair" else whole)[code]
                for (kind, code, act), key, query in zip(beats, *operands, strict=True)]
    for number in range(len(beats) + LANE_LATENCY):
        await FallingEdge(dut.clk)
        if (due := number - LANE_LATENCY) >= 0:
            kind, code, act = beats[due]
            where = dict(beat=due, codes=code, activation=act)
            expect_equal(f"{kind} product", expected[due], dut.product.value.to_signed(), **where)
            if kind == "pair":
                expect_equal("pair upper", act * upper[code], dut.upper.value.to_signed(), **where)
        if number < len(beats):
            for name, values in inputs.items():
                getattr(dut, name).value = int(values[number])
