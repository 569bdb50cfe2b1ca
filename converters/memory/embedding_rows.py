"""The rows of the embedding in the memory of the weights: their addresses, word by word."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned, widen
from llama2_rtl.converters.interfaces.memory_wires import WordRequests
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.embedding_place import embedding_place, memory_words


def ports(model, weights, word_bytes):
    width = 8 * word_bytes
    return clocked(start=In(bit(), "send the row"), row=In(unsigned(clog2(model.vocab_size)), "its number"),
                   request=Out(WordRequests(clog2(memory_words(model, weights, word_bytes)), width)),
                   m=Out(Stream(width)))


@module(ports)
def embedding_rows(clk, rst, start, row, request, m, *, model, weights, word_bytes):
    """`start` sends the words of `row` in the order of its elements: each is requested when the one before has been
    taken, and waits in `m_data`. The first `read` is 2 cycles after `start`. `row` must hold still until the last word.
    See `EmbeddingPlace`.
    """
    place = embedding_place(model, weights, word_bytes)
    row_words, pass_words, pass_bits = place.row_words, place.pass_words, clog2(PASS_ROWS)
    pair_words, width, half_width = 2 * row_words - 1, 8 * word_bytes, 8 * word_bytes // 2
    last_base, last_pass = place.last_base, place.last_pass
    base = place.base if last_pass else last_base
    bits = clog2(memory_words(model, weights, word_bytes))
    left = unsigned(row_words.bit_length())
    wide, passes, first, offset = unsigned(bits), unsigned(bits), unsigned(bits), unsigned(bits)
    locating, waiting = bit(), bit()
    extension = widen(row, wide)

    @always_comb
    def decide():
        request.read.next = (left != 0) and not waiting and not m.valid

    @always_comb
    def count_passes():
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

    if place.shared:
        second, ending = bit(), unsigned(bits)
        element = unsigned(width)

        @always_seq(clk.posedge, reset=rst)
        def walk():
            locating.next = start
            second.next = row[0]
            offset.next = (wide >> 1) * pair_words
            if row[0]:
                offset.next = (wide >> 1) * pair_words + row_words
            if locating:
                request.addr.next = first + offset
                ending.next = first + offset - 1
                left.next = row_words
            elif request.read:
                request.addr.next = request.addr + 1
                if second and (left == 2):
                    request.addr.next = ending
                left.next = left - 1

        @always_comb
        def choose():
            element.next = request.word
            if second and (left == 0):
                element.next = concat(intbv(0)[half_width:], request.word[width:half_width])
    else:
        element, choose = request.word, ()

        @always_seq(clk.posedge, reset=rst)
        def walk():
            locating.next = start
            offset.next = wide * row_words
            if locating:
                request.addr.next = first + offset
                left.next = row_words
            elif request.read:
                request.addr.next = request.addr + 1
                left.next = left - 1

    @always_seq(clk.posedge, reset=rst)
    def hold():
        if request.read:
            waiting.next = 1
        elif request.word_valid:
            waiting.next = 0
        if request.word_valid:
            m.valid.next = 1
            m.data.next = element
        elif m.ready:
            m.valid.next = 0

    return extension, decide, count_passes, find_base, walk, choose, hold
