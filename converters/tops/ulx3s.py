"""The ULX3S board (Radiona, Lattice ECP5): the whole machine at the end of its USB serial port."""

from math import floor

from myhdl import always

from llama2_rtl.converters.boards.board_reset import board_reset
from llama2_rtl.converters.boards.ecp5_pll import ecp5_pll
from llama2_rtl.converters.boards.pll_dividers import dividers
from llama2_rtl.converters.boards.status_leds import LEDS, status_leds
from llama2_rtl.converters.boards.token_slice import token_slice
from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import Const, In, Out, bit, clock, instance, module, reset, unsigned, verbatim
from llama2_rtl.converters.hdl.private import shape_of
from llama2_rtl.converters.interfaces.control import Drafting, TokenFilters
from llama2_rtl.converters.interfaces.stream import AxiStream
from llama2_rtl.converters.tops import llama2_rtl as core_top
from llama2_rtl.converters.tops.llama2_rtl import llama2_rtl
from llama2_rtl.converters.uart.baud import cycles_per_bit
from llama2_rtl.converters.uart.host_link import host_link
from llama2_rtl.converters.uart.protocol import BAUD
from llama2_rtl.golden.drafts import USUAL_NGRAM
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, INVERSE_BITS, SEED_BITS

INPUT_MHZ = 25
"""The board's oscillator."""

HOLD_BITS = 19
"""The reset is held for 2**19 cycles after the button's last bounce: 7 ms at 75 MHz."""


def ports(geometry, core_mhz, baud=BAUD, hold_bits=HOLD_BITS):
    return dict(clk_25mhz=In(clock(), "the board's oscillator"), btn_pwr_n=In(bit(), "the button, low while pressed"),
                ftdi_txd=In(bit(), "the line from the host"), ftdi_rxd=Out(bit(), "the line to the host"),
                led=Out(unsigned(len(LEDS)), "the lights"), wifi_gpio0=Out(bit(), "high, or the Wi-Fi restarts"))


@module(ports)
def ulx3s(clk_25mhz, btn_pwr_n, ftdi_txd, ftdi_rxd, led, wifi_gpio0, *, geometry, core_mhz, baud=BAUD,
          hold_bits=HOLD_BITS):
    """The core runs at `core_mhz`, or what the PLL makes of it, and tells stories to the host on the serial port, whose
    pins bear the names of the USB bridge: the board hears on `ftdi_txd` and speaks on `ftdi_rxd`. It tells the
    likeliest token each time: the protocol knows no temperature. `btn_pwr_n` resets, the core a cycle after the rest.
    `wifi_gpio0` stays high: low would restart the Wi-Fi module. Raises ValueError where the PLL or the baud rate cannot
    be made, or the protocol cannot carry the model.
    """
    clock_hz = floor(dividers(INPUT_MHZ, core_mhz).output_mhz * 10**6)
    clk, rst, locked, aresetn, idle, damaged = clock(), reset(), bit(), bit(), bit(), bit()
    sent, prompt, story, told = (AxiStream(TDATA_BITS) for _ in range(4))
    max_tokens, resume = unsigned(geometry.position_bits + 1), bit()

    pll = instance("u_pll", ecp5_pll, dict(clk_in=clk_25mhz, clk=clk, locked=locked), input_mhz=INPUT_MHZ,
                   output_mhz=core_mhz)
    resetting = instance("u_board_reset", board_reset, dict(
        clk=clk, locked=locked, button_n=btn_pwr_n, rst=rst), hold_bits=hold_bits)
    link = instance("u_host_link", host_link, dict(
        clk=clk, rst=rst, rxd=ftdi_txd, txd=ftdi_rxd, aresetn=aresetn, max_tokens=max_tokens, resume=resume,
        m_axis=sent, s_axis=told, idle=idle, damaged=damaged), geometry=geometry,
        cycles_per_bit=cycles_per_bit(clock_hz, baud))
    core_rst = reset()

    @always(clk.posedge)
    def reset_with_core():
        core_rst.next = not aresetn

    # Core and link lie apart, and each answers the other within a cycle.
    slices = (
        instance("u_prompt_slice", token_slice, dict(clk=clk, rst=core_rst, s_axis=sent, m_axis=prompt)),
        instance("u_story_slice", token_slice, dict(clk=clk, rst=core_rst, s_axis=story, m_axis=told)))
    filters = _constant(TokenFilters(geometry.sampler_list), EVERY_TOKEN._asdict())
    drafting = _constant(Drafting(geometry.vectors), dict(ngram=USUAL_NGRAM, host=0))
    core = instance("u_llama2_rtl", llama2_rtl, dict(
        aclk=clk, aresetn=aresetn, s_axis=prompt, m_axis=story, max_tokens=max_tokens, resume=resume,
        inverse_temperature=Const(0, INVERSE_BITS), seed=Const(0, SEED_BITS), filters=filters,
        drafting=drafting), geometry=geometry)
    lights = instance("u_status_leds", status_leds, dict(
        clk=clk, rst=rst, idle=idle, rxd=ftdi_txd, txd=ftdi_rxd, damaged=damaged, led=led), clock_hz=clock_hz)
    keep_wifi = verbatim("assign wifi_gpio0 = 1'b1;", [], [wifi_gpio0])

    return pll, resetting, link, reset_with_core, slices, core, lights, keep_wifi


def _constant(bundle, values):
    """The bundle with the constants of these names, of which it may have none."""
    return bundle.with_wires(**{name: Const(values[name], shape_of(wire)[0]) for name, wire in bundle.wires.items()})


def build(preset, checkpoint, core_mhz):
    """`(module, params, memories)` of the board with a preset's core; see `llama2_rtl.build`."""
    _, params, memories = core_top.build(preset, checkpoint)
    return ulx3s, params | dict(core_mhz=core_mhz), memories
