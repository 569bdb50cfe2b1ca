"""Eight lights that tell what the board does."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned

LEDS = ("clock right, reset over", "a story is being told", "the host speaks", "the board speaks",
        "a packet was damaged", None, None, "beats about once a second")
"""What each light means, led[0] first."""


def ports(clock_hz):
    return clocked(idle=In(bit(), "no story is being told"), rxd=In(bit(), "the line from the host"),
                   txd=In(bit(), "the line to the host"), damaged=In(bit(), "a packet was damaged"),
                   led=Out(unsigned(len(LEDS)), "the lights"))


@module(ports)
def status_leds(clk, rst, idle, rxd, txd, damaged, led, *, clock_hz):
    """One cycle after what it shows, `led` says, the lowest first: LEDS."""
    beat_bits = clock_hz.bit_length()
    beat, telling, hearing, speaking, pulse = unsigned(beat_bits), bit(), bit(), bit(), bit()

    @always_comb
    def invert():
        telling.next = not idle
        hearing.next = not rxd
        speaking.next = not txd
        pulse.next = beat[beat_bits - 1]

    @always_seq(clk.posedge, reset=rst)
    def show():
        beat.next = beat + 1
        led.next = concat(pulse, intbv(0)[2:], damaged, speaking, hearing, telling, intbv(1)[1:])

    return invert, show
