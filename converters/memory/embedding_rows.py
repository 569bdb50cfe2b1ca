"""The rows of the embedding in the memory of the weights: their addresses, word by word."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.hdl import bit, clock, clog2, module, reset, unsigned, widen
from golden.config import PASS_ROWS, WEIGHT_BITS
from golden.embedding_place import embedding_place, memory_words


def ports(model, lanes):
    return dict(clk=clock(), rst=reset(), start=bit(), row=unsigned(clog2(model.vocab_size)),
                read=bit(), addr=unsigned(clog2(memory_words(model, lanes))), word_valid=bit(),
                word=unsigned(lanes * WEIGHT_BITS),
                m_valid=bit(), m_ready=bit(), m_data=unsigned(lanes * WEIGHT_BITS))


@module(ports)
def embedding_rows(clk, rst, start, row, read, addr, word_valid, word, m_valid, m_ready, m_data, *, model, lanes):
    """`start` sends the words of `row` in the order of its elements: `read` asks for the one at `addr`, which comes
    with `word_valid` some cycles later and waits in `m_data` until it is taken. The first `read` is 2 cycles after
    `start`. `row` stays until the last word. See `EmbeddingPlace`.
    """
    place = embedding_place(model, lanes)
    row_words, pass_words, pass_bits = place.row_words, place.pass_words, clog2(PASS_ROWS)
    pair_words, width, half_width = 2 * row_words - 1, lanes * WEIGHT_BITS, lanes * WEIGHT_BITS // 2
    last_base, last_pass = place.last_base, place.last_pass
    base = place.base if last_pass else last_base
    bits = clog2(memory_words(model, lanes))
    left = unsigned(row_words.bit_length())
    wide, passes, first, offset = unsigned(bits), unsigned(bits), unsigned(bits), unsigned(bits)
    locating, waiting = bit(), bit()
    extension = widen(row, wide)

    @always_comb
    def decide():
        read.next = (left != 0) and not waiting and not m_valid

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
                addr.next = first + offset
                ending.next = first + offset - 1
                left.next = row_words
            elif read:
                addr.next = addr + 1
                if second and (left == 2):
                    addr.next = ending
                left.next = left - 1

        @always_comb
        def choose():
            element.next = word
            if second and (left == 0):
                element.next = concat(intbv(0)[half_width:], word[width:half_width])
    else:
        element, choose = word, ()

        @always_seq(clk.posedge, reset=rst)
        def walk():
            locating.next = start
            offset.next = wide * row_words
            if locating:
                addr.next = first + offset
                left.next = row_words
            elif read:
                addr.next = addr + 1
                left.next = left - 1

    @always_seq(clk.posedge, reset=rst)
    def hold():
        if read:
            waiting.next = 1
        elif word_valid:
            waiting.next = 0
        if word_valid:
            m_valid.next = 1
            m_data.next = element
        elif m_ready:
            m_valid.next = 0

    return extension, decide, count_passes, find_base, walk, choose, hold
