"""A host's one port under pauses on all channels of both sides: each access reaches the registers or the token streams
once, and its answer says what became of it."""

import os

import cocotb
from cocotb.triggers import FallingEdge, ReadWrite, RisingEdge

from llama2_rtl.converters.registers.axil_port import SLVERR
from llama2_rtl.converters.registers.token_words import (
    SEND,
    SEND_LAST,
    STATE,
    TAKE,
    TEXT_BIT,
    TEXT_WORDS_BYTES,
    TOKEN_MASKS,
    TOKENS_OFFSET,
)
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source
from tb.registers.host import Host

PAUSE, ACCESSES, TEXTS = 0.3, 400, int(os.environ["TEXTS"])
ROOM, WAITING, WANTED, LAST = (TOKEN_MASKS[name][0] for name in ("ROOM", "WAITING", "WANTED", "LAST"))
ODD = "odd"
BEYOND = TOKENS_OFFSET + TEXTS * TEXT_WORDS_BYTES
"""Where no text's words are any more."""


class Registers:
    """The other end of `registers`: every word reads as what a function of its address is, and every fourth access is
    answered with an error. `writes` are those that came."""

    def __init__(self, dut, random):
        def stream(kind, channel, **data):
            return kind(dut.clk, getattr(dut, f"registers_{channel}valid"), getattr(dut, f"registers_{channel}ready"),
                        data, random, PAUSE)

        self.clk, self.random, self.writes = dut.clk, random, []
        self.aw, self.ar = stream(Sink, "aw", at=dut.registers_awaddr), stream(Sink, "ar", at=dut.registers_araddr)
        self.w = stream(Sink, "w", data=dut.registers_wdata, strb=dut.registers_wstrb)
        self.b = stream(Source, "b", resp=dut.registers_bresp)
        self.r = stream(Source, "r", data=dut.registers_rdata, resp=dut.registers_rresp)
        cocotb.start_soon(self._answer_writes())
        cocotb.start_soon(self._answer_reads())

    def answer(self, at):
        """`(response, word)` of an address."""
        return SLVERR * (at % 4 == 3), at * 0x9E3779B1 % (1 << 32)

    async def _answer_writes(self):
        while True:
            await RisingEdge(self.clk)
            if self.aw.words and self.w.words:
                at = self.aw.words.pop(0)["at"]
                self.writes.append((at, *self.w.words.pop(0).values()))
                await self.b.send([dict(resp=self.answer(at)[0])])

    async def _answer_reads(self):
        while True:
            await RisingEdge(self.clk)
            if self.ar.words:
                resp, word = self.answer(self.ar.words.pop(0)["at"])
                await self.r.send([dict(data=word, resp=resp)])


class Streams:
    """The core's ends of the token streams: `room` is the chance that it takes a token of any one text in a cycle, or
    ODD where it is certain for every second text and the others have none; `sent` is what it has taken, `told` what the
    host has taken of what `answers` had."""

    def __init__(self, dut, random):
        self.dut, self.random, self.room, self.sent, self.told, self.answers = dut, random, 1.0, [], [], []
        cocotb.start_soon(self._take())
        cocotb.start_soon(self._offer())

    async def _take(self):
        dut = self.dut
        while True:
            room = [int(text % 2 if self.room == ODD else self.random.random() < self.room) for text in range(TEXTS)]
            dut.prompt_tready.value = room[self._text(dut, "prompt")]
            await ReadWrite()
            dut.prompt_tready.value = room[self._text(dut, "prompt")]
            await FallingEdge(dut.clk)
            if int(dut.prompt_tvalid.value) and int(dut.prompt_tready.value):
                self.sent.append((self._text(dut, "prompt"), int(dut.prompt_tdata.value), int(dut.prompt_tlast.value)))
            await RisingEdge(dut.clk)

    @staticmethod
    def _text(dut, stream):
        """The number of the text that a stream is of."""
        return int(getattr(dut, f"{stream}_tid").value) if TEXTS > 1 else 0

    async def _offer(self):
        dut = self.dut
        while True:
            if self.answers and self.random.random() < 0.2:
                text, token, last = self.answers.pop(0)
                dut.answer_tdata.value, dut.answer_tlast.value, dut.answer_tvalid.value = token, last, 1
                if TEXTS > 1:
                    dut.answer_tid.value = text
                await FallingEdge(dut.clk)
                while not int(dut.answer_tready.value):
                    await RisingEdge(dut.clk)
                    await FallingEdge(dut.clk)
                self.told.append((text, token, last))
                await RisingEdge(dut.clk)
                dut.answer_tvalid.value = 0
            else:
                await RisingEdge(dut.clk)


async def write(host, registers, streams, random):
    """One write, of a register or of a token word; returns what it was and its answer."""
    text = random.randrange(TEXTS)
    of_text = TOKENS_OFFSET + text * TEXT_WORDS_BYTES
    at = random.choice([4 * random.randrange(1024) + random.randrange(4), random.choice(
        [*(of_text + word for word in (SEND, SEND_LAST, SEND, SEND_LAST, STATE, TAKE)), BEYOND, BEYOND + SEND,
         TOKENS_OFFSET + 0x800])])
    data, strb = random.getrandbits(32), random.choice([15, 15, 15, random.randrange(16)])
    before, sent = len(registers.writes), len(streams.sent)
    resp = await host.write(at, data, strb)
    if at < TOKENS_OFFSET:
        assert (registers.writes[before:], resp) == ([(at, data, strb)], registers.answer(at)[0])
        return "register", resp
    assert len(registers.writes) == before, "a token reaches the registers"
    is_token = at - of_text in (SEND, SEND_LAST) and strb == 15
    assert streams.sent[sent:] == [(text, data, int(at - of_text == SEND_LAST))] * (resp == 0)
    assert streams.room != ODD or not is_token or resp == SLVERR * (text % 2 == 0)
    assert is_token or resp == SLVERR, f"a write at {at:#x} with the strobes {strb:x} is answered with {resp}"
    return "token" if is_token else "nothing", resp


async def read(host, registers, streams, random):
    text = random.randrange(TEXTS)
    of_text = TOKENS_OFFSET + text * TEXT_WORDS_BYTES
    at = random.choice([4 * random.randrange(1024) + random.randrange(4), random.choice(
        [*(of_text + word for word in (STATE, TAKE, TAKE, SEND)), BEYOND + TAKE])])
    told = len(streams.told)
    resp, word = await host.read(at)
    if at < TOKENS_OFFSET:
        assert (resp, word) == registers.answer(at)
        return "register", resp
    if at - of_text == STATE:
        assert resp == 0 and not word & ~(ROOM | WAITING)
        assert streams.room != ODD or word & ROOM == ROOM * (text % 2)
        return "state", word
    if at - of_text == TAKE and resp == 0:
        (text, token, last), = streams.told[told:]
        assert word == token | text << TEXT_BIT | last * LAST
        return "take", resp
    assert (resp, word, len(streams.told)) == (SLVERR, 0, told)
    return "nothing", resp


@cocotb.test
async def random_accesses(dut):
    """Reads and writes side by side, while the core has room always, sometimes, and never."""
    random = rng()
    await reset(dut)
    registers, streams, host = Registers(dut, random), Streams(dut, random), Host(dut, random, PAUSE)
    streams.answers = [(random.randrange(TEXTS), random.getrandbits(TEXT_BIT) | random.randrange(2) * WANTED,
                        random.randrange(2)) for _ in range(3 * ACCESSES)]
    seen = {}

    async def accesses(kind, count):
        for _ in range(count):
            await RisingEdge(dut.clk)
            seen.setdefault((streams.room, kind.__name__), []).append(await kind(host, registers, streams, random))

    for streams.room in (1.0, 0.5, 0.0, ODD):
        reading = cocotb.start_soon(accesses(read, ACCESSES))
        await accesses(write, ACCESSES)
        await reading
    sends = {room: [resp for kind, resp in seen[room, "write"] if kind == "token"] for room in (1.0, 0.5, 0.0, ODD)}
    assert set(sends[1.0]) == {0} and set(sends[0.0]) == {SLVERR} and set(sends[0.5]) == {0, SLVERR}
    assert set(sends[ODD]) == ({0, SLVERR} if TEXTS > 1 else {SLVERR})
    states = {room: {word & ROOM for kind, word in seen[room, "read"] if kind == "state"} for room in (1.0, 0.5, 0.0)}
    assert states == {1.0: {ROOM}, 0.5: {0, ROOM}, 0.0: {0}}
    assert {word & WAITING for kind, word in seen[0.5, "read"] if kind == "state"} == {0, WAITING}
    assert all({"register", "take", "nothing"} <= {kind for kind, _ in seen[room, "read"]} for room in sends)


async def answered(dut, kind, wait):
    """Cycles from the one in which the host's access of a register is taken to that in which its answer is there; the
    registers offer theirs `wait` cycles after they have taken the access."""
    asks, answers = ("aw", "b") if kind == "write" else ("ar", "r")

    def at(side, channel, wire):
        return getattr(dut, f"{side}_{channel}{wire}")

    async def until_taken(side, channel):
        """The cycles, the one of the handshake among them, after which the offer ends; none is left on."""
        cycles = 0
        while True:
            await FallingEdge(dut.clk)
            cycles += 1
            done = int(at(side, channel, "valid").value) and int(at(side, channel, "ready").value)
            await RisingEdge(dut.clk)
            if done:
                return cycles

    async def registers():
        await until_taken("registers", asks)
        for _ in range(wait - 1):
            await RisingEdge(dut.clk)
        at("registers", answers, "valid").value = 1
        await until_taken("registers", answers)
        at("registers", answers, "valid").value = 0

    answering = cocotb.start_soon(registers())
    for channel in (asks, "w") if kind == "write" else (asks,):
        at("s_axil", channel, "valid").value = 1
    await until_taken("s_axil", asks)
    for channel in (asks, "w") if kind == "write" else (asks,):
        at("s_axil", channel, "valid").value = 0
    cycles = await until_taken("s_axil", answers)
    await answering
    return cycles


@cocotb.test
async def latency(dut):
    """An answer comes three cycles later than the registers' own, which come after two at the soonest."""
    await reset(dut)
    for name in ("s_axil_bready", "s_axil_rready", "registers_awready", "registers_wready", "registers_arready"):
        getattr(dut, name).value = 1
    for _ in range(3):
        await RisingEdge(dut.clk)
    for kind in ("write", "read"):
        for wait in (2, 3, 7):
            assert await answered(dut, kind, wait) == wait + 3, f"a {kind} that is answered after {wait} cycles"
