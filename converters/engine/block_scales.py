"""The scales of blocks, from their words to the rows that they belong to."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine.adder_tree import levels
from llama2_rtl.converters.engine.format_codes import NARROW_BIT, ROWS
from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import (
    In,
    Out,
    Rule,
    bit,
    check,
    clocked,
    clog2,
    join,
    module,
    part,
    pick,
    resize,
    tie,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.blocks_wires import BlockScales, ScaleWords
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.memory.register_slice import register_slices
from llama2_rtl.golden.image_formats import FORMAT_BITS
from llama2_rtl.golden.weight_format import BLOCK_SCALE

RULES = (
    Rule("room", "!{valid} || {ready}", "a word of block scales comes when there is room"),
    Rule("there", "!{taking} || {waits}", "the scales of a block are there when it ends"),
)

SCALE_BITS = BLOCK_SCALE.bits

TO_TREE = 3
"""Cycles from a word of weights to its products."""

NARROW_STEP = 4
"""A block of each row of a tile of narrow codes has as many times the bytes of scales that one of wide codes has: there
are twice the rows, and zero points."""


SHORTEST_PASS = 3
"""Cycles from a pass's word of block scales to that of the next, at least: a word of weights, one of rows' scales."""


def room(tile, narrow, apart=False):
    """Register slices, of two words each: a word stays from its arrival until the last block that it serves has left
    the adder tree, while others come as fast as they may be used up, by blocks of a single word or, where matrices
    are `apart`, by passes of a single word, of which there are two at most in front of a third."""
    served = tile.columns // NARROW_STEP if narrow else tile.columns
    to_end = TO_TREE + levels(tile.columns) + 1
    words = ceil_div(served + to_end, served + 1) + 1
    return ceil_div(max(words, apart * ((1 + to_end) // min(SHORTEST_PASS, served + 1) + 1)), 2)


def ports(tile, narrow, apart=False):
    return clocked(words=In(ScaleWords(8 * tile.word_bytes)),
                   code=In(unsigned(FORMAT_BITS), "the format of the block, with take"),
                   take=In(bit(), "a block ends"), drop_rest=In(bit(), "with take: the last block of a pass"),
                   scales=Out(BlockScales(tile.rows * (2 if narrow else 1), narrow)))


@module(ports)
def block_scales(clk, rst, words, code, take, drop_rest, scales, *, tile, narrow, apart=False):
    """Of the words that wait, the blocks' scales of the first one are given out from the lowest on: `scales` are those
    of the block whose `take` was in the cycle before, for all rows of a tile. With `drop_rest` the word that they are
    of has been used up. Of rows without blocks all scales are 1, and no words wait. A reset drops the words."""
    rows, word_bits, most_rows = tile.rows, 8 * tile.word_bytes, tile.rows * (2 if narrow else 1)
    group, step = rows * SCALE_BITS, NARROW_STEP if narrow else 1
    word = Stream(word_bits)
    ready, taking, has_scales, is_narrow, at_end = (bit() for _ in range(5))
    waiting = register_slices(Stream(word_bits).with_wires(valid=words.valid, ready=ready, data=words.data),
                              word, room(tile, narrow, apart))
    place_bits = clog2(word_bits // group)
    place = unsigned(place_bits)
    last_narrow, last_wide = (1 << place_bits) - step, (1 << place_bits) - 1
    ones, of_rows, single = unsigned(SCALE_BITS * most_rows), unsigned(SCALE_BITS * most_rows), unsigned(group)
    constant = tie(ones, sum(1 << SCALE_BITS * row for row in range(most_rows)))
    extension = widen(single, of_rows)

    @always_comb
    def describe():
        has_scales.next = code != ROWS
        is_narrow.next = code[NARROW_BIT]

    @always_comb
    def find_end():
        at_end.next = place == last_wide
        if is_narrow:
            at_end.next = place == last_narrow

    @always_comb
    def take_word():
        taking.next = take and has_scales
        word.ready.next = take and has_scales and (at_end or drop_rest)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if taking:
            if at_end or drop_rest:
                place.next = 0
            elif is_narrow:
                place.next = place + step
            else:
                place.next = place + 1

    checks = check(clk, rst, RULES, valid=words.valid, ready=ready, taking=taking, waits=word.valid)
    logic = waiting, constant, extension, describe, find_end, take_word, count, checks
    if not narrow:
        @always_seq(clk.posedge, reset=rst)
        def give():
            scales.scale.next = ones
            if has_scales:
                scales.scale.next = of_rows

        return logic, pick(word.data, place, single), give

    narrow_group, low_place = unsigned(NARROW_STEP * group), unsigned(2)
    of_narrow_rows, zero_points = unsigned(SCALE_BITS * most_rows), unsigned(SCALE_BITS * most_rows)
    choice = pick(narrow_group, low_place, single)
    if place_bits == 2:
        choice = choice, resize(word.data, narrow_group)
    else:
        high_place = unsigned(place_bits - 2)
        choice = choice, pick(word.data, high_place, narrow_group)

        @always_comb
        def split_high():
            high_place.next = place[place_bits:2]

        logic = logic, split_high
    apart = [join(part(narrow_group, 2 * row + field, SCALE_BITS), part(vector, row, SCALE_BITS))
             for row in range(most_rows) for field, vector in enumerate((of_narrow_rows, zero_points))]

    @always_comb
    def split_low():
        low_place.next = place[2:]

    @always_seq(clk.posedge, reset=rst)
    def give():
        scales.zero.next = zero_points
        scales.scale.next = ones
        if is_narrow:
            scales.scale.next = of_narrow_rows
        elif has_scales:
            scales.scale.next = of_rows

    return logic, choice, apart, split_low, give
