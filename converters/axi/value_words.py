"""The values of a token's attention, word by word: those of earlier positions from the memory, the newest ones from the
store that the decoder has just filled."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.beats import words_of_beats
from llama2_rtl.converters.axi.walk import item_walk, span_rows
from llama2_rtl.converters.hdl import (
    In,
    Open,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    module,
    named,
    state_register,
    unsigned,
)
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.axi_wires import CacheWords
from llama2_rtl.converters.interfaces.memory import MemoryRead
from llama2_rtl.converters.interfaces.stream import Stream

IDLE, BEGIN, ROWS, FETCH, NEWEST = named("IDLE BEGIN ROWS FETCH NEWEST")


def ports(geometry):
    g = geometry
    width = g.kv_width * g.numerics.v_bits
    return clocked(start=In(bit(), "a token begins"), span=In(SpanPosition(g)),
                   layer_written=In(bit(), "the layer's newest words are there"), s=In(Stream(8 * g.word_bytes)),
                   newest=Out(MemoryRead(clog2(g.kv_words * g.chunks), width)), m=Out(CacheWords(width)))


@module(ports)
def value_words(clk, rst, start, span, layer_written, s, newest, m, *, geometry):
    """From `start` on, layer by layer and item by item: per span of positions, and for each word of its rows, that
    word of all its positions from `s_data`; in the span `last_span` of `last_index` positions and then of the newest
    one. That is there from `layer_written` on, in words that follow `newest_raddr` by one cycle.
    """
    g = geometry
    last_chunk = g.chunks - 1
    width = g.kv_width * g.numerics.v_bits
    state = state_register(IDLE)
    chunk = unsigned(clog2(g.chunks))
    written, in_last, no_rows, rows_end, row_taken = (bit() for _ in range(5))
    item_end, token_end, newest_taken, restart, span_end = (bit() for _ in range(5))
    beat, row = Stream(8 * g.word_bytes).with_wires(data=s.data), Stream(width)

    items = instance("u_item_walk", item_walk, dict(
        layer_written=layer_written, take=newest_taken, item_end=item_end, written=written, addr=newest.raddr,
        word=Open(clog2(g.kv_words)), token_end=token_end), layers=g.model.n_layers, words=g.kv_words,
        sharers=g.items_per_kv_word, chunks=g.chunks)
    position = instance("u_span_rows", span_rows, dict(
        restart=restart, span=span, row=row_taken, span_end=span_end, in_last=in_last,
        no_rows=no_rows, rows_end=rows_end), geometry=g)
    rows = words_of_beats("u_row", g.word_bytes, width, beat, row)

    @always_comb
    def route():
        beat.valid.next = s.valid and (state == ROWS)
        row.ready.next = m.ready and (state == ROWS)

    @always_comb
    def answer():
        s.ready.next = beat.ready and (state == ROWS)

    @always_comb
    def offer():
        m.valid.next = row.valid or (state == NEWEST)
        if state == NEWEST:
            m.word.next = newest.rdata
        else:
            m.word.next = row.data

    @always_comb
    def take():
        row_taken.next = row.valid and m.ready
        newest_taken.next = (state == NEWEST) and m.ready
        span_end.next = chunk == last_chunk
        item_end.next = (state == NEWEST) and m.ready and (chunk == last_chunk)
        restart.next = (state == IDLE) or ((state == NEWEST) and m.ready and (chunk == last_chunk))

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if state == IDLE:
            if start:
                state.next = BEGIN
        elif state == BEGIN:
            if no_rows:
                state.next = FETCH
            else:
                state.next = ROWS
        elif state == ROWS:
            if row_taken and rows_end:
                if in_last:
                    state.next = FETCH
                elif chunk == last_chunk:
                    state.next = BEGIN
        elif state == FETCH:
            if written:
                state.next = NEWEST
        elif m.ready:
            if item_end and token_end:
                state.next = IDLE
            else:
                state.next = BEGIN

    @always_seq(clk.posedge, reset=rst)
    def count():
        if (row_taken and rows_end and not in_last) or ((state == NEWEST) and m.ready):
            if chunk == last_chunk:
                chunk.next = 0
            else:
                chunk.next = chunk + 1

    return items, position, rows, route, answer, offer, take, walk, count
