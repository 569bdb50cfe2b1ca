"""Power on, lock, reset; then `BoardLink`, the program's own code, at the pins."""

import os

import cocotb
from cocotb.clock import Clock
from cocotb.task import bridge
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge, Timer

from llama2_rtl.board_link import BoardLink
from llama2_rtl.converters.boards.status_leds import LEDS
from llama2_rtl.converters.uart.protocol import PROMPT as PROMPT_PACKET
from llama2_rtl.converters.uart.protocol import READY, STOP, encode
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.synthesis.boards import ULX3S
from tb.board.line_port import LinePort
from tb.board.pll_cocotb import measure_mhz
from tb.tops.scenario import scenario_from_env
from tb.tops.top_cocotb import answer, answers

CORE_MHZ, BAUD = (int(os.environ.get(name, 1)) for name in ("CORE_MHZ", "BAUD"))

PROMPT, LIMIT = [1, 5], 2

RUNNING = LEDS.index("clock right, reset over")
TELLING = LEDS.index("a story is being told")
DAMAGED = LEDS.index("a packet was damaged")


async def power_on(dut):
    """The oscillator runs, the button is released, the line rests; returns the port, before the PLL has locked."""
    dut.btn_pwr_n.value = 1
    dut.ftdi_txd.value = 1
    Clock(dut.clk_25mhz, round(1e6 / ULX3S.input_mhz), "ps").start()
    await Timer(1, "ns")
    return LinePort(dut.ftdi_txd, dut.ftdi_rxd, BAUD, timeout_bytes=200)


async def reset_over(dut):
    await FallingEdge(dut.rst)
    await ClockCycles(dut.clk, 4)


async def press_button(dut):
    """Returns when the reset that the button gives is over."""
    dut.btn_pwr_n.value = 0
    await ClockCycles(dut.clk, 300)
    assert int(dut.rst.value) == 1 and light(dut, RUNNING) == 0
    dut.btn_pwr_n.value = 1
    await reset_over(dut)


def light(dut, index):
    return (int(dut.led.value) >> index) & 1


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def clock_and_reset(dut):
    """The core's clock has its frequency once the PLL has locked; the reset ends after that, and the button resets."""
    await power_on(dut)
    assert int(dut.locked.value) == 0
    await RisingEdge(dut.rst)
    await RisingEdge(dut.locked)
    assert int(dut.rst.value) == 1, "the reset ended before the clock was right"
    await reset_over(dut)
    mhz = await measure_mhz(dut.clk)
    assert abs(mhz / CORE_MHZ - 1) < 1e-3, f"the core's clock has {mhz:.3f} MHz"
    assert (int(dut.ftdi_rxd.value), int(dut.wifi_gpio0.value)) == (1, 1)
    assert light(dut, RUNNING) == 1 and light(dut, TELLING) == 0
    await press_button(dut)
    assert light(dut, RUNNING) == 1


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def stories(dut):
    """Prompts of several lengths and limits, one after the other, give golden's tokens."""
    port = await power_on(dut)
    await press_button(dut)
    scenario = scenario_from_env()
    decoder, context = Decoder(scenario.model()), scenario.geometry.context

    def host():
        board = BoardLink(port)
        expect_equal("what the board says of itself", [scenario.geometry.model.vocab_size, context],
                     [board.vocab_size, board.context])
        for prompt, limit in (([22, 21], 2), ([2] * (context - 1), 0)):
            expected = answer(decoder, prompt, limit, context)
            expect_equal("story", expected, list(board.story(prompt, limit)))
        prompts, resumes = ([22, 21], [5], [6]), (False, True, True)
        for prompt, resume, expected in zip(prompts, resumes, answers(decoder, prompts, resumes, 1, context),
                                            strict=True):
            expect_equal("story", expected, list(board.story(prompt, 1, resume)), resume=resume)

    await bridge(host)()
    await ClockCycles(dut.clk, 4)
    assert light(dut, TELLING) == 0 and light(dut, DAMAGED) == 0


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def interruptions(dut):
    """After a story that the host stopped or forgot, and after half a packet, the next story is golden's."""
    port = await power_on(dut)
    await press_button(dut)
    scenario = scenario_from_env()
    decoder, context = Decoder(scenario.model()), scenario.geometry.context
    expected = answer(decoder, PROMPT, 0, context)
    assert len(expected) > LIMIT

    def break_off(stop):
        board = BoardLink(port)
        assert next(board.story(PROMPT)) == expected[0]
        if stop:
            board.stop()

    def tell(write=b""):
        port.write(write)
        expect_equal("story", expected[:LIMIT], list(BoardLink(port).story(PROMPT, LIMIT)))

    for stop in (True, False):
        await bridge(break_off)(stop)
        await bridge(tell)()
    assert light(dut, DAMAGED) == 0
    await bridge(tell)(encode(STOP)[:-1] + encode(READY, 1)[1:4])
    assert light(dut, DAMAGED) == 1


@cocotb.test(timeout_time=20, timeout_unit="ms")
async def stop_while_the_prompt_waits(dut):
    """A stop takes back the tokens of a long prompt that the core has not taken; the next story is golden's."""
    port = await power_on(dut)
    await press_button(dut)
    scenario = scenario_from_env()
    decoder, context = Decoder(scenario.model()), scenario.geometry.context

    def host():
        BoardLink(port)
        port.write(encode(PROMPT_PACKET, 0, *[2] * (context - 1)) + encode(STOP))
        expected = answer(decoder, PROMPT, LIMIT, context)
        expect_equal("story", expected, list(BoardLink(port).story(PROMPT, LIMIT)))

    await bridge(host)()
