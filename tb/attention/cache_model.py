"""Stand-ins for what surrounds attention: random heads, the KV cache and the engine's lanes."""

import os
from collections import deque

from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.memory.kv_cache import LATENCY
from llama2_rtl.golden.config import ModelConfig, Numerics


def geometry_variables(geometry):
    """The environment that `geometry_from_environment` reads."""
    m, n = geometry.model, geometry.numerics
    return dict(DIM=m.dim, LAYERS=m.n_layers, HEADS=m.n_heads, KV_HEADS=m.n_kv_heads, LANES=geometry.lanes,
                CONTEXT=geometry.context, K_BITS=n.k_bits, V_BITS=n.v_bits, WAYS=geometry.ways,
                VECTORS=geometry.vectors, TAIL=geometry.largest_tail)


def geometry_of(dim, heads, kv_heads, lanes, context, layers=2, k_bits=16, v_bits=8, ways=1, vectors=1, tail=1):
    """A geometry whose other dimensions attention does not see, with a tail of at most so many elements."""
    model = ModelConfig(dim, dim, layers, heads, kv_heads, vocab_size=64, seq_len=context)
    return Geometry(model, Numerics(k_bits=k_bits, v_bits=v_bits), lanes, context, vectors=vectors, ways=ways,
                    largest_tail=tail)


def geometry_from_environment():
    read = {name: int(os.environ[name]) for name in (
        "DIM", "HEADS", "KV_HEADS", "LANES", "CONTEXT", "LAYERS", "K_BITS", "V_BITS", "WAYS", "VECTORS", "TAIL")}
    return geometry_of(*read.values())


def place_of(geometry, slot):
    """(way, head on the lanes) of a slot: the queries of a key head are ways of its lanes first; each vector has ways
    of its own."""
    vector, head = divmod(slot, geometry.heads_per_beat)
    queries = geometry.heads_per_beat // geometry.kv_per_word
    place, way = divmod(head % queries, geometry.query_ways)
    return vector * geometry.query_ways + way, geometry.kv_slot(slot) * (queries // geometry.query_ways) + place


def order_of_elements(geometry):
    """The numbers of the output's elements as they leave: ascending, but of an item of several heads of several words
    the heads' first words, then their second ones."""
    g, numbers = geometry, list(range(geometry.model.q_dim))
    if g.chunks == 1 or g.heads_per_beat == 1:
        return numbers
    return [head * g.model.head_dim + chunk * g.lanes + lane for item in range(g.items)
            for chunk in range(g.chunks) for head in heads_of(g, item) for lane in range(g.lanes)]


def heads_of(geometry, item):
    """The query heads of an item, those of its first slots; the last item of a key head may have fewer than others."""
    return range(geometry.heads_before(item), geometry.heads_before(item + 1))


def pack(values, bits):
    """A vector of `bits`-bit two's complement elements, the first lowest."""
    return sum((int(value) & ((1 << bits) - 1)) << (i * bits) for i, value in enumerate(values))


def unpack(word, bits, count, is_signed=True):
    """The elements of a packed vector."""
    raw = [(word >> (i * bits)) & ((1 << bits) - 1) for i in range(count)]
    return [value - (1 << bits) if is_signed and value >> (bits - 1) else value for value in raw]


class CacheModel:
    """The KV cache: words and shifts follow their addresses by its LATENCY."""

    def __init__(self, dut, geometry, random):
        self.dut, self.geometry, self.random = dut, geometry, random
        self.words, self.shifts = {}, {}

    def write(self, layer, position, keys, key_shifts, values, value_shifts):
        """Keys and values [kv_heads][head_dim] of a position with one shift per head."""
        g, n = self.geometry, self.geometry.numerics
        for word in range(g.kv_words):
            heads = range(word * g.kv_per_word, (word + 1) * g.kv_per_word)
            place = (layer * g.kv_words + word) * g.context + position
            self.shifts[place] = (pack([key_shifts[h] for h in heads], 5),
                                  pack([value_shifts[h] for h in heads], 5))
            for chunk in range(g.chunks):
                self.words[place * g.chunks + chunk] = tuple(
                    pack(self._elements(side, heads, chunk), bits)
                    for side, bits in ((keys, n.k_bits), (values, n.v_bits)))

    def _elements(self, side, heads, chunk):
        g = self.geometry
        if g.chunks > 1:
            padded = list(side[heads[0]]) + [0] * (g.chunks * g.lanes)
            return padded[chunk * g.lanes:(chunk + 1) * g.lanes]
        pads = [0] * (g.head_stride - g.model.head_dim)
        return [element for head in heads for element in list(side[head]) + pads]

    async def run(self):
        dut, reads = self.dut, deque()
        while True:
            await FallingEdge(dut.clk)
            reads.append((int(dut.kv_addr.value), int(dut.kv_shift_addr.value)))
            await RisingEdge(dut.clk)
            if len(reads) == LATENCY:
                word, shifts = reads.popleft()
                dut["keys"].value, dut["values"].value = self.words.get(word, self._garbage())
                dut.key_shifts.value, dut.value_shifts.value = self.shifts.get(shifts, (0, 0))

    def _garbage(self):
        g, n = self.geometry, self.geometry.numerics
        return self.random.getrandbits(g.kv_width * n.k_bits), self.random.getrandbits(g.kv_width * n.v_bits)


class EngineModel:
    """The lanes: dot products and sums of each lane and way, exact, a fixed number of cycles after the last beat."""

    def __init__(self, dut, geometry, dot_latency, pv_latency):
        self.dut, self.geometry = dut, geometry
        self.latency = {False: dot_latency, True: pv_latency}
        self.in_flight, self.beats, self.cycle = deque(), [], 0

    async def run(self):
        dut, g = self.dut, self.geometry
        sums = [0] * g.lanes * g.attention_ways
        while True:
            await FallingEdge(dut.clk)
            if int(dut.op_valid.value):
                value = bool(int(dut.op_value.value))
                self.beats.append((self.cycle, value))
                a = unpack(int(dut.op_a.value), 16, g.lanes) * g.attention_ways
                b = unpack(int(dut.op_b.value), 16, g.lanes * g.attention_ways)
                products = [x * y for x, y in zip(a, b, strict=True)]
                first = int(dut.op_first.value)
                sums = products if first else [s + p for s, p in zip(sums, products, strict=True)]
                if int(dut.op_last.value):
                    self.in_flight.append((self.cycle + self.latency[value], value, sums))
            self.cycle += 1
            await RisingEdge(dut.clk)
            dut.dot_valid.value, dut.pv_valid.value = 0, 0
            for due in [entry for entry in self.in_flight if entry[0] == self.cycle]:
                self.in_flight.remove(due)
                self._answer(*due[1:])

    def _answer(self, value, sums):
        dut, g = self.dut, self.geometry
        if value:
            dut.pv_valid.value = 1
            dut.pv.value = pack(sums, g.lane_acc_bits)
            return
        width = g.head_stride if g.chunks == 1 else g.lanes
        dut.dot_valid.value = 1
        starts = [way * g.lanes + place * width for way, place in (place_of(g, j) for j in range(g.slots))]
        dut.dots.value = pack([sum(sums[start:start + width]) for start in starts], g.dot_bits)
