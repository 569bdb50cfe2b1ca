"""Random heads for random positions; the pulses of the write port are held against the layout of the cache."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge, ValueChange

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import pack

G = from_env()
HEAD_DIM, BITS = G.model.head_dim, dict(k=G.numerics.k_bits, v=G.numerics.v_bits)
SHIFT_BITS = 5


def layout(layer, position, kind, heads):
    """Writes `(kind, address, word)` and `(kind of shifts, address, shifts)` of heads [(mantissas, shift)] in order."""
    expected = []
    for word in range(G.kv_words):
        row = (layer * G.kv_words + word) * G.context + position
        sharing = heads[word * G.kv_per_word:(word + 1) * G.kv_per_word]
        if G.chunks == 1:
            elements = [e for head, _ in sharing for e in head + [0] * (G.head_stride - HEAD_DIM)]
        else:
            elements = sharing[0][0] + [0] * (G.chunks * G.lanes - HEAD_DIM)
        for chunk in range(G.chunks):
            part = elements[chunk * G.kv_width:(chunk + 1) * G.kv_width]
            expected.append((kind, row * G.chunks + chunk, pack(part, BITS[kind])))
        expected.append((f"{kind}_shift", row, pack([shift for _, shift in sharing], SHIFT_BITS)))
    return expected


class Port:
    """What the write port did: the writes in order, and the cycles with `done`, each with the writes so far."""

    def __init__(self, dut):
        self.dut, self.writes, self.done = dut, [], []
        cocotb.start_soon(self._watch())

    async def _watch(self):
        dut = self.dut
        while True:
            await FallingEdge(dut.clk)
            for kind, we, addr, data in (
                    ("k", dut.k_we, dut.waddr, dut.k_wdata), ("v", dut.v_we, dut.waddr, dut.v_wdata),
                    ("k_shift", dut.k_shift_we, dut.shift_waddr, dut.shift_wdata),
                    ("v_shift", dut.v_shift_we, dut.shift_waddr, dut.shift_wdata)):
                if int(we.value):
                    self.writes.append((kind, addr.value.to_unsigned(), data.value.to_unsigned()))
            if int(dut.done.value):
                self.done.append(len(self.writes))


class Positions:
    """Answers with the position of the vector that is asked for. Between two values a simulator may show a third."""

    def __init__(self, dut):
        self.dut, self.of = dut, [0] * G.vectors
        if G.vectors > 1:
            cocotb.start_soon(self._run())

    def set(self, positions):
        self.of = positions
        self._answer()

    def _answer(self):
        vector = int(self.dut.place_vector.value) if G.vectors > 1 else 0
        self.dut.place.value = self.of[vector] if vector < G.vectors else 0

    async def _run(self):
        while True:
            await ValueChange(self.dut.place_vector)
            self._answer()


async def send_head(dut, random, is_v, mantissas, shift, pause, vector):
    for index, mantissa in enumerate(mantissas):
        while random.random() < pause:
            await RisingEdge(dut.clk)
        dut.in_valid.value, dut.in_is_v.value, dut.in_index.value = 1, is_v, index
        dut.in_last.value, dut.mantissa.value, dut.shift.value = index == len(mantissas) - 1, mantissa, shift
        if G.vectors > 1:
            dut.in_vector.value = vector
        await RisingEdge(dut.clk)
        dut.in_valid.value, dut.in_last.value = 0, random.getrandbits(1)
        dut.mantissa.value, dut.shift.value = random.getrandbits(15), random.getrandbits(SHIFT_BITS)
        if G.vectors > 1:
            dut.in_vector.value = random.randrange(G.vectors)


async def write_layer(dut, random, port, layer, positions):
    """Start, all heads, a few idle cycles; then the writes of this layer against its layout."""
    first, pause = len(port.writes), random.choice([0, 0, 0.3])
    dut.start.value, dut.layer_first.value = 1, layer == 0
    await RisingEdge(dut.clk)
    dut.start.value, dut.layer_first.value = 0, random.getrandbits(1)
    for _ in range(G.vectors if G.vectors > 1 else 0):
        await RisingEdge(dut.clk)
    expected = []
    for kind, bits in BITS.items():
        limit = (1 << (bits - 1)) - 1
        heads = [[([random.choice([-limit, limit, random.randint(-limit, limit)]) for _ in range(HEAD_DIM)],
                   random.randrange(26)) for _ in range(G.kv_words * G.kv_per_word)] for _ in positions]
        for heads_of_vectors in zip(*heads, strict=True):
            for vector, (mantissas, shift) in enumerate(heads_of_vectors):
                await send_head(dut, random, kind == "v", mantissas, shift, pause, vector)
        written = [layout(layer, position, kind, own) for position, own in zip(positions, heads, strict=True)]
        expected += [write for word in range(0, len(written[0]), G.chunks + 1) for own in written
                     for write in own[word:word + G.chunks + 1]]
    for _ in range(random.randint(2, 4)):
        await RisingEdge(dut.clk)
    got = port.writes[first:]
    for number, (want, have) in enumerate(zip(expected, got, strict=False)):
        where = dict(layer=layer, positions=positions, write=number)
        assert want[0] == have[0], f"write_kv {where}: expected a write of {want[0]}, got {have[0]}"
        expect_equal(f"write_kv {want[0]} address", want[1], have[1], **where)
        expect_equal(f"write_kv {want[0]}", want[2], have[2], **where)
    expect_equal("write_kv writes", len(expected), len(got), layer=layer, positions=positions)
    expect_equal("write_kv done after writes", [len(port.writes)], port.done, layer=layer, positions=positions)
    port.done.clear()


@cocotb.test
async def tokens(dut):
    random = rng()
    await reset(dut)
    port, asked = Port(dut), Positions(dut)
    for position in [*range(G.context), random.randrange(G.context), 0]:
        others = [other for other in range(G.context) if other != position]
        positions = [position, *random.sample(others, G.vectors - 1)]
        asked.set(positions)
        for layer in range(G.model.n_layers):
            await write_layer(dut, random, port, layer, positions)
