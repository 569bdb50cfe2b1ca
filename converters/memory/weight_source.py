"""The memory of the weights: its image as the stream that the engine reads, its embedding rows on request."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, clog2, instance, module, unsigned
from llama2_rtl.converters.interfaces.memory_wires import PassEnd, RowWords, WordRequests
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.memory import deep_rom as memories
from llama2_rtl.converters.memory import fifo as queueing
from llama2_rtl.converters.memory.block_rows import block_rows
from llama2_rtl.converters.memory.embedding_rows import embedding_rows
from llama2_rtl.converters.memory.fifo import fifo
from llama2_rtl.golden.embedding_place import memory_words
from llama2_rtl.golden.weight_image import classifier_words, image_words

LATENCY = memories.LATENCY + 2
"""Cycles from a fetch to its word: the address, the memory, the choice of the bank."""

AHEAD = 16
"""Words of the stream fetched ahead."""

NEEDED = LATENCY + queueing.LATENCY + 1
"""Words that are fetched, and not counted as taken yet, while one is taken in every cycle."""

SPARE = AHEAD - 1 - NEEDED
"""Words of a row that may be read, after a rest, while a word of the stream is taken in every cycle."""


def ports(model, formats, tile, file):
    return clocked(m=Out(Stream(8 * tile.word_bytes)), pass_end=In(PassEnd()), row=In(RowWords(model, formats, tile)))


@module(ports)
def weight_source(clk, rst, m, pass_end, row, *, model, formats, tile, file):
    """`m_data`: the image in `file`, word by word, front to back and from the start again, one per cycle; the
    classifier's words only where `pass_end` says so. The last word of the layers waits until that is known.
    `row_data`: after `row_start` the embedding's `row`, for which the words of its tile are read as long as enough of
    the image's are under way, so that the stream never pauses for them. While its sink, after a rest, takes a word in
    every cycle, SPARE words of the row are read, the others when it rests again.
    """
    width, last_word = 8 * tile.word_bytes, image_words(model, formats, tile) - 1
    depth = memory_words(model, formats, tile)
    image_addr, addr, in_flight = unsigned(clog2(depth)), unsigned(clog2(depth)), unsigned(clog2(AHEAD + 1))
    fetch, arriving, taken, read_word, word = bit(), bit(), bit(), unsigned(width), unsigned(width)
    before_layers_end = last_word - classifier_words(model, formats, tile) - 1
    at_layers_end, known, to_classifier = bit(), bit(), bit()
    request = WordRequests(clog2(depth), width).with_wires(word=word)

    own_rst, resetting = own_reset("u_reset")
    fifo_rst, resetting_fifo = own_reset("u_fifo_reset")
    memory = instance("u_rom", memories.deep_rom, dict(addr=addr, data=read_word), width=width, depth=depth, file=file)
    timing = (delayed("u_arriving", fetch, arriving, LATENCY, rst=own_rst),
              delayed("u_row_arriving", request.read, request.word_valid, LATENCY, rst=own_rst))
    queue = instance("u_fifo", fifo, dict(
        rst=fifo_rst, s_valid=arriving, s_ready=Open(1), s_data=word, m=m), width=width, depth=AHEAD)
    reader = block_rows if formats("embedding").block else embedding_rows
    rows = instance("u_embedding_rows", reader, dict(
        rst=own_rst, start=row.start, row=row.row, request=request, m_valid=row.valid, m_ready=row.ready,
        m_data=row.data), model=model, formats=formats, tile=tile, read_latency=LATENCY)

    @always_comb
    def decide():
        fetch.next = (in_flight != AHEAD) and not request.read and (known or not at_layers_end)
        request.allowed.next = in_flight > NEEDED

    @always_seq(clk.posedge, reset=own_rst)
    def read():
        word.next = read_word
        taken.next = m.valid and m.ready
        if request.read:
            addr.next = request.addr
        else:
            addr.next = image_addr
        if fetch:
            at_layers_end.next = image_addr == before_layers_end
            if image_addr == last_word or (at_layers_end and not to_classifier):
                image_addr.next = 0
            else:
                image_addr.next = image_addr + 1
        if fetch and not taken:
            in_flight.next = in_flight + 1
        elif taken and not fetch:
            in_flight.next = in_flight - 1

    @always_seq(clk.posedge, reset=own_rst)
    def remember():
        if pass_end.known:
            known.next = 1
            to_classifier.next = pass_end.classifier
        elif fetch and at_layers_end:
            known.next = 0

    return resetting, resetting_fifo, memory, timing, queue, rows, decide, read, remember
