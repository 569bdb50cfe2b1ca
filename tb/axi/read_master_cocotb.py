"""Random commands of all clients through a memory with random delays: every word in order, errors told, stops clean."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi.bus import (
    CLIENT_NAMES,
    CLIENTS,
    COUNT_BITS,
    OUTSTANDING,
    PAGE_NUMBER_BITS,
    VALUES,
    WEIGHTS,
    burst_beats,
)
from llama2_rtl.converters.axi.read_master import prefetch_words
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.axi.memory import DECERR, OKAY, PAGE, SLVERR, AxiMemory, Traffic
from tb.harness.streams import unpack

BEAT_BYTES, OFFSET_BITS = int(os.environ["BEAT_BYTES"]), int(os.environ["OFFSET_BITS"])
LONGEST_BURST = int(os.environ["LONGEST_BURST"])
PAGES = (3, (1 << 32) - 2, (1 << PAGE_NUMBER_BITS - 1) + 7, (1 << 33) + (1 << 32) - 1)
"""The clients' first pages: small, and where the sum carries into the upper half."""

LONGEST = 5 * PAGE // (2 * BEAT_BYTES) if BEAT_BYTES > 8 else 700


class Bench:
    """The clients' commands in, their words out."""

    def __init__(self, dut, random, traffic):
        self.dut, self.random = dut, random
        self.memory = AxiMemory(dut, dut.clk, BEAT_BYTES, random, traffic, longest=LONGEST_BURST).start()
        self.commands = [[] for _ in CLIENTS]
        self.expected = [[] for _ in CLIENTS]
        self.got = [[] for _ in CLIENTS]
        self.pause, self.failures = 0.0, []
        dut.pages.value = sum(page << (i * PAGE_NUMBER_BITS) for i, page in enumerate(PAGES))
        cocotb.start_soon(self._run())

    def ask(self, client, offset, words):
        at = PAGES[client] * PAGE + offset * BEAT_BYTES
        self.commands[client].append((offset, words))
        for byte in range(at, at + words * BEAT_BYTES, BEAT_BYTES):
            self.expected[client].append(int.from_bytes(self.memory.read(byte, BEAT_BYTES), "little"))

    def _wire(self, client, name):
        return getattr(self.dut, f"{CLIENT_NAMES[client].lower()}_{name}")

    async def _run(self):
        dut = self.dut
        offers = [None for _ in CLIENTS]
        while True:
            for i, queue in enumerate(self.commands):
                if not queue:
                    offers[i] = None
                elif offers[i] is None and self.random.random() < 0.7:
                    offers[i] = queue[0]
                self._wire(i, "cmd_valid").value = int(offers[i] is not None)
                if offers[i]:
                    self._wire(i, "cmd_offset").value, self._wire(i, "cmd_words").value = offers[i]
                self._wire(i, "ready").value = int(self.random.random() >= self.pause)
            await FallingEdge(dut.clk)
            for i in CLIENTS:
                if offers[i] and int(self._wire(i, "cmd_ready").value):
                    self.commands[i].pop(0)
                    offers[i] = None
                if int(self._wire(i, "valid").value) and int(self._wire(i, "ready").value):
                    self.got[i].append(int(self._wire(i, "data").value))
            if int(dut.failed.value):
                self.failures.append(int(dut.decode_error.value))
            await RisingEdge(dut.clk)

    async def finish(self, limit=20_000):
        for _ in range(limit):
            await RisingEdge(self.dut.clk)
            if all(len(got) >= len(expected) for got, expected in zip(self.got, self.expected, strict=True)):
                break
        for client in CLIENTS:
            expect_equal("words", self.expected[client], self.got[client], client=client)

    async def until_quiet(self, limit=6_000):
        for _ in range(limit):
            await FallingEdge(self.dut.clk)
            if not int(self.dut.pending.value):
                return
        raise AssertionError("bursts are still outstanding")


@cocotb.test
@cocotb.parametrize(traffic=[Traffic(), Traffic((20, 60), 0.0), Traffic((1, 90), 0.3, True)])
async def commands(dut, traffic):
    random = rng()
    await reset(dut)
    bench = Bench(dut, random, traffic)
    bench.pause = traffic.pause
    for client in CLIENTS:
        for _ in range(4):
            bench.ask(client, random.randrange(4000), random.choice((0, 1, 2, random.randrange(LONGEST))))
    bench.ask(WEIGHTS, 1, LONGEST)
    await bench.finish()
    assert {burst.identifier for burst in bench.memory.log.reads} == set(CLIENTS)
    longest = max(burst.beats for burst in bench.memory.log.reads)
    assert longest == min(256, PAGE // BEAT_BYTES), f"no burst is longer than {longest} beats"
    await bench.until_quiet()
    await RisingEdge(dut.clk)


@cocotb.test
async def full_rate(dut):
    """One client alone gets a word per cycle, whatever the latency; the first words wait for it once."""
    await reset(dut)
    bench = Bench(dut, rng(), Traffic((64, 64)))
    words = 1500
    bench.ask(WEIGHTS, 0, words)
    cycles = 0
    while len(bench.got[WEIGHTS]) < words:
        await RisingEdge(dut.clk)
        cycles += 1
        assert cycles < 10_000, "the words do not come"
    assert cycles < words + 64 + 40, f"{words} words in {cycles} cycles"
    await bench.finish()


@cocotb.test
async def refused_reads_wait(dut):
    """Nobody takes: each client asks for no more than its FIFO holds; then all comes."""
    await reset(dut)
    bench = Bench(dut, rng(), Traffic((3, 9)))
    bench.pause = 1.0
    for client in CLIENTS:
        bench.ask(client, 5, 2000)
    for _ in range(4000):
        await RisingEdge(dut.clk)
    for client, depth in zip(CLIENTS, prefetch_words(burst_beats(BEAT_BYTES, LONGEST_BURST)), strict=True):
        asked = sum(burst.beats for burst in bench.memory.log.reads if burst.identifier == client)
        assert depth // 2 <= asked <= depth, f"client {client} asked for {asked} words with room for {depth}"
    bench.pause = 0.1
    await bench.finish()


@cocotb.test
@cocotb.parametrize(code=[SLVERR, DECERR])
async def errors(dut, code):
    random = rng()
    await reset(dut)
    bench = Bench(dut, random, Traffic((1, 20)))
    wrong = (1, random.randrange(1, 40))
    bench.memory.read_response = lambda burst, beat: code if (burst.number, beat) == wrong else OKAY
    bench.ask(VALUES, 0, LONGEST)
    await bench.finish()
    expect_equal("failures", [int(code == DECERR)], bench.failures)


@cocotb.test
async def stops(dut):
    """`stop` in the middle: no new burst, what is outstanding comes to its end, and the next run begins afresh."""
    random = rng()
    await reset(dut)
    bench = Bench(dut, random, Traffic((1, 40), 0.2, True))
    for turn in range(4):
        for client in CLIENTS:
            bench.ask(client, random.randrange(1000), LONGEST)
        for _ in range(random.randrange(150)):
            await RisingEdge(dut.clk)
        dut.stop.value = 1
        for _ in range(8):
            await RisingEdge(dut.clk)
        begun = len(bench.memory.log.reads)
        await bench.until_quiet()
        expect_equal("bursts after stop", begun, len(bench.memory.log.reads), turn=turn)
        expect_equal("bursts without an answer", 0, bench.memory.open_bursts, turn=turn)
        for queue in (*bench.commands, *bench.expected):
            queue.clear()
        await RisingEdge(dut.clk)
        dut.run_rst.value = 1
        await RisingEdge(dut.clk)
        await RisingEdge(dut.clk)
        dut.run_rst.value, dut.stop.value = 0, 0
        for got in bench.got:
            got.clear()
        bench.ask(turn % 4, 7, 50)
        await bench.finish()


@cocotb.test
async def late_answers(dut):
    """An answer that comes after `forget` is dropped, an answer of the next run with the same identifier is not."""
    await reset(dut)
    bench = Bench(dut, rng(), Traffic((1, 5)))
    bench.memory.withheld = lambda burst: True
    bench.ask(0, 0, 20)
    bench.ask(3, 0, 20)
    for _ in range(60):
        await RisingEdge(dut.clk)
    assert not any(bench.got), "words out of nothing"
    lost = bench.memory.open_bursts
    await give_up(dut)
    await bench.until_quiet()
    await RisingEdge(dut.clk)
    expect_equal("bursts given up", lost, sum(given_up(dut)))
    for queue in bench.expected:
        queue.clear()
    dut.run_rst.value, dut.stop.value = 0, 0
    bench.memory.read_response = lambda burst, beat: SLVERR if burst.number < lost else OKAY
    bench.memory.withheld = lambda burst: False
    bench.ask(0, 100, 60)
    bench.ask(3, 100, 60)
    await bench.finish()
    await bench.until_quiet()
    expect_equal("bursts given up", [0] * len(CLIENTS), given_up(dut))
    expect_equal("failures", [], bench.failures)


@cocotb.test
async def no_place_left(dut):
    """What was given up keeps its place: with all places taken nothing is offered, and `pending` says that it waits."""
    await reset(dut)
    bench = Bench(dut, rng(), Traffic((1, 5)))
    bench.memory.withheld = lambda burst: True
    for turn in range(8):
        for client in CLIENTS:
            bench.ask(client, 0, LONGEST)
        for _ in range(200):
            await RisingEdge(dut.clk)
        assert int(dut.pending.value), f"turn {turn}: nothing is pending, though {bench.memory.open_bursts} are open"
        for queue in (*bench.commands, *bench.expected):
            queue.clear()
        await give_up(dut)
        dut.run_rst.value, dut.stop.value = 0, 0
        expect_equal("bursts given up", bench.memory.open_bursts, sum(given_up(dut)), turn=turn)
    expect_equal("bursts given up", OUTSTANDING, sum(given_up(dut)))
    bench.memory.withheld = lambda burst: False
    bench.ask(VALUES, 3, 40)
    await bench.finish()
    for _ in range(OUTSTANDING * LONGEST):
        await RisingEdge(dut.clk)
    expect_equal("bursts given up", 0, sum(given_up(dut)))


@cocotb.test
async def answers_to_nothing(dut):
    """Beats that nobody asked for, of identifiers that there are and are not: no word, no fault, no burst less."""
    random = rng()
    await reset(dut)
    for identifier in (*CLIENTS, 5, 15):
        dut.m_axi_rvalid.value, dut.m_axi_rlast.value, dut.m_axi_rresp.value = 1, 1, SLVERR
        dut.m_axi_rid.value = identifier
        for _ in range(3):
            await FallingEdge(dut.clk)
            for name in ("failed", "pending", "progress", "push"):
                handle = dut.u_read_channel.push if name == "push" else getattr(dut, name)
                expect_equal(name, 0, int(handle.value), identifier=identifier)
            await RisingEdge(dut.clk)
    dut.m_axi_rvalid.value = 0
    bench = Bench(dut, random, Traffic())
    for client in CLIENTS:
        bench.ask(client, 0, LONGEST)
    await bench.finish()
    await bench.until_quiet()


def given_up(dut):
    """The counts by client."""
    return unpack(int(dut.given_up.value), COUNT_BITS, len(CLIENTS))


async def give_up(dut):
    """Five cycles of `stop`, then `forget`, with the clients in reset; `stop` and `run_rst` stay high."""
    dut.stop.value = 1
    for _ in range(5):
        await RisingEdge(dut.clk)
    dut.forget.value, dut.run_rst.value = 1, 1
    await RisingEdge(dut.clk)
    dut.forget.value = 0
    await RisingEdge(dut.clk)
