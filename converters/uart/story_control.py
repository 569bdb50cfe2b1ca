"""Whether a story is being told, and the reset of the core that ends it."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.uart_wires import StoryCommands

RESET_CYCLES = 16
"""Length of the core's reset. One cycle resets every register; AMBA components may ask for 16."""


def ports():
    return clocked(commands=In(StoryCommands()), story_end=In(bit(), "the story's last token is taken"),
                   aresetn=Out(bit(), "the core's reset"), ready=Out(bit(), "the core's reset is over"))


@module(ports)
def story_control(clk, rst, commands, story_end, aresetn, ready):
    """A story runs from `accepted` to `story_end`. `stop` ends it: `aresetn` is low for RESET_CYCLES cycles, from the
    second cycle after it on; in the last of them `ready` pulses. `idle`: a prompt can be taken; it falls in the cycle
    after `accepted`, and rises in that after `story_end`.
    """
    telling, resetting, cycles_left = bit(), bit(), unsigned(clog2(RESET_CYCLES + 1))

    @always_comb
    def decode():
        resetting.next = cycles_left != 0

    @always_comb
    def tell():
        commands.idle.next = not telling and not resetting

    @always_seq(clk.posedge, reset=rst)
    def control():
        aresetn.next = not resetting
        ready.next = (cycles_left == 1) and not commands.stop
        if commands.stop:
            cycles_left.next = RESET_CYCLES
            telling.next = 0
        elif resetting:
            cycles_left.next = cycles_left - 1
        elif commands.accepted:
            telling.next = 1
        elif story_end:
            telling.next = 0

    return decode, tell, control
