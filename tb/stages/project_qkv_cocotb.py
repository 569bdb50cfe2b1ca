"""Rows of keys, values and queries of a layer for each vector; heads are compared vector by vector, and their order."""

import cocotb
import torch
from cocotb.triggers import Event, FallingEdge, RisingEdge, ValueChange

from llama2_rtl.converters.engine import destination
from llama2_rtl.golden.functions import quantize, rope
from llama2_rtl.golden.tables import rope_increments
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import within
from tb.kernels.pipeline import edge_values
from tb.vector.vectors import row_by_row

G = from_env()
M, N = G.model, G.numerics
KINDS = (("key", M.n_kv_heads), ("value", M.n_kv_heads), ("query", M.n_heads))


async def answer_positions(dut, positions):
    """The position of the vector that is asked for, at any time. Between two values a simulator may show a third."""
    while True:
        vector = int(dut.position_vector.value)
        dut.position.value = positions[vector] if vector < G.vectors else 0
        await ValueChange(dut.position_vector)


class Heads:
    """The elements that leave, in order."""

    def __init__(self, dut, count):
        self.dut, self.elements, self.count, self.all = dut, [], count, Event()
        cocotb.start_soon(self._watch())

    async def _watch(self):
        dut = self.dut
        while True:
            await FallingEdge(dut.clk)
            if int(dut.kv_valid.value) or int(dut.q_valid.value):
                kind = 2 if int(dut.q_valid.value) else int(dut.is_v.value)
                self.elements.append((int(dut.vector.value) if G.vectors > 1 else 0, kind, int(dut.head.value),
                                      int(dut.index.value), int(dut.last.value), dut.mantissa.value.to_signed(),
                                      dut.shift.value.to_unsigned()))
                if len(self.elements) == self.count:
                    self.all.set()


def expected_heads(rows, position, increments):
    """The elements of one vector's heads: kind, head, index, last, mantissa, shift."""
    heads, at = [], 0
    for kind, (name, count) in enumerate(KINDS):
        for head in range(count):
            x = torch.tensor(rows[at:at + M.head_dim])
            turned = x if name == "value" else rope(x, position, increments)
            mantissas, shift = quantize(turned, N.v_bits if name == "value" else N.k_bits)
            heads.append([(kind, head, index, int(index == M.head_dim - 1), mantissa, int(shift))
                          for index, mantissa in enumerate(mantissas.tolist())])
            at += M.head_dim
    return heads


async def start(dut):
    """The angles are computed and the engine is started, as its vector waits already."""
    dut.token_start.value = dut.start.value = dut.matrix_ready.value = 1
    await RisingEdge(dut.clk)
    dut.token_start.value = dut.start.value = 0
    started = False
    for _ in range(400):
        await FallingEdge(dut.clk)
        started = started or int(dut.matrix_start.value)
        await RisingEdge(dut.clk)
        if started:
            return
    raise AssertionError("the engine is not started in 400 cycles")


@cocotb.test
async def layers(dut):
    random = rng()
    await reset(dut)
    increments = torch.tensor(rope_increments(M))
    count = M.dim + 2 * M.kv_dim
    for pause in (0, 0, 0.4):
        positions = [random.randrange(G.context) for _ in range(G.vectors)]
        answers = cocotb.start_soon(answer_positions(dut, positions)) if G.vectors > 1 else None
        dut.position.value = positions[0]
        await start(dut)
        got = Heads(dut, G.vectors * count)
        rows = [edge_values(32, random, count) for _ in range(G.vectors)]
        for vector, row in row_by_row(G.vectors, count):
            while random.random() < pause:
                # Rows of another matrix are none of this stage's.
                dut.y_valid.value, dut.y_dest.value = random.getrandbits(1), destination.WO
                await RisingEdge(dut.clk)
            dut.y_valid.value, dut.y_dest.value, dut.y.value = 1, destination.QKV, rows[vector][row]
            if G.vectors > 1:
                dut.y_vector.value = vector
            await RisingEdge(dut.clk)
            dut.y_valid.value = 0
        dut.matrix_done.value = 1
        await RisingEdge(dut.clk)
        dut.matrix_done.value = 0
        await within(got.all, 10 * G.vectors * M.head_dim + 100, "not all heads leave")
        heads = [expected_heads(own, position, increments) for own, position in zip(rows, positions, strict=True)]
        expected = [(vector, *element) for same in zip(*heads, strict=True) for vector, head in enumerate(same)
                    for element in head]
        for part, name in enumerate(("vector", "kind", "head", "index", "last", "mantissa", "shift")):
            expect_equal(f"project_qkv {name}", [e[part] for e in expected], [e[part] for e in got.elements])
        if answers:
            answers.cancel()
        await RisingEdge(dut.clk)
