"""The testbench is both the host on the serial line and the core on the streams."""

import os
from binascii import crc_hqx

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from llama2_rtl.converters.uart.protocol import (
    ACCEPTED,
    CONTINUE,
    END,
    ESC,
    LAST,
    PROMPT,
    READY,
    STOP,
    TOKEN,
    VERSION,
    Decoder,
    encode,
)
from llama2_rtl.converters.uart.story_control import RESET_CYCLES
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import PERIOD_NS, cycle, reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import Sink, Source, token_packet
from tb.uart.line import BITS, Listener, send

BIT_PS = int(os.environ.get("CYCLES_PER_BIT", 8)) * PERIOD_NS * 1000
BYTE_PS = BITS * BIT_PS


class Bench:
    """Host and core around the link."""

    def __init__(self, dut):
        self.dut, self.random, self.geometry = dut, rng(), from_env()
        self.context, self.vocab_size = self.geometry.context, self.geometry.model.vocab_size
        self.ready = (READY, (VERSION, self.vocab_size, self.context))

    async def begin(self, pause=0.3, core_takes=True):
        dut = self.dut
        await reset(dut, may_be_unknown=("m_axis_tdata", ))
        dut.rxd.value = 1
        self.listener = Listener(dut.txd, BIT_PS)
        if core_takes:
            self.prompt = Sink(dut.clk, dut.m_axis_tvalid, dut.m_axis_tready,
                               dict(token=dut.m_axis_tdata, last=dut.m_axis_tlast), self.random, pause)
        self.core = Source(dut.clk, dut.s_axis_tvalid, dut.s_axis_tready,
                           dict(token=dut.s_axis_tdata, last=dut.s_axis_tlast), self.random, pause)
        await Timer(BYTE_PS, "ps")

    async def say(self, kind, *words):
        await send(self.dut.rxd, encode(kind, *words), BIT_PS)

    async def answers(self, quiet_bytes=5):
        """The packets that come until the line has been at rest for `quiet_bytes`; they go from the listener."""
        seen = -1
        while seen != len(self.listener.data):
            seen = len(self.listener.data)
            await Timer(quiet_bytes * BYTE_PS, "ps")
        decoder, data = Decoder(), bytes(self.listener.data)
        self.listener.data.clear()
        return [packet for packet in map(decoder.feed, data) if packet]

    async def tell(self, tokens):
        await RisingEdge(self.dut.clk)
        await self.core.send(token_packet(tokens))

    async def ask(self, prompt, max_tokens, kind=PROMPT):
        """Sends a prompt; holds what reaches the core against it."""
        before = len(self.prompt.words)
        await self.say(kind, max_tokens, *prompt)
        expect_equal("answers", [ACCEPTED], [kind for kind, _ in await self.answers()])
        got = self.prompt.words[before:]
        expect_equal("prompt", prompt, [word["token"] for word in got])
        expect_equal("tlast", [0] * (len(prompt) - 1) + [1], [word["last"] for word in got])
        expect_equal("resume", int(kind == CONTINUE), int(self.dut.resume.value))


def tokens_of_special_crc():
    """One token for each byte of the CRC and each byte that is escaped there."""
    found = {}
    for token in range(1 << 16):
        crc = crc_hqx(bytes([TOKEN]) + token.to_bytes(2, "little"), 0).to_bytes(2, "big")
        found |= {(index, value): token for index, value in enumerate(crc) if value in (END, ESC)}
    assert len(found) == 4
    return tuple(found.values())


def story_packets(tokens):
    return [(TOKEN, (token,)) for token in tokens[:-1]] + [(LAST, tokens[-1:])]


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def stories(dut):
    """Prompts of every length and limits up to the context reach the core; its tokens reach the host."""
    bench = Bench(dut)
    await bench.begin()
    assert int(dut.idle.value) == 1 and int(dut.damaged.value) == 0
    for length in (1, 2, bench.context - 1, bench.context):
        prompt = [bench.random.randrange(1 << 16) for _ in range(length)]
        limit = bench.random.randrange(bench.context)
        await bench.ask(prompt, limit, bench.random.choice([PROMPT, CONTINUE]))
        expect_equal("max_tokens", limit, dut.max_tokens.value.to_unsigned())
        assert int(dut.idle.value) == 0
        story = tuple(bench.random.choice([0, 0xC0, 0xDB, 0xC0DB, bench.random.randrange(1 << 16)]) for _ in range(4))
        await bench.tell(story)
        assert await bench.answers() == story_packets(story)
        assert int(dut.idle.value) == 1
    await bench.ask([1], 0, CONTINUE)
    await bench.tell((*tokens_of_special_crc(), 0))
    assert await bench.answers() == story_packets((*tokens_of_special_crc(), 0))
    assert int(dut.damaged.value) == 0


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def limits(dut):
    """A limit that `max_tokens` holds arrives, a larger one means none."""
    bench = Bench(dut)
    await bench.begin()
    bits = len(dut.max_tokens)
    for limit in (0, 1, (1 << bits) - 1, 1 << bits, (1 << bits) + 1, 0xFFFF):
        await bench.ask([7], limit)
        expect_equal("max_tokens", limit if limit < 1 << bits else 0, dut.max_tokens.value.to_unsigned())
        await bench.tell((1,))
        await bench.answers()


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def stop_in_the_middle(dut):
    """STOP resets the core, whether it is at work or not, and is answered READY after what was on its way."""
    bench, lows = Bench(dut), []
    await bench.begin()
    cocotb.start_soon(low_cycles(dut, lows))
    await bench.say(STOP)
    assert await bench.answers() == [bench.ready]
    await bench.ask([3, 4], 0)
    dut.s_axis_tvalid.value = 1  # a core that offers tokens without end
    await Timer(12 * BYTE_PS, "ps")
    await bench.say(STOP)
    await FallingEdge(dut.aresetn)
    dut.s_axis_tvalid.value = 0
    *story, last = await bench.answers()
    assert last == bench.ready and story and {kind for kind, _ in story} == {TOKEN}
    assert int(dut.idle.value) == 1
    expect_equal("cycles of reset", [RESET_CYCLES] * 2, lows)
    await bench.ask([5, 6, 7], 0)
    await bench.tell((9, 8))
    assert await bench.answers() == story_packets((9, 8))


async def low_cycles(dut, lows):
    """Appends the length of every time that `aresetn` is low."""
    while True:
        await FallingEdge(dut.aresetn)
        begin = cycle()
        await RisingEdge(dut.aresetn)
        lows.append(cycle() - begin)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def stop_while_the_prompt_waits(dut):
    """What the core had not taken of the old prompt does not reach it after the reset."""
    bench = Bench(dut)
    await bench.begin(core_takes=False)
    await bench.say(PROMPT, 0, 1, 2, 3)
    assert await bench.answers() == [(ACCEPTED, ())]
    assert int(dut.m_axis_tvalid.value) == 1
    await bench.say(STOP)
    assert await bench.answers() == [bench.ready]
    assert int(dut.m_axis_tvalid.value) == 0
    await bench.say(PROMPT, 0, 4)
    await bench.answers()
    assert (int(dut.m_axis_tdata.value), int(dut.m_axis_tlast.value)) == (4, 1)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def stop_before_the_answer(dut):
    """A prompt that is stopped while its answer waits behind a READY stays without one: none follows the next READY."""
    bench = Bench(dut)
    await bench.begin(pause=0)
    await bench.say(PROMPT, 0, 1)
    while not bench.prompt.words:
        await RisingEdge(dut.clk)
    telling = cocotb.start_soon(bench.tell((0xC0DB,)))
    await send(dut.rxd, encode(STOP)[1:] + encode(PROMPT, 0, 7)[1:] + encode(STOP)[1:], BIT_PS)
    await telling
    assert await bench.answers() == [(ACCEPTED, ()), *story_packets((0xC0DB,)), bench.ready, bench.ready]
    await bench.ask([4], 0)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def prompts_at_a_wrong_time(dut):
    """A prompt in the middle of a story changes nothing, even where the story ends before the packet does."""
    bench = Bench(dut)
    await bench.begin()
    await bench.ask([1, 2], 5)
    for kind in (PROMPT, CONTINUE):
        await bench.say(kind, 9, 8, 7)
        assert await bench.answers() == [] and len(bench.prompt.words) == 2
        expect_equal("max_tokens", 5, dut.max_tokens.value.to_unsigned())
        expect_equal("resume", 0, int(dut.resume.value))
    sending = cocotb.start_soon(bench.say(PROMPT, 9, 8, 7, 6, 5))
    await Timer(5 * BYTE_PS, "ps")
    await bench.tell((3,))
    await sending
    assert await bench.answers() == story_packets((3,)) and len(bench.prompt.words) == 2
    await bench.ask([4], 0)


def packet(body):
    """The bytes of a packet of any body without END and ESC."""
    return bytes([END]) + body + crc_hqx(body, 0).to_bytes(2, "big") + bytes([END])


WRONG = {
    "no token": encode(PROMPT, 3),
    "no limit": encode(PROMPT),
    "STOP with a word": encode(STOP, 1),
    "an unknown kind": encode(ord("X"), 1, 2),
    "a kind of the board's": encode(READY, 1, 2, 3),
    "a prompt with an odd byte": packet(b"P\x00\x00\x01\x00\x02"),
    "STOP with an odd byte": packet(b"S\x01"),
}


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def packets_that_say_nothing(dut):
    """Whole packets of a wrong form, and a prompt longer than the context, are dropped and count as no damage."""
    bench = Bench(dut)
    await bench.begin()
    for name, data in (WRONG | {"too long": encode(PROMPT, 0, *range(bench.context + 1)),
                                "far too long": encode(PROMPT, 0, *range(2 * bench.context + 3))}).items():
        await send(dut.rxd, data, BIT_PS)
        assert await bench.answers() == [], name
        assert bench.prompt.words == [] and int(dut.idle.value) == 1, name
    assert int(dut.damaged.value) == 0
    await bench.ask([1], 0)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def damage(dut):
    """A packet with a wrong bit, a lost byte, a wrong escape or half missing is dropped; the next one is whole."""
    bench = Bench(dut)
    await bench.begin()
    packet = encode(PROMPT, 0, 0xC0, 5)
    flipped, lost = bytearray(packet), bytearray(packet)
    flipped[3] ^= 4
    del lost[2]
    body = b"P\x00\x00\x01\x00"
    body += crc_hqx(body, 0).to_bytes(2, "big")
    end, esc = bytes([END]), bytes([ESC])
    for data in (flipped, lost, packet[:4], packet[5:], bench.random.randbytes(40), packet.replace(esc, b""),
                 end + esc + body + end, end + body + esc + end, end + body[:2] + end):
        await send(dut.rxd, data, BIT_PS)
        assert await bench.answers() == []
        assert bench.prompt.words == [] and int(dut.idle.value) == 1
    assert int(dut.damaged.value) == 1
    await send(dut.rxd, packet[:5] + packet, BIT_PS)
    assert await bench.answers() == [(ACCEPTED, ())]
    await bench.say(STOP)
    assert await bench.answers() == [bench.ready]
