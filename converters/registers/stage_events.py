"""What a cycle of one stage is: a beat, a stall or a bubble."""

from myhdl import always_comb, always_seq, concat

from converters.control.pipeline_controller import STAGES, STATE_BITS
from converters.hdl import bit, clock, module, reset, unsigned
from converters.registers.register_map import COUNTED


def ports(number):
    return dict(clk=clock(), rst=reset(), stage=unsigned(STATE_BITS), beat=bit(), stall=bit(),
                events=unsigned(len(COUNTED)))


def _name(number):
    return STAGES[number]


@module(ports, suffix=_name)
def stage_events(clk, rst, stage, beat, stall, events, *, number):
    """Of a cycle of the stage `number`, exactly one of `events`, a cycle later, in the order of COUNTED: `beat`,
    `stall` without one, or neither. Of other stages' cycles none."""
    here = bit()
    kind = unsigned(len(COUNTED))

    @always_comb
    def sort():
        here.next = stage == number
        kind.next = concat(not beat and not stall, stall and not beat, beat)

    @always_seq(clk.posedge, reset=rst)
    def register():
        events.next = 0
        if here:
            events.next = kind

    return sort, register
