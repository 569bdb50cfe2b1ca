"""The values of a token's attention, word by word: those of earlier positions from the memory, the newest ones from the
store that the decoder has just filled."""

from myhdl import always_comb, always_seq

from converters.attention.formats import INDEX_BITS, block_bits
from converters.axi.beats_to_word import words_of_beats
from converters.axi.block_rows import block_rows
from converters.axi.item_count import item_count
from converters.axi.newest_turn import newest_turn
from converters.hdl import Open, bit, clock, clog2, instance, module, named, reset, unsigned

IDLE, BEGIN, ROWS, FETCH, NEWEST = named("IDLE BEGIN ROWS FETCH NEWEST")


def ports(geometry):
    g = geometry
    width = g.kv_width * g.numerics.v_bits
    return dict(clk=clock(), rst=reset(), start=bit(), last_block=unsigned(block_bits(g)),
                last_index=unsigned(INDEX_BITS), layer_written=bit(), s_valid=bit(), s_ready=bit(),
                s_data=unsigned(8 * g.lanes), newest_addr=unsigned(clog2(g.kv_words * g.chunks)),
                newest=unsigned(width), m_valid=bit(), m_ready=bit(), m_word=unsigned(width))


@module(ports)
def value_words(clk, rst, start, last_block, last_index, layer_written, s_valid, s_ready, s_data, newest_addr, newest,
                m_valid, m_ready, m_word, *, geometry):
    """From `start` on, layer by layer and item by item: per block of positions, and for each word of its rows, that
    word of all its positions from `s_data`; in the block `last_block` of `last_index` positions and then of the newest
    one. That is there from `layer_written` on, in words that follow `newest_addr` by one cycle.
    """
    g = geometry
    last_chunk = g.chunks - 1
    width = g.kv_width * g.numerics.v_bits
    state = unsigned(3)
    chunk = unsigned(clog2(g.chunks))
    written, in_last, no_rows, rows_end, row_taken, item_end = (bit() for _ in range(6))
    word_end, layer_end, token_end, newest_taken, restart, block_end = (bit() for _ in range(6))
    beat_valid, beat_ready, row_valid, row_ready = bit(), bit(), bit(), bit()
    row = unsigned(width)

    place = instance("u_item_count", item_count, dict(
        clk=clk, rst=rst, advance=item_end, word=Open(clog2(g.kv_words)), word_end=word_end, layer_end=layer_end,
        token_end=token_end), layers=g.model.n_layers, words=g.kv_words, sharers=g.items_per_kv_word)
    turn = instance("u_newest_turn", newest_turn, dict(
        clk=clk, rst=rst, layer_written=layer_written, take=newest_taken, item_end=item_end, word_end=word_end,
        layer_end=layer_end, written=written, addr=newest_addr), words=g.kv_words, chunks=g.chunks)
    position = instance("u_block_rows", block_rows, dict(
        clk=clk, rst=rst, restart=restart, last_block=last_block, last_index=last_index, row=row_taken,
        block_end=block_end, in_last=in_last, no_rows=no_rows, rows_end=rows_end), geometry=g)
    rows = words_of_beats("u_row", g.lanes, width, clk, rst, beat_valid, beat_ready, s_data, row_valid, row_ready, row)

    @always_comb
    def route():
        beat_valid.next = s_valid and (state == ROWS)
        row_ready.next = m_ready and (state == ROWS)

    @always_comb
    def answer():
        s_ready.next = beat_ready and (state == ROWS)

    @always_comb
    def offer():
        m_valid.next = row_valid or (state == NEWEST)
        if state == NEWEST:
            m_word.next = newest
        else:
            m_word.next = row

    @always_comb
    def take():
        row_taken.next = row_valid and m_ready
        newest_taken.next = (state == NEWEST) and m_ready
        block_end.next = chunk == last_chunk
        item_end.next = (state == NEWEST) and m_ready and (chunk == last_chunk)
        restart.next = (state == IDLE) or ((state == NEWEST) and m_ready and (chunk == last_chunk))

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
        elif m_ready:
            if item_end and token_end:
                state.next = IDLE
            else:
                state.next = BEGIN

    @always_seq(clk.posedge, reset=rst)
    def count():
        if (row_taken and rows_end and not in_last) or ((state == NEWEST) and m_ready):
            if chunk == last_chunk:
                chunk.next = 0
            else:
                chunk.next = chunk + 1

    return place, turn, position, rows, route, answer, offer, take, walk, count
