"""The row of the embedding, and its scale, that belong to a token."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.axi.bus import page_beats
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    module,
    named,
    pick,
    resize,
    state_register,
    tie,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.stream import Stream, WordRange
from llama2_rtl.converters.memory.block_place import block_place, entry_bits, most_words
from llama2_rtl.converters.memory.block_row import block_row
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.embedding_place import embedding_place, row_word_bits
from llama2_rtl.golden.weight_format import SCALE_EXPONENT_BITS, SCALE_MANTISSA_BITS, STORED_SCALE_BITS

IDLE, MULTIPLY, ADD, ADD_BASE, ASK_SCALE, ASK_ROW, TAKE_SCALE, TURN, CLAMP, PASS = named(
    "IDLE MULTIPLY ADD ADD_BASE ASK_SCALE ASK_ROW TAKE_SCALE TURN CLAMP PASS")
FOLD_BITS = SCALE_EXPONENT_BITS
LARGEST_EXPONENT = 63


def ports(model, formats, tile, beat_bytes, offset_bits):
    return clocked(start=In(bit(), "a token begins"), row=In(unsigned(clog2(model.vocab_size)), "its number"),
                   fold=In(unsigned(FOLD_BITS), "what its exponent is less"), cmd=Out(WordRange(offset_bits)),
                   s=In(Stream(8 * tile.word_bytes)), m=Out(Stream(row_word_bits(formats("embedding"), tile.columns))),
                   scale=Out(unsigned(STORED_SCALE_BITS), "the row's scale"), asking=Out(bit(), "the scale is awaited"))


@module(ports)
def row_reader(clk, rst, start, row, fold, cmd, s, m, scale, asking, *, model, formats, tile, beat_bytes, offset_bits):
    """`start` asks for the word that holds the scale of `row`, in blocks then for the one with the scales of its first
    block, and at last for the words of its tile; what they hold of the row, in the order of its elements, passes from
    `s_data` to `m_data` when `scale` is there: (exponent << 8) | (S - 256), the exponent being the stored one less
    `fold`, from 0 to 63. In blocks these are the words of `block_row`; each word of block scales holds them up for a
    cycle. `row` holds still until the last word.
    `asking` is high from the cycle after `start` until the scale has come: bursts that others begin meanwhile would
    delay the row. See `EmbeddingPlace`; offsets count from the page before the payload, which holds the header.
    """
    place, pages, word_bytes = embedding_place(model, formats, tile), page_beats(beat_bytes), tile.word_bytes
    row_words, pass_words = place.row_words, place.pass_words
    pass_step = place.scale_pass_words % (1 << offset_bits)
    base, last_base, last_pass, scales = (word + (0 if number == 2 else pages) for number, word in enumerate((
        place.base, place.last_base, place.last_pass, place.scales)))
    scales_per_word = word_bytes // (STORED_SCALE_BITS // 8)
    pass_bits = clog2(PASS_ROWS)
    turn_bits = min(clog2(scales_per_word), pass_bits) if pass_words else clog2(scales_per_word)

    state = state_register(IDLE)
    number, passes, in_table, scale_passes, scale_word, scale_at = (unsigned(offset_bits) for _ in range(6))
    turns, shifter, passing, wanted, row_asked = unsigned(turn_bits), unsigned(8 * word_bytes), bit(), bit(), bit()
    stored, exponent, clamped = unsigned(FOLD_BITS), unsigned(FOLD_BITS), unsigned(FOLD_BITS)
    wide_row = widen(row, number)

    @always_comb
    def split():
        passes.next = number >> pass_bits

    if pass_words and turn_bits == pass_bits:
        find_place, wide_place = tie(in_table, 0), ()
    elif pass_words:
        in_pass = unsigned(pass_bits - turn_bits)

        @always_comb
        def find_place():
            in_pass.next = number[pass_bits:turn_bits]

        wide_place = widen(in_pass, in_table)
    else:
        wide_place = ()

        @always_comb
        def find_place():
            in_table.next = number >> turn_bits

    @always_seq(clk.posedge, reset=rst)
    def locate_scale():
        scale_passes.next = passes * pass_step
        scale_word.next = scale_passes + in_table
        scale_at.next = scale_word + intbv(scales)[offset_bits:]

    @always_comb
    def streams():
        cmd.valid.next = (state == ASK_SCALE) or (state == ASK_ROW)
        s.ready.next = (state == TAKE_SCALE) or ((state == PASS) and wanted)
        passing.next = (state == PASS) and s.valid
        asking.next = (state != IDLE) and (state <= TAKE_SCALE)

    @always_comb
    def clamp():
        if stored < fold:
            clamped.next = 0
        elif exponent > LARGEST_EXPONENT:
            clamped.next = LARGEST_EXPONENT
        else:
            clamped.next = exponent

    if place.blocks:
        scales_asked, row_begins, last_word = bit(), bit(), unsigned(most_words(place).bit_length())
        block_scales_at, codes_at = unsigned(offset_bits), unsigned(offset_bits)
        entry, words_left, wide_words = unsigned(entry_bits(place)), unsigned(len(last_word)), unsigned(offset_bits)
        rows = (widen(last_word, wide_words), instance("u_block_place", block_place, dict(
            row=row, scales_at=block_scales_at, entry=entry, codes_at=codes_at, words=last_word), model=model,
            formats=formats, tile=tile, bits=offset_bits, before=pages), instance("u_block_row", block_row, dict(
                start=row_begins, entry=entry, s=Stream(8 * word_bytes).with_wires(
                    valid=passing, ready=wanted, data=s.data), m=m), weights=place.weights, tile=tile))

        @always_comb
        def command():
            cmd.offset.next = block_scales_at
            cmd.words.next = 1
            if state == ASK_SCALE:
                cmd.offset.next = scale_at
            elif scales_asked:
                cmd.offset.next = codes_at
                cmd.words.next = wide_words

        @always_comb
        def mark():
            row_asked.next = cmd.ready and scales_asked
            row_begins.next = state == CLAMP

        @always_seq(clk.posedge, reset=rst)
        def ask():
            if state != ASK_ROW:
                scales_asked.next = 0
            elif cmd.ready:
                scales_asked.next = 1

        reading = rows, command, mark, ask
    else:
        tile_bits, last_word = tile.rows.bit_length() - 1, row_words - 1
        tiles, first, rows_before, passes_before, row_in_table, row_at = (unsigned(offset_bits) for _ in range(6))
        words_left = unsigned(clog2(row_words))
        if tile.rows == 1:
            choice = resize(s.data, m.data)
        else:
            place_in_tile = unsigned(tile_bits)
            choice = resize(row, place_in_tile), pick(s.data, place_in_tile, m.data)
        passage = resize(passing, m.valid), resize(m.ready, wanted), resize(cmd.ready, row_asked)

        @always_comb
        def find_tile():
            tiles.next = number >> tile_bits

        if pass_words and 0 < last_pass < model.vocab_size:
            @always_seq(clk.posedge, reset=rst)
            def choose_base():
                if row >= last_pass:
                    first.next = intbv(last_base)[offset_bits:]
                else:
                    first.next = intbv(base)[offset_bits:]
        else:
            if last_pass == 0:
                base = last_base

            @always_seq(clk.posedge, reset=rst)
            def choose_base():
                first.next = intbv(base)[offset_bits:]

        @always_comb
        def command():
            if state == ASK_SCALE:
                cmd.offset.next = scale_at
                cmd.words.next = 1
            else:
                cmd.offset.next = row_at
                cmd.words.next = row_words

        @always_seq(clk.posedge, reset=rst)
        def locate_row():
            rows_before.next = tiles * row_words
            passes_before.next = passes * pass_words
            row_in_table.next = rows_before + passes_before
            row_at.next = row_in_table + first

        reading = choice, passage, find_tile, choose_base, command, locate_row

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if state == IDLE:
            if start:
                state.next = MULTIPLY
        elif state == MULTIPLY:
            state.next = ADD
        elif state == ADD:
            state.next = ADD_BASE
        elif state == ADD_BASE:
            state.next = ASK_SCALE
        elif state == ASK_SCALE:
            if cmd.ready:
                state.next = ASK_ROW
        elif state == ASK_ROW:
            if row_asked:
                state.next = TAKE_SCALE
        elif state == TAKE_SCALE:
            shifter.next = s.data
            turns.next = number[turn_bits:]
            if s.valid:
                state.next = TURN
        elif state == TURN:
            stored.next = shifter[STORED_SCALE_BITS:SCALE_MANTISSA_BITS]
            scale.next = shifter[STORED_SCALE_BITS:]
            exponent.next = shifter[STORED_SCALE_BITS:SCALE_MANTISSA_BITS] - fold
            shifter.next = shifter >> STORED_SCALE_BITS
            turns.next = turns - 1
            if turns == 0:
                state.next = CLAMP
        elif state == CLAMP:
            scale.next = concat(clamped, scale[SCALE_MANTISSA_BITS:])
            words_left.next = last_word
            state.next = PASS
        elif s.valid and wanted:
            words_left.next = words_left - 1
            if words_left == 0:
                state.next = IDLE

    return wide_row, split, find_place, wide_place, locate_scale, streams, clamp, reading, walk
