"""Marsaglia's xorshift: a generator of random numbers that costs three exclusive ors."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import SeedLoad
from llama2_rtl.golden.sampling_formats import SEED_BITS, SHIFTS, STATE_BITS


def ports():
    return clocked(seeding=In(SeedLoad(SEED_BITS)), step=In(bit(), "move on to the next state"),
                   state=Out(unsigned(STATE_BITS), "the generator's state"))


@module(ports)
def xorshift64(clk, rst, seeding, step, state):
    """`load` makes `state` the seed beside its complement, `step` the next one, `golden.sampling.step`, each a cycle
    later. Zero after reset, and then until it is loaded."""
    left, right, left_again = SHIFTS
    kept, kept_again = STATE_BITS - left, STATE_BITS - left_again
    first, second, complement = unsigned(STATE_BITS), unsigned(STATE_BITS), unsigned(SEED_BITS)

    @always_comb
    def shift_left():
        first.next = state ^ concat(state[kept:], intbv(0)[left:])
        complement.next = ~seeding.value

    @always_comb
    def shift_right():
        second.next = first ^ concat(intbv(0)[right:], first[STATE_BITS:right])

    @always_seq(clk.posedge, reset=rst)
    def move():
        if seeding.load:
            state.next = concat(seeding.value, complement)
        elif step:
            state.next = second ^ concat(second[kept_again:], intbv(0)[left_again:])

    return shift_left, shift_right, move
