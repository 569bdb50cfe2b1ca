"""The next state of a xorshift generator."""

from myhdl import always_comb, concat, intbv

from llama2_rtl.converters.hdl import In, Out, module, unsigned
from llama2_rtl.golden.sampling_formats import SHIFTS, STATE_BITS


def ports():
    return dict(state=In(unsigned(STATE_BITS)), following=Out(unsigned(STATE_BITS), "the state after it"))


@module(ports)
def xorshift_step(state, following):
    """`following` = `golden.sampling.step` of `state`. Combinational."""
    left, right, left_again = SHIFTS
    kept, kept_again = STATE_BITS - left, STATE_BITS - left_again
    first, second = unsigned(STATE_BITS), unsigned(STATE_BITS)

    @always_comb
    def shift_left():
        first.next = state ^ concat(state[kept:], intbv(0)[left:])

    @always_comb
    def shift_right():
        second.next = first ^ concat(intbv(0)[right:], first[STATE_BITS:right])

    @always_comb
    def shift_left_again():
        following.next = second ^ concat(second[kept_again:], intbv(0)[left_again:])

    return shift_left, shift_right, shift_left_again
