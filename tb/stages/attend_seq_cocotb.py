"""Random heads at a position of each kind (first, within a span, in the second span) through stage 3."""

import cocotb
import torch
from cocotb.triggers import RisingEdge

from llama2_rtl.golden.attention import attend
from llama2_rtl.golden.functions import quantize
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.attention.heads import random_heads
from tb.engine.geometries import from_env
from tb.harness.streams import Sink, Source
from tb.stages.token_run import TokenRun
from tb.tops.cache_fill import write_cache

LAYER = 0
POSITIONS = (0, 5, 70)


class AttendRun(TokenRun):
    """A token on `attend_on_engine`: QKV on an arbitrary vector, then attention over heads of the test's choice."""

    async def begin(self, tokens):
        """Resets, and lets the weight image stream in for `tokens` tokens."""
        dut = self.dut
        await reset(dut, may_be_unknown=("u", "y"))
        self.rows = Sink(dut.clk, dut.y_valid, None, dict(
            dest=dut.y_dest, row=dut.y_row, last=dut.y_last, y=dut.y), signed=("y",))
        self.out = Sink(dut.clk, dut.u_we, None, dict(index=dut.u_index, commit=dut.u_commit, u=dut.u), signed=("u",))
        self.shifts = Sink(dut.clk, dut.wo_start, None, dict(shift=dut.u_matrix_unit.shift))
        source = Source(dut.clk, dut.weights_valid, dut.weights_ready, dict(word=dut.weights_data), self.random,
                        self.pause)
        cocotb.start_soon(source.send(dict(word=word) for word in self.reference.words * tokens))

    async def send_queries(self, mantissas, shifts):
        """The heads in ascending order, some before and some after the start of attention."""
        dut = self.dut
        data = dict(mantissa=dut.q_mantissa, shift=dut.q_shift, last=dut.q_last)
        source = Source(dut.clk, dut.q_valid, None, data, self.random, self.random.choice([0, 0.5, 0.9]))
        await source.send(dict(mantissa=mantissa, shift=shift, last=index == len(head) - 1) for head, shift in
                          zip(mantissas.tolist(), shifts.tolist(), strict=True) for index, mantissa in enumerate(head))

    async def attention(self, x, position, q, k, v):
        """From the end of `load` to the last row of WO; all that passes is compared with golden."""
        m = self.geometry.model
        cocotb.start_soon(self.send_queries(*q))
        await self.until("qkv_done")
        for _ in range(self.random.choice([0, 3, 60])):
            await RisingEdge(self.dut.clk)
        await self.pulse("attend_start")
        projected = m.dim + 2 * m.kv_dim
        await self.rows.wait(projected)
        del self.rows.words[:projected]
        await self.until("attend_done")

        out = attend(*(tuple(part[None] for part in pair) for pair in ((q[0][None], q[1][None]), k, v)), position)
        out = out.flatten()
        expect_equal("attend_seq elements of u", len(out), len(self.out.words), layer=LAYER, position=position)
        for place, (value, word) in enumerate(zip(out.tolist(), self.out.words, strict=True)):
            head, index = divmod(place, m.head_dim)
            for name, expected in dict(index=place, commit=place == len(out) - 1, u=value).items():
                expect_equal(f"attend_seq u {name}", expected, word[name], layer=LAYER, position=position, head=head,
                             index=index)
        expect_equal("attend_seq shift", [quantize(out, self.geometry.numerics.act_bits)[1]],
                     [word["shift"] for word in self.shifts.words], layer=LAYER, position=position)
        y, _ = self.reference.after_attention(LAYER, x, out)
        await self.expect_rows("wo", LAYER, y)


@cocotb.test
@cocotb.parametrize(position=POSITIONS, number=range(2))
async def heads(dut, position, number):
    random, geometry = rng(), from_env()
    random.seed(1000 * random.randrange(1000) + 2 * position + number)
    torch.manual_seed(random.getrandbits(32))
    run = AttendRun(dut, geometry, random)
    q, k, v = random_heads(geometry, position)
    await run.begin(1)
    cache = [{"k": [part[None] for part in k], "v": [part[None] for part in v]}]
    await write_cache(dut, cache, range(position + 1), geometry)
    x = await run.load(position)
    await run.attention(x, position, q, k, v)
