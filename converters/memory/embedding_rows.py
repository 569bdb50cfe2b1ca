"""The rows of the embedding in the memory of the weights: their addresses, and what their words hold of them."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    module,
    pick,
    resize,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.memory_wires import WordRequests
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.memory import register_slice as slicing
from llama2_rtl.converters.memory.register_slice import register_slices
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.embedding_place import embedding_place, memory_words


def slices(columns, read_latency):
    """Register slices, of two words each, in which words wait that hold `columns` elements of a row: as many as one
    element per cycle takes, where a word comes `read_latency` cycles after its request."""
    return ceil_div(read_latency + 2 + columns, 2 * columns - slicing.LATENCY)


def room(columns, read_latency):
    """Words that are under way and wait, at most."""
    return 2 * slices(columns, read_latency)


def latency(columns, read_latency):
    """Cycles from the first `read` until the row's first word is offered."""
    return read_latency + slices(columns, read_latency) * slicing.LATENCY


def ports(model, formats, tile, read_latency):
    return clocked(start=In(bit(), "send the row"), row=In(unsigned(clog2(model.vocab_size)), "its number"),
                   request=Out(WordRequests(clog2(memory_words(model, formats, tile)), 8 * tile.word_bytes)),
                   m=Out(Stream(8 * tile.columns)))


@module(ports)
def embedding_rows(clk, rst, start, row, request, m, *, model, formats, tile, read_latency):
    """`start` sends `row` in the order of its elements, `columns` of them in each word: what the words of its tile,
    which are requested ahead, one per cycle while there is room, hold of it. Where that is allowed the first `read` is
    2 cycles after `start`, the first word is offered `latency` cycles later, and then they are there as fast as one
    element per cycle is taken. `row` must hold still until the last word. See `EmbeddingPlace`.
    """
    place = embedding_place(model, formats, tile)
    row_words, pass_bits = place.row_words, clog2(PASS_ROWS)
    last_base, last_pass, tile_bits = place.last_base, place.last_pass, tile.rows.bit_length() - 1
    base = place.base if last_pass else last_base
    most = room(tile.columns, read_latency)
    bits = clog2(memory_words(model, formats, tile))
    pass_words = place.pass_words % (1 << bits)  # an address: of a single pass, all of the memory, there is no next one
    left, under_way = unsigned(row_words.bit_length()), unsigned(clog2(most + 1))
    wide, tiles, passes, first, offset = (unsigned(bits) for _ in range(5))
    locating, taken = bit(), bit()
    extension = widen(row, wide)

    @always_comb
    def decide():
        request.read.next = (left != 0) and (under_way != most) and request.allowed

    @always_comb
    def split():
        tiles.next = wide >> tile_bits
        passes.next = wide >> pass_bits

    if 0 < last_pass < model.vocab_size:
        @always_seq(clk.posedge, reset=rst)
        def find_base():
            if row >= last_pass:
                first.next = last_base + passes * pass_words
            else:
                first.next = base + passes * pass_words
    else:
        @always_seq(clk.posedge, reset=rst)
        def find_base():
            first.next = base + passes * pass_words

    @always_seq(clk.posedge, reset=rst)
    def walk():
        locating.next = start
        offset.next = tiles * row_words
        if locating:
            request.addr.next = first + offset
            left.next = row_words
        elif request.read:
            request.addr.next = request.addr + 1
            left.next = left - 1

    @always_comb
    def take():
        taken.next = m.valid and m.ready

    @always_seq(clk.posedge, reset=rst)
    def count():
        if request.read and not taken:
            under_way.next = under_way + 1
        elif taken and not request.read:
            under_way.next = under_way - 1

    codes = unsigned(8 * tile.columns)
    if tile.rows == 1:
        choice = resize(request.word, codes)
    else:
        place_in_tile = unsigned(tile_bits)
        choice = resize(row, place_in_tile), pick(request.word, place_in_tile, codes)
    waiting = register_slices(Stream(8 * tile.columns).with_wires(
        valid=request.word_valid, data=codes).leaving_open("ready"), m, most // 2)
    return extension, decide, split, find_base, walk, take, count, choice, waiting
