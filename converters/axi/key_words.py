"""The keys of a token's attention, word by word with their shifts: those of earlier positions from the memory, the
newest ones from the store that the decoder has just filled."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import of_each_vector
from llama2_rtl.converters.axi.beats import shift_entries, words_of_beats
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.walk import item_walk, span_rows
from llama2_rtl.converters.control.vector_walk import vector_walk
from llama2_rtl.converters.hdl import (
    Const,
    In,
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
from llama2_rtl.converters.interfaces.axi_wires import CacheWords, ReadTurn
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.memory import MemoryRead
from llama2_rtl.converters.interfaces.stream import Stream

IDLE, SHIFTS, ROWS, FETCH, NEWEST = named("IDLE SHIFTS ROWS FETCH NEWEST")


def ports(geometry):
    g, layout = geometry, KvLayout(geometry)
    width = g.kv_width * g.numerics.k_bits
    return clocked(start=In(bit(), "a token begins"), span=In(SpanPosition(g)),
                   batch=In(Batch(g.vectors, g.sequences > 1)), turn=In(ReadTurn(g)),
                   layer_written=In(bit(), "the layer's newest words are there"), s=In(Stream(8 * g.word_bytes)),
                   newest=Out(MemoryRead(of_each_vector(g, clog2(g.kv_words * g.chunks)), width)),
                   newest_entry=Out(MemoryRead(of_each_vector(g, clog2(g.kv_words)), layout.entry_bits)),
                   m=Out(CacheWords(width, layout.entry_bits)))


@module(ports)
def key_words(clk, rst, start, span, batch, turn, layer_written, s, newest, newest_entry, m, *, geometry):
    """From `start` on, layer by layer and item by item: per span of positions its shifts, then its rows from `s_data`,
    and in the span `last_span` after `last_index` rows the newest one. That is there from `layer_written` on, in words
    and entries that follow `newest_raddr` and `newest_entry_raddr` by one cycle. `m_word` leaves with the shifts of its
    position in `m_entry`. Of a batch `span` is where its first position lies, and the newest rows are those of all its
    vectors. Of several texts a `start` is for one layer of one of them, whose vectors `batch` are then.
    """
    g, layout = geometry, KvLayout(geometry)
    last_chunk, last_shift, entry_bits = g.chunks - 1, layout.shift_words - 1, layout.entry_bits
    width = g.kv_width * g.numerics.k_bits
    state = state_register(IDLE)
    chunk, shift_word = unsigned(clog2(g.chunks)), unsigned(clog2(layout.shift_words))
    written, in_last, no_rows, rows_end, load, pop, taken = (bit() for _ in range(7))
    item_end, token_end, newest_taken, restart = (bit() for _ in range(4))
    beat, row, entry = Stream(8 * g.word_bytes).with_wires(data=s.data), Stream(width), unsigned(entry_bits)

    layers, last_turn, end_turn = g.model.n_layers, Const(1, 1), ()
    if g.sequences > 1:
        layers, last_turn = 1, turn.last

        @always_comb
        def end_turn():
            turn.done.next = item_end and token_end

    newest_end, again, row_addr, entry_addr = bit(), Const(0, 1), newest.raddr, newest_entry.raddr
    if g.vectors > 1:
        again, row_addr, entry_addr = bit(), unsigned(clog2(g.kv_words * g.chunks)), unsigned(clog2(g.kv_words))
    items = instance("u_item_walk", item_walk, dict(
        layer_written=layer_written, take=newest_taken, item_end=item_end, again=again, last_turn=last_turn,
        written=written, addr=row_addr, word=entry_addr, token_end=token_end), layers=layers, words=g.kv_words,
        sharers=g.items_per_kv_word, chunks=g.chunks)
    if g.vectors == 1:
        @always_comb
        def turns():
            newest_end.next = chunk == last_chunk
    else:
        vector, at_last, row_taken = unsigned(g.vector_bits), bit(), bit()

        @always_comb
        def find_vector():
            newest.raddr.next = concat(vector, row_addr)
            newest_entry.raddr.next = concat(vector, entry_addr)
            row_taken.next = newest_taken and (chunk == last_chunk)
            newest_end.next = (chunk == last_chunk) and at_last
            again.next = (chunk == last_chunk) and not at_last

        turns = find_vector, instance("u_vector_walk", vector_walk, dict(
            start=restart, batch=batch, take=row_taken, vector=vector, at_last=at_last), vectors=g.vectors,
            ends=g.sequences > 1)
    position = instance("u_span_rows", span_rows, dict(
        restart=restart, span=span, row=pop, span_end=Const(1, 1), in_last=in_last, no_rows=no_rows,
        rows_end=rows_end), geometry=g)
    shifts = instance("u_shift_entries", shift_entries, dict(
        load=load, data=s.data, pop=pop, entry=entry), entry_bits=entry_bits,
        entry_bytes=layout.entry_bytes, entries=layout.entries, words=layout.shift_words, word_bytes=g.word_bytes)
    rows = words_of_beats("u_row", g.word_bytes, width, beat, row)

    @always_comb
    def route():
        beat.valid.next = s.valid and (state == ROWS)
        row.ready.next = m.ready and (state == ROWS)
        load.next = s.valid and (state == SHIFTS)

    @always_comb
    def answer():
        s.ready.next = (state == SHIFTS) or ((state == ROWS) and beat.ready)

    @always_comb
    def offer():
        m.valid.next = row.valid or (state == NEWEST)
        if state == NEWEST:
            m.word.next = newest.rdata
            m.entry.next = newest_entry.rdata
        else:
            m.word.next = row.data
            m.entry.next = entry

    @always_comb
    def take():
        taken.next = m.valid and m.ready
        pop.next = row.valid and m.ready and (chunk == last_chunk)
        newest_taken.next = (state == NEWEST) and m.ready
        item_end.next = (state == NEWEST) and m.ready and newest_end
        restart.next = (state == IDLE) or ((state == NEWEST) and m.ready and newest_end)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if state == IDLE:
            if start:
                state.next = SHIFTS
        elif state == SHIFTS:
            if s.valid:
                shift_word.next = shift_word + 1
                if shift_word == last_shift:
                    shift_word.next = 0
                    if no_rows:
                        state.next = FETCH
                    else:
                        state.next = ROWS
        elif state == ROWS:
            if pop:
                if rows_end and in_last:
                    state.next = FETCH
                elif rows_end:
                    state.next = SHIFTS
        elif state == FETCH:
            if written:
                state.next = NEWEST
        elif m.ready:
            if not newest_end:
                state.next = FETCH
            elif token_end:
                state.next = IDLE
            else:
                state.next = SHIFTS

    @always_seq(clk.posedge, reset=rst)
    def count():
        if taken:
            if chunk == last_chunk:
                chunk.next = 0
            else:
                chunk.next = chunk + 1

    return end_turn, items, turns, position, shifts, rows, route, answer, offer, take, walk, count
