"""Gumbel variates, one per row of the vocabulary: the chance in a token's choice."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import SeedLoad
from llama2_rtl.converters.kernels.strided_xorshift64 import strided_xorshift64
from llama2_rtl.converters.kernels.xorshift64 import xorshift64
from llama2_rtl.converters.memory.rom import rom
from llama2_rtl.golden.sampling_formats import SEED_BITS, STATE_BITS, VARIATE_BITS, VARIATE_FRACTION_BITS, WARM_UP
from llama2_rtl.golden.tables import (
    GUMBEL,
    GUMBEL_MEM,
    GUMBEL_POSITION_BITS,
    GUMBEL_SLOPE_BITS,
    GUMBEL_TABLE_FRACTION_BITS,
    GUMBEL_VALUE_BITS,
    MEMORIES,
)

DEPTH = 6
"""Steps from the generator's state to `g`: sixteen bits, four bits, entry, fields, product, sum."""

STEPS = WARM_UP + DEPTH
"""Steps from a position's seed to the first variate."""

READY = STEPS + 1
"""Cycles from `load` to the first variate."""

LOW_BITS = 16
"""Of the state: the segment and the position in it."""


def ports(position_bits, offset=0, stride=1):
    return clocked(seeding=In(SeedLoad(SEED_BITS, position_bits)), take=In(bit(), "the next row follows in a cycle"),
                   g=Out(signed(VARIATE_BITS), "the row's variate"))


def suffix(offset=0, stride=1, **_):
    return "" if stride == 1 else f"{offset}_of_{stride}"


@module(ports, suffix=suffix)
def gumbel(clk, rst, seeding, take, g, *, position_bits, offset=0, stride=1):
    """`g`, 12 fraction bits, is the variate of the present row, `golden.sampling.variates`; `take`, which comes a cycle
    ahead of the row, makes it the next row's after that. After `load`, those of `seed` at the
    new position begin `READY` cycles later; until then nothing may be taken. Of `stride` rows that come side by side it
    gives the variate of the row `offset`.
    """
    steps, value_end, entry_bits = STEPS, GUMBEL_VALUE_BITS, MEMORIES[GUMBEL_MEM][0]
    segment_low, product_bits = GUMBEL_POSITION_BITS, GUMBEL_SLOPE_BITS + GUMBEL_POSITION_BITS + 1
    g_low = GUMBEL_TABLE_FRACTION_BITS - VARIATE_FRACTION_BITS
    left, warming, advance, stirs = unsigned(clog2(STEPS + 1)), bit(), bit(), bit()
    state, depth, even = unsigned(STATE_BITS), DEPTH, STEPS % 2

    @always_comb
    def decide():
        warming.next = left != 0

    # A register: it drives the enables of everything here.
    @always_seq(clk.posedge, reset=rst)
    def warm_up():
        advance.next = warming or take
        stirs.next = (left[0] != even) and (left > depth)
        if seeding.load:
            left.next = steps
        elif warming:
            left.next = left - 1

    moves = dict(seeding=seeding, step=advance, stirs=stirs, state=state)
    if stride == 1:
        generator = instance("u_xorshift64", xorshift64, moves, position_bits=position_bits)
    else:
        strides = bit()

        @always_seq(clk.posedge, reset=rst)
        def stride_on():
            strides.next = left <= depth

        generator = stride_on, instance("u_xorshift64", strided_xorshift64, moves | dict(strides=strides),
                                        position_bits=position_bits, offset=offset, stride=stride)

    half_1, half_2, deep, sixteen, four, fours = bit(), bit(), bit(), unsigned(16), unsigned(4), unsigned(3)
    low_1, low_2, position_3 = unsigned(LOW_BITS), unsigned(LOW_BITS), unsigned(GUMBEL_POSITION_BITS)

    @always_seq(clk.posedge, reset=rst)
    def find_leading_one():
        if advance:
            half_1.next = state[63]
            low_1.next = state[16:]
            deep.next = state[63:47] == 0
            sixteen.next = state[63:47]
            if state[63:47] == 0:
                sixteen.next = state[47:31]
            half_2.next = half_1
            low_2.next = low_1
            if sixteen[16:12] != 0:
                four.next = sixteen[16:12]
                fours.next = concat(deep, intbv(0)[2:])
            elif sixteen[12:8] != 0:
                four.next = sixteen[12:8]
                fours.next = concat(deep, intbv(1)[2:])
            elif sixteen[8:4] != 0:
                four.next = sixteen[8:4]
                fours.next = concat(deep, intbv(2)[2:])
            else:
                four.next = sixteen[4:]
                fours.next = concat(deep, intbv(3)[2:])

    # The table's own address register is the third stage: while nothing advances it is given what it holds.
    zeros = unsigned(2)
    address, address_3, entry = unsigned(clog2(len(GUMBEL))), unsigned(clog2(len(GUMBEL))), unsigned(entry_bits)

    @always_comb
    def count_zeros():
        if four[3]:
            zeros.next = 0
        elif four[2]:
            zeros.next = 1
        elif four[1]:
            zeros.next = 2
        else:
            zeros.next = 3

    @always_comb
    def choose_address():
        if advance:
            address.next = concat(half_2, fours, zeros, low_2[LOW_BITS:segment_low])
        else:
            address.next = address_3

    table = instance("u_table", rom, dict(addr=address, data=entry), width=entry_bits, depth=len(GUMBEL),
                     file=GUMBEL_MEM)

    value_4, value_5, slope = signed(GUMBEL_VALUE_BITS), signed(GUMBEL_VALUE_BITS), signed(GUMBEL_SLOPE_BITS)
    position_4, product = signed(GUMBEL_POSITION_BITS + 1), signed(product_bits)
    step, step_wide = signed(product_bits - GUMBEL_POSITION_BITS), signed(GUMBEL_VALUE_BITS)
    total = signed(GUMBEL_VALUE_BITS)
    extend = widen(step, step_wide)

    @always_comb
    def drop_fraction():
        step.next = product[product_bits:segment_low].signed()

    @always_comb
    def add():
        total.next = value_5 + step_wide

    @always_seq(clk.posedge, reset=rst)
    def interpolate():
        address_3.next = address
        if advance:
            position_3.next = low_2[segment_low:]
            value_4.next = entry[value_end:].signed()
            slope.next = entry[entry_bits:value_end].signed()
            position_4.next = concat(False, position_3).signed()
            value_5.next = value_4
            product.next = slope * position_4
            g.next = total[value_end:g_low].signed()

    return (decide, warm_up, generator, find_leading_one, count_zeros, choose_address, table, extend,
            drop_fraction, add, interpolate)
