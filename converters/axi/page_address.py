"""The byte address of a word: a base, in whole pages, plus the word's offset."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.axi.bus import ADDRESS_BITS, PAGE_NUMBER_BITS, page_beats
from llama2_rtl.converters.hdl import In, Out, clocked, clog2, module, unsigned, widen

LATENCY = 2
LOW_BITS = 32
HIGH_BITS = PAGE_NUMBER_BITS - LOW_BITS


def ports(offset_bits, beat_bytes):
    return clocked(page=In(unsigned(PAGE_NUMBER_BITS), "the page of word 0"),
                   offset=In(unsigned(offset_bits), "the word's number"),
                   address=Out(unsigned(ADDRESS_BITS), "its byte address"))


@module(ports)
def page_address(clk, rst, page, offset, address, *, offset_bits, beat_bytes):
    """`address` = page * 4096 + offset * beat_bytes, LATENCY cycles after the two, which hold still for as long. The
    sum is made in two halves, to shorten the critical path."""
    place_bits, byte_bits = clog2(page_beats(beat_bytes)), clog2(beat_bytes)
    pages, carry = unsigned(offset_bits - place_bits), unsigned(1)
    page_low, pages_wide, low = unsigned(LOW_BITS), unsigned(LOW_BITS), unsigned(LOW_BITS + 1)
    page_high, carry_wide, high = unsigned(HIGH_BITS), unsigned(HIGH_BITS), unsigned(HIGH_BITS)
    widths = widen(pages, pages_wide), widen(carry, carry_wide)

    @always_comb
    def take_apart():
        pages.next = offset[offset_bits:place_bits]
        page_low.next = page[LOW_BITS:]
        page_high.next = page[PAGE_NUMBER_BITS:LOW_BITS]
        carry.next = low[LOW_BITS]

    @always_comb
    def add_carry():
        high.next = page_high + carry_wide

    @always_seq(clk.posedge, reset=rst)
    def add():
        low.next = page_low + pages_wide
        address.next = concat(high, low[LOW_BITS:], offset[place_bits:], intbv(0)[byte_bits:])

    return widths, take_apart, add_carry, add
