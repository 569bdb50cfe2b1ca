"""Random heads through attention, those of one vector or of some of a batch: every score and every output element, and
the cycles they take."""

import json
import os
from itertools import product

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.attention.formats import MANTISSA_BITS, sums_wait
from llama2_rtl.golden.attention import attend, score_heads
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.attention.cache_model import (
    CacheModel,
    EngineModel,
    geometry_from_environment,
    heads_of,
    order_of_elements,
    pack,
    unpack,
)
from tb.attention.heads import random_heads


class Bench:
    """The device with its surroundings, and what it has put out."""

    def __init__(self, dut, random):
        self.dut, self.random = dut, random
        self.geometry = geometry_from_environment()
        latencies = int(os.environ["DOT_LATENCY"]), int(os.environ["PV_LATENCY"])
        self.cache = CacheModel(dut, self.geometry, random)
        self.engine = EngineModel(dut, self.geometry, *latencies)
        self.scores, self.outputs, self.last_beat, self.commit = [], [], None, None
        self.share_there = 1.0
        for task in (self._supply(), self.cache.run(), self.engine.run(), self._watch()):
            cocotb.start_soon(task)

    async def _watch(self):
        dut = self.dut
        scoring = dut.u_online_softmax.u_span_scores
        slots = [getattr(scoring, f"u_score_{j}") for j in range(self.geometry.slots)]
        cycle, last = 0, self.geometry.vectors - 1
        while True:
            await FallingEdge(dut.clk)
            if int(scoring.score_valid.value):
                self.scores.append([slot.score.value.to_signed() for slot in slots])
            vector = int(dut.u_vector.value) if last and int(dut.u_we.value) else 0
            if int(dut.u_we.value):
                tail, index, value = self.geometry.tail, int(dut.u_index.value), int(dut.u.value)
                elements = unpack(value, len(dut.u) // tail, tail)
                self.outputs[vector] += [(index * tail + number, element) for number, element in enumerate(elements)]
            if int(dut.last_beat.value):
                self.last_beat = cycle
            if int(dut.done.value) and vector == last:
                self.commit = cycle
            cycle += 1

    async def _supply(self):
        """Words of keys and values are there in a share of the cycles."""
        dut = self.dut
        while True:
            dut.key_there.value = int(self.random.random() < self.share_there)
            dut.value_there.value = int(self.random.random() < self.share_there)
            await RisingEdge(dut.clk)

    async def layer(self, layer, position, queries, k, v, pause):
        """Runs one layer, for the last vectors of a batch, as many as there are `queries`, the last of which stands at
        the position. Queries, k and v are (mantissas, shifts), the latter with the positions first."""
        dut, g = self.dut, self.geometry
        first = g.vectors - len(queries)
        for at in range(position + 1):
            self.cache.write(layer, at, k[0][at].tolist(), k[1][at].tolist(), v[0][at].tolist(),
                             v[1][at].tolist())
        self.scores, self.outputs, self.commit = [], [[] for _ in range(g.vectors)], None
        if g.vectors > 1:
            dut.first_vector.value = first
        self.engine.beats.clear()
        dut.position.value = position
        dut.start.value, dut.layer_first.value = 1, int(layer == 0)
        await RisingEdge(dut.clk)
        dut.start.value = 0
        for _ in range(3):
            await RisingEdge(dut.clk)
        dut.kv_ready.value = int(pause > 0)
        for head, (vector, q), index in product(
                range(g.model.n_heads), enumerate(queries, first), range(0, g.model.head_dim, g.tail)):
            while self.random.random() < pause:
                await RisingEdge(dut.clk)
            dut.q_we.value = 1
            if g.vectors > 1:
                dut.q_vector.value = vector
            dut.q_mantissa.value = pack(q[0][head, index:index + g.tail].tolist(), MANTISSA_BITS)
            dut.q_shift.value = int(q[1][head])
            dut.q_last.value = int(index + g.tail == g.model.head_dim)
            await RisingEdge(dut.clk)
            dut.q_we.value = 0
        for _ in range(8):
            await RisingEdge(dut.clk)
        dut.kv_ready.value = 1
        beats = 2 * g.items * g.chunks * (position + 1)
        leaving = len(queries) * g.model.q_dim if sums_wait(g) else 0
        for _ in range(200 + int(3 * beats / self.share_there) + 40 * g.items * (g.chunks + 1) * (1 + position // 64)
                       + leaving):
            if self.commit is not None:
                break
            await RisingEdge(dut.clk)
        done = self.commit is not None
        assert done, f"layer {layer} position {position}: {sum(map(len, self.outputs))} elements, no done"
        dut.kv_ready.value = 0
        await RisingEdge(dut.clk)

    def check(self, layer, last_position, queries, k, v):
        """Holds the layer's scores and outputs against golden, which knows of no batch."""
        g = self.geometry
        first_vector = g.vectors - len(queries)
        assert not any(self.outputs[:first_vector]), "elements of a vector that takes no part"
        for vector, query in enumerate(queries, first_vector):
            position = last_position - (g.vectors - 1 - vector)
            self._check_vector(layer, vector, position, last_position, query, k, v)
        expected = 2 * g.items * g.chunks * (last_position + 1)
        assert len(self.engine.beats) == expected, f"{len(self.engine.beats)} beats instead of {expected}"

    def _check_vector(self, layer, vector, position, last_position, query, k, v):
        g, where = self.geometry, dict(layer=layer, position=position)
        query = tuple(tensor[None, None] for tensor in query)
        keys, values = (tuple(tensor[None, :position + 1] for tensor in pair) for pair in (k, v))
        scores = score_heads(query, keys)[0, 0]
        for item in range(g.items):
            first = item * (last_position + 1)
            for slot, head in enumerate(heads_of(g, item), vector * g.heads_per_beat):
                got = [entry[slot] for entry in self.scores[first:first + position + 1]]
                expect_equal("score", scores[head].tolist(), got, head=head, **where)
        outputs = self.outputs[vector]
        assert [index for index, _ in outputs] == order_of_elements(g), "elements out of order"
        out = attend(query, keys, values, position)[0, 0]
        expect_equal("u", out.flatten().tolist(), [value for _, value in sorted(outputs)], **where)


def batch_heads(geometry, position, count):
    """(queries of so many vectors, keys, values) as `random_heads` gives them, the last vector at the position."""
    queries = [random_heads(geometry, position)[0] for _ in range(count - 1)]
    q, k, v = random_heads(geometry, position)
    return [*queries, q], k, v


@cocotb.test
async def layers(dut):
    """Random tokens, a few positions, every layer; queries with pauses, and words of the KV cache that are not
    there; of a batch as many vectors as chance says."""
    random = rng()
    torch.manual_seed(random.getrandbits(32))
    await reset(dut, may_be_unknown=("u",))
    bench = Bench(dut, random)
    for position in json.loads(os.environ["POSITIONS"]):
        for layer in range(bench.geometry.model.n_layers):
            heads = batch_heads(bench.geometry, position, random.randint(1, min(bench.geometry.vectors, position + 1)))
            bench.share_there = random.choice((0.6, 1.0))
            await bench.layer(layer, position, *heads, pause=random.choice((0.0, 0.5)))
            bench.check(layer, position, *heads)


@cocotb.test
async def cycles(dut):
    """All queries are there: bubbles between the first beat and the last, cycles from there to the commit."""
    random = rng()
    torch.manual_seed(random.getrandbits(32))
    await reset(dut, may_be_unknown=("u",))
    bench = Bench(dut, random)
    measured = {}
    for position in json.loads(os.environ["POSITIONS"]):
        heads = batch_heads(bench.geometry, position, min(bench.geometry.vectors, position + 1))
        await bench.layer(0, position, *heads, pause=0.0)
        bench.check(0, position, *heads)
        beats = bench.engine.beats
        measured[position] = beats[-1][0] - beats[0][0] + 1 - len(beats), bench.commit - bench.last_beat
        dut._log.warning(f"position {position}: {len(beats)} beats, {measured[position][0]} bubbles, "
                         f"{measured[position][1]} cycles from the last beat to the commit")
    for position, most_bubbles, most_tail in json.loads(os.environ["LIMITS"]):
        bubbles, tail = measured[position]
        assert bubbles <= most_bubbles, f"position {position}: {bubbles} bubbles, more than {most_bubbles}"
        assert tail <= most_tail, f"position {position}: commit after {tail} cycles, more than {most_tail}"
