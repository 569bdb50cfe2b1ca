"""Random commands through the write channels: every byte with a strobe in its place, errors told, stops clean."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi.bus import OUTSTANDING
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.axi.memory import DECERR, OKAY, PAGE, SLVERR, AxiMemory, Traffic
from tb.harness.streams import Source

BEAT_BYTES, LONGEST_BURST = int(os.environ["BEAT_BYTES"]), int(os.environ["LONGEST_BURST"])
BASE = (1 << 32) - 2
"""The first page: the sum carries into the upper half."""

LONGEST = 5 * PAGE // (2 * BEAT_BYTES)


class Bench:
    """Commands and words in; `expected` holds the bytes that must be in the memory."""

    def __init__(self, dut, random, traffic):
        self.dut, self.random = dut, random
        self.memory = AxiMemory(dut, dut.clk, BEAT_BYTES, random, traffic, longest=LONGEST_BURST).start()
        self.commands = Source(dut.clk, dut.s_valid, dut.s_ready, dict(offset=dut.s_offset, words=dut.s_words), random,
                               traffic.pause)
        self.words = Source(dut.clk, dut.word_valid, dut.word_ready, dict(data=dut.word_data, strobe=dut.word_strobe),
                            random, traffic.pause)
        self.expected, self.failures = {}, []
        dut.page.value = BASE
        cocotb.start_soon(self._watch())

    def make(self, offset, count, page=BASE):
        """The words of a command, which are expected in the memory."""
        words = []
        for number in range(count):
            data = self.random.randbytes(BEAT_BYTES)
            strobe = self.random.choice(((1 << BEAT_BYTES) - 1, self.random.getrandbits(BEAT_BYTES)))
            at = page * PAGE + (offset + number) * BEAT_BYTES
            self.expected |= {at + lane: data[lane] for lane in range(BEAT_BYTES) if strobe >> lane & 1}
            words.append(dict(data=int.from_bytes(data, "little"), strobe=strobe))
        return words

    async def _watch(self):
        while True:
            await FallingEdge(self.dut.clk)
            if int(self.dut.failed.value):
                self.failures.append(int(self.dut.decode_error.value))

    async def until_quiet(self, limit=4_000):
        for _ in range(limit):
            await FallingEdge(self.dut.clk)
            if not int(self.dut.pending.value):
                return
        raise AssertionError("bursts are still outstanding")

    def check(self):
        for at, byte in self.expected.items():
            expect_equal("byte", byte, self.memory.read(at, 1)[0], address=at)


@cocotb.test
@cocotb.parametrize(traffic=[Traffic(), Traffic((20, 60)), Traffic((1, 90), 0.4)])
async def commands(dut, traffic):
    random = rng()
    await reset(dut)
    bench = Bench(dut, random, traffic)
    for count in (1, LONGEST, 0, *(random.choice((1, 2, random.randrange(1, LONGEST))) for _ in range(5))):
        offset = random.randrange(3000)
        words = cocotb.start_soon(bench.words.send(bench.make(offset, count)))
        await bench.commands.send([dict(offset=offset, words=count)])
        await words
    for _ in range(6):
        await RisingEdge(dut.clk)
    await bench.until_quiet()
    bench.check()
    assert max(burst.beats for burst in bench.memory.log.writes) == min(256, PAGE // BEAT_BYTES)
    await RisingEdge(dut.clk)


@cocotb.test
@cocotb.parametrize(code=[SLVERR, DECERR])
async def errors(dut, code):
    await reset(dut)
    bench = Bench(dut, rng(), Traffic((1, 20)))
    bench.memory.write_response = lambda burst: code if burst.number == 1 else OKAY
    cocotb.start_soon(bench.words.send(bench.make(0, LONGEST)))
    await bench.commands.send([dict(offset=0, words=LONGEST)])
    for _ in range(4 * LONGEST):
        await RisingEdge(dut.clk)
    bench.check()
    expect_equal("failures", [int(code == DECERR)], bench.failures)


@cocotb.test
async def stops(dut):
    """`stop` while words are missing: the outstanding burst comes to its end and writes nothing more."""
    random = rng()
    await reset(dut)
    bench = Bench(dut, random, Traffic((1, 30), 0.3))
    for turn in range(6):
        offset = turn * 2 * LONGEST
        words = cocotb.start_soon(bench.words.send(bench.make(offset, random.randrange(LONGEST // 2))))
        await bench.commands.send([dict(offset=offset, words=LONGEST)])
        await words
        for _ in range(random.randrange(8)):
            await RisingEdge(dut.clk)
        dut.stop.value = 1
        await RisingEdge(dut.clk)
        begun = len(bench.memory.log.writes) + 1
        await bench.until_quiet()
        assert len(bench.memory.log.writes) <= begun, "a burst began after stop"
        expect_equal("bursts without an answer", 0, bench.memory.open_bursts, turn=turn)
        await RisingEdge(dut.clk)
        dut.run_rst.value = 1
        await RisingEdge(dut.clk)
        dut.run_rst.value, dut.stop.value = 0, 0
        bench.check()


@cocotb.test
async def given_up(dut):
    """The memory takes no address and no word: after `forget` the burst still ends by the rules, at its own address
    though `page` has changed, and writes only the word that was on offer; the next run's burst comes behind it."""
    await reset(dut)
    bench = Bench(dut, rng(), Traffic())
    bench.memory.refused = {"aw", "w"}
    lost = cocotb.start_soon(bench.words.send(bench.make(0, 4)))
    await bench.commands.send([dict(offset=0, words=20)])
    for _ in range(20):
        await RisingEdge(dut.clk)
    dut.stop.value = 1
    for _ in range(5):
        await RisingEdge(dut.clk)
    lost.cancel()
    dut.word_valid.value, dut.forget.value, dut.run_rst.value = 0, 1, 1
    await RisingEdge(dut.clk)
    dut.stop.value, dut.forget.value, dut.run_rst.value = 0, 0, 0
    await FallingEdge(dut.clk)
    expect_equal("bursts given up", 1, int(dut.given_up.value))
    assert int(dut.pending.value), "the old burst's address is on offer, and nothing is pending"
    await RisingEdge(dut.clk)
    at, page = BASE * PAGE, BASE + 7
    dut.page.value = page
    bench.expected = {byte: value for byte, value in bench.expected.items() if byte < at + BEAT_BYTES}
    unwritten = {byte: bench.memory.read(byte, 1)[0] for byte in range(at + BEAT_BYTES, at + 20 * BEAT_BYTES)}
    bench.expected |= unwritten
    new = bench.make(500, 30, page)
    cocotb.start_soon(bench.words.send(new))
    for _ in range(10):
        await RisingEdge(dut.clk)
    bench.memory.refused, bench.memory.traffic.pause = set(), 0.2
    await bench.commands.send([dict(offset=500, words=30)])
    for _ in range(200):
        await RisingEdge(dut.clk)
    await bench.until_quiet()
    bench.check()
    expect_equal("identifiers", [0], sorted({burst.identifier for burst in bench.memory.log.writes}))
    expect_equal("bursts given up", 0, int(dut.given_up.value))


@cocotb.test
async def answers_to_nothing(dut):
    """Responses that nobody asked for: no fault, no progress, no burst less."""
    await reset(dut)
    for identifier in (0, 1, 4):
        dut.m_axi_bvalid.value, dut.m_axi_bresp.value, dut.m_axi_bid.value = 1, SLVERR, identifier
        for _ in range(3):
            await FallingEdge(dut.clk)
            for name in ("failed", "pending", "progress"):
                expect_equal(name, 0, int(getattr(dut, name).value), identifier=identifier)
            await RisingEdge(dut.clk)
    dut.m_axi_bvalid.value = 0
    bench = Bench(dut, rng(), Traffic())
    cocotb.start_soon(bench.words.send(bench.make(0, LONGEST)))
    await bench.commands.send([dict(offset=0, words=LONGEST)])
    for _ in range(2 * LONGEST):
        await RisingEdge(dut.clk)
    await bench.until_quiet()
    bench.check()


@cocotb.test
async def no_place_left(dut):
    """What was given up keeps its place: with all places taken nothing is offered, and `pending` says that it waits."""
    await reset(dut)
    bench = Bench(dut, rng(), Traffic())
    bench.memory.withheld = lambda burst: True
    for number in range(OUTSTANDING):
        cocotb.start_soon(bench.words.send(bench.make(0, 1)))
        await bench.commands.send([dict(offset=0, words=1)])
        for _ in range(20):
            await RisingEdge(dut.clk)
        dut.stop.value = 1
        for _ in range(5):
            await RisingEdge(dut.clk)
        dut.forget.value = 1
        await RisingEdge(dut.clk)
        dut.stop.value, dut.forget.value = 0, 0
        await FallingEdge(dut.clk)
        expect_equal("bursts given up", number + 1, int(dut.given_up.value))
        assert not int(dut.pending.value), "something given up is pending"
        await RisingEdge(dut.clk)
    cocotb.start_soon(bench.words.send(bench.make(40, 3)))
    await bench.commands.send([dict(offset=40, words=3)])
    for _ in range(20):
        await RisingEdge(dut.clk)
    expect_equal("bursts", OUTSTANDING, len(bench.memory.log.writes))
    assert int(dut.pending.value), "a burst waits for a place, and nothing is pending"
    bench.memory.withheld = lambda burst: False
    for _ in range(60):
        await RisingEdge(dut.clk)
    await bench.until_quiet()
    bench.check()
    expect_equal("bursts given up", 0, int(dut.given_up.value))
