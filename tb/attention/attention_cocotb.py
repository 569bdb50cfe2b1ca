"""Random heads through attention: every score and every output element, and the cycles they take."""

import json
import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.golden.attention import attend, score_heads
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.attention.cache_model import CacheModel, EngineModel, geometry_from_environment, order_of_elements
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
        cycle = 0
        while True:
            await FallingEdge(dut.clk)
            if int(scoring.score_valid.value):
                self.scores.append([slot.score.value.to_signed() for slot in slots])
            if int(dut.u_we.value):
                self.outputs.append((int(dut.u_index.value), dut.u.value.to_signed()))
            if int(dut.last_beat.value):
                self.last_beat = cycle
            if int(dut.done.value):
                self.commit = cycle
            cycle += 1

    async def _supply(self):
        """Words of keys and values are there in a share of the cycles."""
        dut = self.dut
        while True:
            dut.key_there.value = int(self.random.random() < self.share_there)
            dut.value_there.value = int(self.random.random() < self.share_there)
            await RisingEdge(dut.clk)

    async def layer(self, layer, position, q, k, v, pause):
        """Runs one layer; q, k and v are (mantissas, shifts) with the positions first."""
        dut, g = self.dut, self.geometry
        for at in range(position + 1):
            self.cache.write(layer, at, k[0][at].tolist(), k[1][at].tolist(), v[0][at].tolist(),
                             v[1][at].tolist())
        self.scores, self.outputs, self.commit = [], [], None
        self.engine.beats.clear()
        dut.position.value = position
        dut.start.value, dut.layer_first.value = 1, int(layer == 0)
        await RisingEdge(dut.clk)
        dut.start.value = 0
        for _ in range(3):
            await RisingEdge(dut.clk)
        dut.kv_ready.value = int(pause > 0)
        for head in range(g.model.n_heads):
            for index in range(g.model.head_dim):
                while self.random.random() < pause:
                    await RisingEdge(dut.clk)
                dut.q_we.value = 1
                dut.q_mantissa.value = int(q[0][head, index])
                dut.q_shift.value = int(q[1][head])
                dut.q_last.value = int(index == g.model.head_dim - 1)
                await RisingEdge(dut.clk)
                dut.q_we.value = 0
        for _ in range(8):
            await RisingEdge(dut.clk)
        dut.kv_ready.value = 1
        beats = 2 * g.items * g.chunks * (position + 1)
        for _ in range(200 + int(3 * beats / self.share_there) + 40 * g.items * (g.chunks + 1) * (1 + position // 64)):
            if self.commit is not None:
                break
            await RisingEdge(dut.clk)
        done = self.commit is not None
        assert done, f"layer {layer} position {position}: {len(self.outputs)} elements, no done"
        dut.kv_ready.value = 0
        await RisingEdge(dut.clk)

    def check(self, layer, position, q, k, v):
        """Holds the layer's scores and outputs against golden."""
        g = self.geometry
        queries = tuple(tensor[None, None] for tensor in q)
        keys, values = (tuple(tensor[None, :position + 1] for tensor in pair) for pair in (k, v))
        scores = score_heads(queries, keys)[0, 0]
        for item in range(g.items):
            for slot in range(g.slots):
                head = item * g.slots + slot
                first = item * (position + 1)
                got = [entry[slot] for entry in self.scores[first:first + position + 1]]
                expect_equal("score", scores[head].tolist(), got, layer=layer, position=position, head=head)
        assert [index for index, _ in self.outputs] == order_of_elements(g), "elements out of order"
        out = attend(queries, keys, values, position)[0, 0]
        expect_equal("u", out.flatten().tolist(), [value for _, value in sorted(self.outputs)], layer=layer,
                     position=position)
        expected = 2 * g.items * g.chunks * (position + 1)
        assert len(self.engine.beats) == expected, f"{len(self.engine.beats)} beats instead of {expected}"


@cocotb.test
async def layers(dut):
    """Random tokens, a few positions, every layer; queries with pauses, and words of the KV cache that are not
    there."""
    random = rng()
    torch.manual_seed(random.getrandbits(32))
    await reset(dut, may_be_unknown=("u",))
    bench = Bench(dut, random)
    for position in json.loads(os.environ["POSITIONS"]):
        for layer in range(bench.geometry.model.n_layers):
            heads = random_heads(bench.geometry, position)
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
        heads = random_heads(bench.geometry, position)
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
