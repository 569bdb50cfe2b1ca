"""The values of a token's attention, word by word: those of earlier positions from the memory, the newest ones from the
store that the decoder has just filled."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import of_each_vector
from llama2_rtl.converters.axi.beats import words_of_beats
from llama2_rtl.converters.axi.newest_values import newest_values
from llama2_rtl.converters.axi.walk import item_walk, span_rows
from llama2_rtl.converters.hdl import (
    Const,
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
from llama2_rtl.converters.interfaces.axi_wires import CacheWords, NewestPart, ReadTurn
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.memory import MemoryRead
from llama2_rtl.converters.interfaces.stream import Stream

IDLE, BEGIN, ROWS, FETCH, NEWEST = named("IDLE BEGIN ROWS FETCH NEWEST")


def ports(geometry):
    g = geometry
    width = g.kv_width * g.numerics.v_bits
    return clocked(start=In(bit(), "a token begins"), span=In(SpanPosition(g)),
                   batch=In(Batch(g.vectors, g.sequences > 1)), turn=In(ReadTurn(g)),
                   layer_written=In(bit(), "the layer's newest words are there"), s=In(Stream(8 * g.word_bytes)),
                   newest=Out(MemoryRead(of_each_vector(g, clog2(g.kv_words * g.chunks)), width)),
                   m=Out(CacheWords(width)))


@module(ports)
def value_words(clk, rst, start, span, batch, turn, layer_written, s, newest, m, *, geometry):
    """From `start` on, layer by layer and item by item: per span of positions, and for each word of its rows, that
    word of all its positions from `s_data`; in the span `last_span` of `last_index` positions and then of the newest
    one. That is there from `layer_written` on, in words that follow `newest_raddr` by one cycle. Of a batch `span` is
    where its first position lies, and the newest rows are those of all its vectors: where these go on into another
    span, that is one of newest rows alone. Of several texts a `start` is for one layer of one of them, whose vectors
    `batch` are then.
    """
    g = geometry
    last_chunk = g.chunks - 1
    width = g.kv_width * g.numerics.v_bits
    state = state_register(IDLE)
    chunk = unsigned(clog2(g.chunks))
    written, in_last, no_rows, rows_end, row_taken = (bit() for _ in range(5))
    item_end, token_end, newest_taken, restart, span_end = (bit() for _ in range(5))
    beat, row = Stream(8 * g.word_bytes).with_wires(data=s.data), Stream(width)

    layers, last_turn, end_turn = g.model.n_layers, Const(1, 1), ()
    if g.sequences > 1:
        layers, last_turn = 1, turn.last

        @always_comb
        def end_turn():
            turn.done.next = item_end and token_end

    newest_end, same_part, other_span = bit(), bit(), bit()
    chunk_taken, again, row_addr = newest_taken, Const(0, 1), newest.raddr
    if g.vectors > 1:
        chunk_taken, again, row_addr = bit(), bit(), unsigned(clog2(g.kv_words * g.chunks))
    items = instance("u_item_walk", item_walk, dict(
        layer_written=layer_written, take=chunk_taken, item_end=item_end, again=again, last_turn=last_turn,
        written=written, addr=row_addr, word=Open(clog2(g.kv_words)), token_end=token_end), layers=layers,
        words=g.kv_words, sharers=g.items_per_kv_word, chunks=g.chunks)
    if g.vectors == 1:
        @always_comb
        def turns():
            newest_end.next = chunk == last_chunk
            same_part.next = 0
            other_span.next = 0
    else:
        part = NewestPart(g.vectors)

        @always_comb
        def find_vector():
            newest.raddr.next = concat(part.vector, row_addr)
            newest_end.next = part.at_last and span_end
            same_part.next = not part.ends
            other_span.next = part.in_other or (span_end and part.ends)
            chunk_taken.next = newest_taken and part.ends
            again.next = span_end and not part.at_last

        turns = find_vector, instance("u_newest_values", newest_values, dict(
            start=restart, batch=batch, last_index=span.last_index, take=newest_taken, at_last_chunk=span_end,
            part=part), vectors=g.vectors, ends=g.sequences > 1)
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
        item_end.next = (state == NEWEST) and m.ready and newest_end
        restart.next = (state == IDLE) or ((state == NEWEST) and m.ready and newest_end)

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
            elif not newest_end and (same_part or other_span):
                state.next = FETCH
            else:
                state.next = BEGIN

    @always_seq(clk.posedge, reset=rst)
    def count():
        if (row_taken and rows_end and not in_last) or ((state == NEWEST) and m.ready and not same_part):
            if chunk == last_chunk:
                chunk.next = 0
            else:
                chunk.next = chunk + 1

    return end_turn, items, turns, position, rows, route, answer, offer, take, walk, count
