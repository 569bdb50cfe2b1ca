"""Marsaglia's xorshift: a generator of random numbers that costs three exclusive ors."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import SeedLoad
from llama2_rtl.golden.sampling_formats import SEED_BITS, SHIFTS, STATE_BITS


def ports(position_bits):
    return clocked(seeding=In(SeedLoad(SEED_BITS, position_bits)), step=In(bit(), "move on to the next state"),
                   stirs=In(bit(), "with the step: it stirs"),
                   state=Out(unsigned(STATE_BITS), "the generator's state"))


@module(ports)
def xorshift64(clk, rst, seeding, step, stirs, state, *, position_bits):
    """`load` makes `state` the seed beside its complement, in which the position's bits are inverted, `step` the next
    one, `golden.sampling.step`, or where it `stirs`, `golden.sampling.stir`, each a cycle later. Zero after reset, and
    then until it is loaded."""
    left, right, left_again = SHIFTS
    kept, kept_again = STATE_BITS - left, STATE_BITS - left_again
    first, second, half = unsigned(STATE_BITS), unsigned(STATE_BITS), SEED_BITS
    low, position_wide, total = (unsigned(SEED_BITS) for _ in range(3))
    extension = widen(seeding.position, position_wide)

    @always_comb
    def shift_left():
        first.next = state ^ concat(state[kept:], intbv(0)[left:])
        low.next = ~seeding.value ^ position_wide

    @always_comb
    def stir():
        total.next = state[half:] + state[:half]

    @always_comb
    def shift_right():
        second.next = first ^ concat(intbv(0)[right:], first[STATE_BITS:right])

    @always_seq(clk.posedge, reset=rst)
    def move():
        if seeding.load:
            state.next = concat(seeding.value, low)
        elif step and stirs:
            state.next = concat(state[:half], total)
        elif step:
            state.next = second ^ concat(second[kept_again:], intbv(0)[left_again:])

    return extension, shift_left, stir, shift_right, move
