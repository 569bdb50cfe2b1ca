"""Matrices under random pauses, attention's beats in random order, and one directly after the other."""

import cocotb
import numpy as np
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.engine import mat_vec
from llama2_rtl.converters.engine.lane import WEIGHT_CODE_BITS
from llama2_rtl.converters.engine.multiply_accumulate import PV_LATENCY, dot_latency
from llama2_rtl.converters.multipliers import OPERAND_BITS
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.image_formats import CODES
from llama2_rtl.golden.quantized import QuantizedRows
from llama2_rtl.golden.weight_image import row_parts
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.attention.cache_model import place_of
from tb.engine.geometries import from_env
from tb.harness.streams import pack, unpack

G = from_env()
ROW_LATENCY = mat_vec.latency(G)
DOT_LATENCY = dot_latency(G)
RESULTS = {"acc": (G.acc_bits, 1), "dots": (G.dot_bits, G.slots), "pv": (G.lane_acc_bits, G.lanes * G.attention_ways)}
VALIDS = {"acc": "acc_valid", "dots": "dot_valid", "pv": "pv_valid"}


def mantissas(random, bits, count):
    """Symmetric mantissas, sometimes all at their limits."""
    limit = (1 << (bits - 1)) - 1
    if random.random() < 0.2:
        return [random.choice([-limit, limit])] * count
    return [random.randint(-limit, limit) for _ in range(count)]


class Bench:
    """Runs the engine cycle by cycle, serves its activations and holds each result to the cycle it is due."""

    def __init__(self, dut, random):
        self.dut, self.random, self.now, self.due = dut, random, 0, {}
        self.activations, self.address, self.ended = [0], 0, False
        self.rows = {}

    def expect(self, kind, latency, values):
        """`values` must be on the output `kind` in `latency` cycles."""
        assert (self.now + latency, kind) not in self.due
        self.due[self.now + latency, kind] = values

    def expect_row(self, cycles, ends_pass, ends_matrix):
        """A row is to be marked in so many cycles, the `last` of its matrix and of its pass or not."""
        self.rows[self.now + cycles] = ends_pass, ends_matrix

    async def step(self, start=0, word=None, beat=None, scales=None, used_up=False):
        """One cycle, with a `word` of weights or one of block `scales`; returns whether the former was taken, which is
        to say that the scales are `used_up` or not."""
        dut, random = self.dut, self.random
        dut.start.value = start
        dut.weights_valid.value = word is not None
        data = scales if word is None else word
        dut.weights_data.value = random.getrandbits(8 * G.word_bytes) if data is None else data
        if G.in_blocks:
            dut.block_scales_valid.value = scales is not None
        dut.act_data.value = self.activations[self.address % len(self.activations)]
        dut.op_valid.value = beat is not None
        beat = beat or dict(op_a=random.getrandbits(G.lanes * OPERAND_BITS), op_value=random.getrandbits(1),
                            op_b=random.getrandbits(G.attention_ways * G.lanes * OPERAND_BITS),
                            op_first=random.getrandbits(1), op_last=random.getrandbits(1))
        for name, value in beat.items():
            getattr(dut, name).value = value
        await FallingEdge(dut.clk)
        self._check()
        self.address = int(dut.act_addr.value)
        taken = word is not None and bool(int(dut.weights_ready.value))
        expect_equal("mat_vec en", taken, int(dut.en.value))
        if G.in_blocks:
            expect_equal("mat_vec used_up", taken and used_up, int(dut.block_scales_used_up.value))
        expect_equal("mat_vec all_done", self.ended, int(dut.tiles_all_done.value))
        self._check_rows()
        self.ended = False
        await RisingEdge(dut.clk)
        self.now += 1
        return taken

    def _check(self):
        for kind, (bits, count) in RESULTS.items():
            expected = self.due.pop((self.now, kind), None)
            expect_equal(f"mat_vec {VALIDS[kind]}", expected is not None, int(getattr(self.dut, VALIDS[kind]).value))
            if expected is not None:
                got = unpack(getattr(self.dut, kind).value.to_unsigned(), bits, count, signed=True)
                expect_equal(f"mat_vec {kind}", expected, got)

    def _check_rows(self):
        row, following = self.rows.pop(self.now, None), self.rows.get(self.now + 1)
        expect_equal("mat_vec row_done", row is not None, int(self.dut.row_done.value))
        expect_equal("mat_vec all_done of the rows", row is not None and row[1], int(self.dut.all_done.value))
        if following is not None:
            expect_equal("mat_vec last_of_pass of the rows", following[0], int(self.dut.last_of_pass.value))

    async def drain_rows(self):
        """Goes on until no row is on its way, where the next matrix may be in another format."""
        while G.in_blocks and self.due:
            await self.step()

    async def drain(self):
        while self.due:
            await self.step()


def random_rows(random, rows, columns, weights):
    """QuantizedRows, sometimes all at their limits."""
    codes = [mantissas(random, WEIGHT_CODE_BITS, columns) for _ in range(rows)]
    if weights.zero_points:
        codes = [[random.choice([0, 15]) if abs(code) == 127 else code & 15 for code in row] for row in codes]
    blocks = rows, weights.blocks(columns)
    scales, zeros = ([[random.choice([low, 255, random.randint(low, 255)]) for _ in range(blocks[1])]
                      for _ in range(rows)] for low in (1, 0))
    return QuantizedRows(np.array(codes, np.int8), np.full(rows, 256), np.zeros(rows, int), 0, weights,
                         np.array(scales, np.uint8) if weights.block else None,
                         np.array(zeros, np.uint8) if weights.zero_points else None)


async def matrix(bench, parts, columns, pause):
    """A matrix of parts of so many rows, which is one, or keys, values and queries or gate and up apart; returns in
    the cycle of `all_done`, its last rows still on their way."""
    random, words = bench.random, G.words(columns)
    act = mantissas(random, G.numerics.act_bits, columns)
    # Behind a row lie codes of zero, which stand for no weight where there are zero points.
    noise = mantissas(random, G.numerics.act_bits, words * G.columns - columns)
    if G.is_narrow:
        noise = [0] * len(noise)
    formats = [random.choice(G.numerics.formats.streamed) for _ in range(3)]
    bench.dut.last_row.value, bench.dut.last_word.value = parts[0] - 1, words - 1
    if G.in_blocks:
        bench.dut.format.value = CODES[formats[0].name]
    if G.apart:
        bench.dut.is_keys.value, bench.dut.is_gate.value = len(parts) == 3, len(parts) == 2
        bench.dut.second.value, bench.dut.third.value = (CODES[weights.name] for weights in formats[1:])
    await bench.drain_rows()
    await bench.step(start=1)
    acts = act + noise
    bench.activations = [pack(acts[at:at + G.columns], G.numerics.act_bits)
                         for at in range(0, words * G.columns, G.columns)]
    for number, rows in enumerate(parts):
        if number:
            await bench.step()  # a word of the part's scales
        await part(bench, rows, act, formats[number], number + 1 == len(parts), pause)
    bench.ended = True


async def part(bench, rows, act, weights, is_last, pause):
    """The rows of a matrix in one format, up to the cycle after their last word."""
    random, columns, words = bench.random, len(act), G.words(len(act))
    matrix_rows = random_rows(random, rows, columns, weights)
    image = np.concatenate(list(row_parts(matrix_rows, G.tile))).reshape(-1, G.word_bytes)
    image = iter([int.from_bytes(word.tobytes(), "little") for word in image])
    sums = [sum(w * a for w, a in zip(of_row, act, strict=True)) for of_row in matrix_rows.integers.tolist()]
    rows_of_tile, waiting = G.tile.rows_of(weights), 0
    for first in range(0, rows, rows_of_tile):
        for word in range(words):
            if weights.block and waiting == 0:
                await bench.step(scales=next(image))
                waiting = G.tile.blocks_per_scale_word(weights)
            while random.random() < pause:
                await bench.step()
            ends = bool(weights.block) and ((word + 1) * G.columns % weights.block == 0 or word + 1 == words)
            waiting -= ends
            assert await bench.step(word=next(image), used_up=ends and waiting == 0), f"row {first} word {word}"
        # `step` has moved on to the cycle after the tile's last word
        for place, total in enumerate(sums[first:first + rows_of_tile]):
            bench.expect("acc", ROW_LATENCY - 1 + place, [total])
            ends = first + place + 1 == rows
            bench.expect_row(place, ends, ends and is_last)


def key_words(random):
    """Beats of one set of scores: `(op_a, op_b)` per word of the heads, and the dot product of every slot."""
    keys, queries, dots = [], [], [0] * G.slots
    for chunk in range(G.chunks):
        key = mantissas(random, G.numerics.k_bits, G.lanes)
        query = mantissas(random, G.numerics.k_bits, G.lanes * G.attention_ways)
        for lane in range(G.lanes):
            if (lane % G.head_stride if G.chunks == 1 else chunk * G.lanes + lane) >= G.model.head_dim:
                key[lane] = 0
        for slot in range(G.slots):
            way, place = place_of(G, slot)
            for lane in range(place * G.head_stride, place * G.head_stride + G.head_stride) if G.chunks == 1 else range(
                    G.lanes):
                dots[slot] += key[lane] * query[way * G.lanes + lane]
        keys.append(key)
        queries.append(query)
    return list(zip(keys, queries, strict=True)), dots


def value_words(random):
    """Beats of one span of values, and the weighted sum of every lane and way."""
    values, weights, sums = [], [], [0] * G.lanes * G.attention_ways
    for _ in range(random.choice([1, 2, 5, SPAN])):
        values.append(mantissas(random, G.numerics.v_bits, G.lanes))
        weights.append([abs(p) for p in mantissas(random, OPERAND_BITS, G.lanes * G.attention_ways)])
        sums = [s + v * p for s, v, p in zip(sums, values[-1] * G.attention_ways, weights[-1], strict=True)]
    return list(zip(values, weights, strict=True)), sums


async def attention(bench, sets, pause):
    """Scores and weighted values, their beats interleaved at random."""
    random = bench.random
    await bench.step()
    queues = {"dots": [key_words(random) for _ in range(sets)],
              "pv": [value_words(random) for _ in range(1 + sets // 8)]}
    places = {"dots": 0, "pv": 0}
    while any(queues.values()):
        kind = random.choice([name for name, queue in queues.items() if queue])
        for _ in range(random.randint(1, 4)):
            if not queues[kind]:
                break
            while random.random() < pause:
                await bench.step()
            beats, results = queues[kind][0]
            place = places[kind]
            last = place == len(beats) - 1
            a, b = (pack(operand, OPERAND_BITS) for operand in beats[place])
            if last:
                bench.expect(kind, DOT_LATENCY if kind == "dots" else PV_LATENCY, results)
                queues[kind].pop(0)
            places[kind] = 0 if last else place + 1
            await bench.step(beat=dict(op_value=kind == "pv", op_first=place == 0, op_last=last, op_a=a, op_b=b))


@cocotb.test
async def rows_and_attention(dut):
    random = rng()
    await reset(dut)
    bench = Bench(dut, random)
    most_rows = min(16, (1 << G.row_bits) - 1)
    few = max(1, G.lanes // 16)  # wide engines are slow to simulate
    shortest = 1 + G.columns * (G.most_rows - 1)  # columns that take as many words as a tile has rows
    shapes = [(1, shortest), (1, G.max_columns), (most_rows // few, max(shortest, min(G.lanes, G.max_columns))),
              (3, max(shortest, min(G.lanes + 1, G.max_columns))),
              (max(1, most_rows // G.most_rows) * G.most_rows, shortest)]
    shapes += [(random.randint(1, most_rows // few), random.randint(shortest, G.max_columns)) for _ in range(8 // few)]
    jobs = [([rows], columns) for rows, columns in shapes]
    if "qkv" in G.numerics.formats.apart:
        jobs += 6 * [([G.model.kv_dim, G.model.kv_dim, G.model.q_dim], G.model.dim)]
    if "w13" in G.numerics.formats.apart:
        jobs += 3 * [([G.model.hidden_dim, G.model.hidden_dim], G.model.dim)]
    if G.apart:
        random.shuffle(jobs)
    for parts, columns in jobs:
        await matrix(bench, parts, columns, random.choice([0, 0.2, 0.6]))
        if parts == [1] or random.random() < 0.5:
            await attention(bench, random.choice([1, 10, 24]) // few + 1, random.choice([0, 0.3]))
    await bench.drain()
    await bench.step()
