"""The rows of an embedding in blocks in the memory of the weights: their words on request, with their scales."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, unsigned, widen
from llama2_rtl.converters.interfaces.memory_wires import WordRequests
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.memory import block_place as placing
from llama2_rtl.converters.memory.block_place import block_place, entry_bits, most_words
from llama2_rtl.converters.memory.block_row import block_row
from llama2_rtl.converters.memory.embedding_rows import room
from llama2_rtl.converters.memory.register_slice import register_slices
from llama2_rtl.golden.embedding_place import embedding_place, memory_words, row_word_bits

FIRST_READ = placing.LATENCY + 1
"""Cycles from `start` to the first `read`, where that is allowed."""


def ports(model, formats, tile, read_latency):
    return clocked(start=In(bit(), "send the row"), row=In(unsigned(clog2(model.vocab_size)), "its number"),
                   request=Out(WordRequests(clog2(memory_words(model, formats, tile)), 8 * tile.word_bytes)),
                   m=Out(Stream(row_word_bits(formats("embedding"), tile.columns))))


@module(ports)
def block_rows(clk, rst, start, row, request, m, *, model, formats, tile, read_latency):
    """`start` sends `row`, in the order of its elements, in words as those of `block_row`. The words of its tile and of
    its blocks' scales are requested ahead, one per cycle while there is room. Where that is allowed the first `read` is
    FIRST_READ cycles after `start`, the first word is offered 1 + `latency` (`embedding_rows`) cycles later, and then
    they are there as fast as one element per cycle is taken. `row` must hold still until the last word.
    """
    place, width = embedding_place(model, formats, tile), 8 * tile.word_bytes
    most, bits, longest = room(tile.columns, read_latency), clog2(memory_words(model, formats, tile)), most_words(place)
    entry, words = unsigned(entry_bits(place)), unsigned(longest.bit_length())
    scales_at, codes_at = unsigned(bits), unsigned(bits)
    left, wide_words = unsigned((longest + 1).bit_length()), unsigned((longest + 1).bit_length())
    under_way = unsigned(clog2(most + 1))
    located, at_scales, taken, kept = (bit() for _ in range(4))
    fresh = Stream(row_word_bits(place.weights, tile.columns))
    locating = (delayed("u_located", start, located, placing.LATENCY),
                instance("u_block_place", block_place, dict(
                    row=row, scales_at=scales_at, entry=entry, codes_at=codes_at, words=words), model=model,
                    formats=formats, tile=tile, bits=bits, before=0),
                widen(words, wide_words))
    reading = instance("u_block_row", block_row, dict(
        start=located, entry=entry, s=Stream(width).with_wires(
            valid=request.word_valid, data=request.word).leaving_open("ready"), m=fresh),
        weights=place.weights, tile=tile)

    @always_comb
    def decide():
        request.read.next = (left != 0) and (under_way != most) and request.allowed

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if located:
            request.addr.next = scales_at
            at_scales.next = 1
            left.next = wide_words + 1
        elif request.read:
            request.addr.next = request.addr + 1
            if at_scales:
                request.addr.next = codes_at
            at_scales.next = 0
            left.next = left - 1

    @always_comb
    def leave():
        taken.next = m.valid and m.ready
        kept.next = request.word_valid and not fresh.valid

    @always_seq(clk.posedge, reset=rst)
    def count():
        if taken and kept:
            under_way.next = under_way - 2
            if request.read:
                under_way.next = under_way - 1
        elif taken or kept:
            if not request.read:
                under_way.next = under_way - 1
        elif request.read:
            under_way.next = under_way + 1

    return locating, reading, decide, walk, leave, count, register_slices(fresh, m, most // 2)
