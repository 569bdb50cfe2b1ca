"""Drives `matrices` as the controller and attention would, and records what leaves it."""

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.engine import destination
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset
from tb.harness.streams import Sink, Source
from tb.stages.reference import Reference

UNKNOWN = ("mantissa", "hidden_u", "y", "shift")
"""Data outputs beside a valid, some fed by memories that nothing has written yet."""

ROWS = {"wo": destination.WO, "w13": destination.W13, "w2": destination.W2, "classifier": destination.CLASSIFIER}
PATIENCE = 20000


def vector(random, length):
    """A residual or attention vector in Q16.16: of any magnitude, sometimes with outliers."""
    spread = 1 << random.randint(10, 22)
    values = [round(random.gauss(0, spread)) for _ in range(length)]
    if random.random() < 0.3:
        values[random.randrange(length)] = random.choice([-1, 1]) * random.randint(1 << 25, (1 << 31) - 1)
    return values


class TokenRun:
    """A run of one or more tokens on a freshly reset device."""

    def __init__(self, dut, geometry, random):
        self.dut, self.geometry, self.random = dut, geometry, random
        self.reference = Reference(geometry, random.randrange(1000))
        self.pause = random.choice([0, 0.2, 0.6])

    async def begin(self, tokens):
        """Resets, and lets the weight image stream in for `tokens` tokens."""
        dut = self.dut
        await reset(dut, may_be_unknown=UNKNOWN)
        heads = {name: getattr(dut, name) for name in ("is_v", "head", "index", "last", "mantissa", "shift")}
        self.keys_values = Sink(dut.clk, dut.kv_valid, None, heads, signed=("mantissa",))
        self.queries = Sink(dut.clk, dut.q_valid, None, heads, signed=("mantissa",))
        self.rows = Sink(dut.clk, dut.y_valid, None, dict(
            dest=dut.y_dest, row=dut.y_row, last=dut.y_last, y=dut.y), signed=("y",))
        self.hidden = Sink(dut.clk, dut.hidden_we, None, dict(
            index=dut.hidden_index, last=dut.hidden_commit, u=dut.hidden_u), signed=("u",))
        source = Source(dut.clk, dut.weights_valid, dut.weights_ready, dict(word=dut.weights_data), self.random,
                        self.pause)
        cocotb.start_soon(source.send(dict(word=word) for word in self.reference.words * tokens))

    async def pulse(self, *names):
        for name in names:
            getattr(self.dut, name).value = 1
        await RisingEdge(self.dut.clk)
        for name in names:
            getattr(self.dut, name).value = 0

    async def until(self, name):
        """Returns in the cycle after the one in which the output is high."""
        for _ in range(PATIENCE):
            await FallingEdge(self.dut.clk)
            high = int(getattr(self.dut, name).value)
            await RisingEdge(self.dut.clk)
            if high:
                return
        raise AssertionError(f"no {name} in {PATIENCE} cycles")

    async def load(self, position):
        """Begins a token with a random X, which it returns."""
        x = vector(self.random, self.geometry.model.dim)
        await self.until("gains_ready")
        self.dut.position.value = position
        await self.pulse("token_start", "qkv_start")
        pause = self.random.choice([0, 0.3])
        await Source(self.dut.clk, self.dut.load_valid, None, dict(x=self.dut.load_x), self.random, pause).send(
            dict(x=value) for value in x)
        return torch.tensor(x)

    async def project(self, layer, x, position):
        """Waits for stage 1's heads and compares them with golden."""
        m = self.geometry.model
        await self.until("qkv_done")
        await self.queries.wait(m.dim)
        sinks = {"k": self.keys_values, "v": self.keys_values, "q": self.queries}
        expected = {sink: [] for sink in sinks.values()}
        for kind, head, mantissas, shift in self.reference.heads(layer, x, position):
            expected[sinks[kind]] += [
                (kind, dict(is_v=kind == "v", head=head, index=index, last=index == m.head_dim - 1, mantissa=mantissa,
                            shift=shift)) for index, mantissa in enumerate(mantissas)]
        for sink, elements in expected.items():
            for (kind, element), word in zip(elements, sink.words, strict=True):
                for name, value in element.items():
                    expect_equal(f"qkv_seq {kind} {name}", value, word[name], layer=layer, position=position,
                                 head=element["head"], index=element["index"])
            sink.words.clear()
        self.rows.words.clear()

    async def attend(self, layer, x):
        """Puts a random vector in attention's place and runs WO; returns the new X."""
        out, dut = vector(self.random, len(x)), self.dut
        data = dict(index=dut.attend_index, u=dut.attend_u, commit=dut.attend_commit)
        await Source(dut.clk, dut.attend_we, None, data, self.random, 0.2).send(
            dict(index=i, u=u, commit=i == len(x) - 1) for i, u in enumerate(out))
        dut.attend_commit.value = 0
        await self.pulse("wo_start")
        y, x = self.reference.after_attention(layer, x, torch.tensor(out))
        await self.until("wo_done")
        await self.expect_rows("wo", layer, y)
        return x

    async def expect_rows(self, name, layer, y):
        """The next rows of the engine are `y`."""
        await self.rows.wait(len(y))
        for row, value in enumerate(y.tolist()):
            expected = dict(dest=ROWS[name], row=row, last=row == len(y) - 1, y=value)
            for part, number in expected.items():
                expect_equal(f"{name} {part}", number, self.rows.words[row][part], layer=layer, index=row)
        del self.rows.words[:len(y)]

    async def feed_forward(self, layer, x):
        """Runs stage 4 and compares its rows and the hidden vector; returns the new X."""
        await self.pulse("ffn_start")
        rows, hidden, y, x = self.reference.feed_forward(layer, x)
        await self.until("ffn_done")
        await self.expect_rows("w13", layer, rows)
        expected = [dict(index=i, last=i == len(hidden) - 1, u=u) for i, u in enumerate(hidden.tolist())]
        for element, word in zip(expected, self.hidden.words, strict=True):
            for name, value in element.items():
                expect_equal(f"hidden {name}", value, word[name], layer=layer, index=element["index"])
        self.hidden.words.clear()
        await self.expect_rows("w2", layer, y)
        return x
