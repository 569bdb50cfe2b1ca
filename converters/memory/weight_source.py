"""The memory of the weights: its image as the stream that the engine reads, its embedding rows on request."""

from myhdl import always_comb, always_seq

from converters.control.reset_copy import own_reset
from converters.hdl import Open, bit, clock, clog2, instance, module, reset, unsigned
from converters.kernels.delay import delay_bit
from converters.memory import deep_rom as memories
from converters.memory.embedding_rows import embedding_rows
from converters.memory.fifo import fifo
from golden.config import WEIGHT_BITS
from golden.embedding_place import memory_words
from golden.weight_image import image_words

LATENCY = memories.LATENCY + 2
"""Cycles from a fetch to its word: the address, the memory, the choice of the bank."""

AHEAD = 16
"""Words of the stream fetched ahead; a word takes twelve cycles from its fetch until its place counts as free again."""


def ports(model, lanes, file):
    width = lanes * WEIGHT_BITS
    return dict(clk=clock(), rst=reset(), m_valid=bit(), m_ready=bit(), m_data=unsigned(width),
                row_start=bit(), row=unsigned(clog2(model.vocab_size)),
                row_valid=bit(), row_ready=bit(), row_data=unsigned(width))


@module(ports)
def weight_source(clk, rst, m_valid, m_ready, m_data, row_start, row, row_valid, row_ready, row_data, *, model, lanes,
                  file):
    """`m_data`: the image in `file`, word by word, front to back and from the start again, one per cycle.
    `row_data`: after `row_start` the words of the embedding's `row`, whose reads go before the image's.

    `m_valid` and `row_valid` do not wait for their `ready`, and a word once offered stays until it is taken.
    """
    width, last_word = lanes * WEIGHT_BITS, image_words(model, lanes) - 1
    depth = memory_words(model, lanes)
    image_addr, row_addr, addr = (unsigned(clog2(depth)) for _ in range(3))
    under_way = unsigned(clog2(AHEAD + 1))
    fetch, row_read, arriving, row_arriving, taken = (bit() for _ in range(5))
    read_word, word = unsigned(width), unsigned(width)

    own_rst, resetting = own_reset("u_reset", clk, rst)
    fifo_rst, resetting_fifo = own_reset("u_fifo_reset", clk, rst)
    memory = instance("u_rom", memories.deep_rom, dict(clk=clk, addr=addr, data=read_word), width=width, depth=depth,
                      file=file)
    timing = [instance(label, delay_bit, dict(clk=clk, rst=own_rst, d=asked, q=there), cycles=LATENCY)
              for label, asked, there in (("u_arriving", fetch, arriving), ("u_row_arriving", row_read, row_arriving))]
    queue = instance("u_fifo", fifo, dict(
        clk=clk, rst=fifo_rst, s_valid=arriving, s_ready=Open(1), s_data=word, m_valid=m_valid, m_ready=m_ready,
        m_data=m_data), width=width, depth=AHEAD)
    rows = instance("u_embedding_rows", embedding_rows, dict(
        clk=clk, rst=own_rst, start=row_start, row=row, read=row_read, addr=row_addr, word_valid=row_arriving,
        word=word, m_valid=row_valid, m_ready=row_ready, m_data=row_data), model=model, lanes=lanes)

    @always_comb
    def decide():
        fetch.next = (under_way != AHEAD) and not row_read

    @always_seq(clk.posedge, reset=own_rst)
    def read():
        word.next = read_word
        taken.next = m_valid and m_ready
        if row_read:
            addr.next = row_addr
        else:
            addr.next = image_addr
        if fetch:
            if image_addr == last_word:
                image_addr.next = 0
            else:
                image_addr.next = image_addr + 1
        if fetch and not taken:
            under_way.next = under_way + 1
        elif taken and not fetch:
            under_way.next = under_way - 1

    return resetting, resetting_fifo, memory, timing, queue, rows, decide, read
