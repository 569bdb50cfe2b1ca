"""Whether a story is being told, and the reset of the core that ends it."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, clog2, module, reset, unsigned

RESET_CYCLES = 16
"""Length of the core's reset. One cycle resets every register; AMBA components may ask for 16."""


def ports():
    return dict(clk=clock(), rst=reset(), stop=bit(), accepted=bit(), story_end=bit(), aresetn=bit(), idle=bit(),
                ready=bit())


@module(ports)
def story_control(clk, rst, stop, accepted, story_end, aresetn, idle, ready):
    """A story runs from `accepted` to `story_end`. `stop` ends it: `aresetn` is low for RESET_CYCLES, then `ready`
    pulses. `idle`: a prompt can be taken.
    """
    telling, resetting = bit(), bit()
    cycles_left = unsigned(clog2(RESET_CYCLES + 1))

    @always_comb
    def decode():
        resetting.next = cycles_left != 0

    @always_comb
    def tell():
        idle.next = not telling and not resetting

    @always_seq(clk.posedge, reset=rst)
    def control():
        aresetn.next = not resetting
        ready.next = (cycles_left == 1) and not stop
        if stop:
            cycles_left.next = RESET_CYCLES
            telling.next = 0
        elif resetting:
            cycles_left.next = cycles_left - 1
        elif accepted:
            telling.next = 1
        elif story_end:
            telling.next = 0

    return decode, tell, control
