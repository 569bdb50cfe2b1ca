"""Tokens' keys and values through the KV cache beside the core: every word in the order of attention's walks."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.word_buffer import LATENCY
from llama2_rtl.golden.config import SPAN
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env

G = from_env()
LAYOUT, N = KvLayout(G), G.numerics
SHIFT_MASK = (1 << 5 * G.kv_per_word) - 1


class Cache:
    """Random words and shifts of every position, and the memory's words as they must be."""

    def __init__(self, random):
        self.random, self.content, self.memory = random, {}, {}

    def row(self, group, position):
        """(key words, value words, key shifts, value shifts)."""
        place = group, position
        if place not in self.content:
            bits = self.random.getrandbits
            self.content[place] = ([bits(G.kv_width * N.k_bits) for _ in range(G.chunks)],
                                   [bits(G.kv_width * N.v_bits) for _ in range(G.chunks)],
                                   bits(5 * G.kv_per_word), bits(5 * G.kv_per_word))
        return self.content[place]

    def words(self, group, position):
        """`(word's place, word, mask)` of what a position has in the memory."""
        keys, values, key_shifts, value_shifts = self.row(group, position)
        beat = (1 << 8 * G.word_bytes) - 1
        for chunk, key in enumerate(keys):
            for number in range(LAYOUT.key_beats):
                place = LAYOUT.key_place(group, position) + chunk * LAYOUT.key_beats + number
                yield place, key >> 8 * G.word_bytes * number & beat, beat
        for chunk, value in enumerate(values):
            for number in range(LAYOUT.value_beats):
                place = LAYOUT.value_place(group, position, chunk) + number
                yield place, value >> 8 * G.word_bytes * number & beat, beat
        place, byte = LAYOUT.shift_place(group, position)
        entry = key_shifts | value_shifts << 5 * G.kv_per_word
        yield place, entry << 8 * byte, (1 << 8 * LAYOUT.entry_bytes) - 1 << 8 * byte

    def load(self, position):
        """The memory holds all positions before `position`."""
        for group in range(LAYOUT.groups):
            for at in range(position):
                for place, word, mask in self.words(group, at):
                    self.write(place, word, mask)

    def read(self, place):
        return self.memory.setdefault(place, self.random.getrandbits(8 * G.word_bytes))

    def write(self, place, word, mask):
        self.memory[place] = self.read(place) & ~mask | word & mask

    def check(self, position):
        for group in range(LAYOUT.groups):
            for place, word, mask in self.words(group, position):
                expect_equal("word of the memory", word, self.read(place) & mask, group=group, position=position,
                             place=place)


class Bench:
    """Both sides of the block: the decoder's walks, and the memory behind commands and streams."""

    def __init__(self, dut, random, busy):
        self.dut, self.random, self.busy, self.cache = dut, random, busy, Cache(random)
        self.reads = dict(key=[], value=[])
        self.write_words, self.pending, self.issued, self.cycle, self.old_writes = [], 0, [], 0, False
        self.got = dict(key=[], value=[])
        self.left = dict(key=0, value=0)
        self.offered = dict(key=False, value=False)
        cocotb.start_soon(self._run())

    def _chance(self):
        return self.random.random() < self.busy

    async def _run(self):
        dut = self.dut
        while True:
            ready = self._drive()
            await FallingEdge(dut.clk)
            self._sample(*ready)
            self.cycle += 1
            await RisingEdge(dut.clk)

    def _drive(self):
        dut, valid = self.dut, {}
        commands = {name: self._chance() for name in ("key", "value", "write")}
        for name, command_ready in commands.items():
            getattr(dut, f"{name}_cmd_ready").value = int(command_ready)
        for name, words in self.reads.items():
            valid[name] = bool(words) and (self.offered[name] or self._chance())
            getattr(dut, f"{name}_valid").value = int(valid[name])
            if valid[name] and not self.offered[name]:
                getattr(dut, f"{name}_data").value = self.cache.read(words[0])
        taken = bool(self.write_words) and self._chance()
        dut.write_ready.value = int(taken)
        self.pending = max(0, self.pending - 1) if not self.write_words else 20
        dut.writes_pending.value = int(self.pending > 0)
        self.old_writes = self.old_writes and self.pending > 0
        return commands, valid, taken

    def _sample(self, commands, valid, taken):
        """In the middle of the cycle, where `key_there` and `value_there` are known and a beat may be decided."""
        dut, free = self.dut, True
        for name in ("key", "value"):
            self.offered[name] = valid[name]
            if valid[name] and int(getattr(dut, f"{name}_ready").value):
                self.reads[name].pop(0)
                self.offered[name] = False
            if commands[name] and int(getattr(dut, f"{name}_cmd_valid").value):
                assert not self.old_writes, f"{name}s are read while a write of an earlier token is pending"
                assert not int(dut.row_asking.value), f"{name}s are asked for before the token's row"
                first, count = (int(getattr(dut, f"{name}_cmd_{field}").value) for field in ("offset", "words"))
                self.reads[name] += range(first, first + count)
            issue = free and int(getattr(dut, f"{name}_there").value) and self.left[name] and self._chance()
            getattr(dut, f"{name}_issue").value = int(issue)
            if issue:
                free = False
                self.left[name] -= 1
                self.issued.append((self.cycle + LATENCY, name))
        if taken and int(dut.write_valid.value):
            strobe = int(dut.write_strobe.value)
            mask = sum(0xFF << 8 * lane for lane in range(G.word_bytes) if strobe >> lane & 1)
            self.cache.write(self.write_words.pop(0), int(dut.write_data.value), mask)
        if commands["write"] and int(dut.write_cmd_valid.value):
            first, count = int(dut.write_cmd_offset.value), int(dut.write_cmd_words.value)
            self.write_words += range(first, first + count)
        while self.issued and self.issued[0][0] == self.cycle:
            name = self.issued.pop(0)[1]
            shifts = (int(dut.key_shifts.value), int(dut.value_shifts.value)) if name == "key" else ()
            self.got[name].append((int(dut["keys" if name == "key" else "values"].value), *shifts))

    async def token(self, position):
        dut = self.dut
        dut.position.value, dut.token_start.value = position, 1
        self.old_writes = self.pending > 0
        await RisingEdge(dut.clk)
        dut.token_start.value = 0
        cocotb.start_soon(self._ask())
        for layer in range(G.model.n_layers):
            for _ in range(self.random.randrange(1, 200)):
                await RisingEdge(dut.clk)
            await self._write(layer, position)
            keys, values = self._walks(layer, position)
            self.left = dict(key=len(keys), value=len(values))
            for _ in range(200 + int(12 * (len(keys) + len(values)) / self.busy ** 2)):
                await RisingEdge(dut.clk)
                if len(self.got["key"]) >= len(keys) and len(self.got["value"]) >= len(values):
                    break
            for _ in range(LATENCY + 1):
                await RisingEdge(dut.clk)
            for name, expected in (("key", keys), ("value", values)):
                got = self.got[name]
                expect_equal(f"{name}s, count", len(expected), len(got), layer=layer, position=position)
                for field, title in enumerate(("word", "key shifts", "value shifts")[:len(expected[0])]):
                    expect_equal(f"{name} {title}", [e[field] for e in expected], [g[field] for g in got], layer=layer,
                                 position=position)
                got.clear()

    async def _ask(self):
        """As `row_reader`, for a while from the cycle after `token_start` on."""
        self.dut.row_asking.value = 1
        for _ in range(self.random.randrange(8, 60)):
            await RisingEdge(self.dut.clk)
        self.dut.row_asking.value = 0

    async def _write(self, layer, position):
        """As `write_kv`: all keys of the layer, then all values, the shifts with the last word of each."""
        dut = self.dut
        for side, shift in ((0, 2), (1, 3)):
            for word in range(G.kv_words):
                row = self.cache.row(layer * G.kv_words + word, position)
                for chunk in range(G.chunks):
                    for _ in range(self.random.choice((0, 0, 3))):
                        await RisingEdge(dut.clk)
                    end = chunk == G.chunks - 1
                    (dut.v_wdata if side else dut.k_wdata).value = row[side][chunk]
                    (dut.v_we if side else dut.k_we).value = 1
                    (dut.v_shift_we if side else dut.k_shift_we).value = int(end)
                    dut.shift_wdata.value = row[shift]
                    dut.kv_written.value = int(side and end and word == G.kv_words - 1)
                    await RisingEdge(dut.clk)
                    for pulse in (dut.k_we, dut.v_we, dut.k_shift_we, dut.v_shift_we, dut.kv_written):
                        pulse.value = 0

    def _walks(self, layer, position):
        keys, values = [], []
        for item in range(G.items):
            group = layer * G.kv_words + item // G.items_per_kv_word
            rows = [self.cache.row(group, at) for at in range(position + 1)]
            keys += [(word, row[2], row[3]) for row in rows for word in row[0]]
            for first in range(0, position + 1, SPAN):
                values += [(row[1][chunk],) for chunk in range(G.chunks) for row in rows[first:first + SPAN]]
        return keys, values


@cocotb.test
@cocotb.parametrize(busy=[1.0, 0.6])
async def tokens(dut, busy):
    await reset(dut, may_be_unknown=("keys", "values", "key_shifts", "value_shifts"))
    bench = Bench(dut, rng(), busy)
    for first, count in json.loads(os.environ["RUNS"]):
        bench.cache.content.clear()
        bench.cache.load(first)
        for position in range(first, first + count):
            await bench.token(position)
        for _ in range(60):
            await RisingEdge(dut.clk)
        for position in range(first, first + count):
            bench.cache.check(position)
