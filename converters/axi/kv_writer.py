"""The newest keys and values of a layer into the memory: per word of heads the keys, their shifts, the values."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.kv_place import LATENCY as PLACE_LATENCY
from llama2_rtl.converters.control.vector_walk import vector_walk
from llama2_rtl.converters.hdl import (
    In,
    Out,
    Part,
    Rule,
    bit,
    check,
    clocked,
    clog2,
    instance,
    join,
    module,
    named,
    resize,
    state_register,
    tie,
    unsigned,
    verbatim,
)
from llama2_rtl.converters.interfaces.axi_wires import KvPlace, NewestRead, TextPlace
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.stream import StrobedStream, WordRange

IDLE, CHOOSE, ADD, COMMAND, FETCH, LOAD, SEND, NEXT, PLACE = named("IDLE CHOOSE ADD COMMAND FETCH LOAD SEND NEXT PLACE")
PLACE_CYCLES = PLACE_LATENCY + 1
"""Cycles from a vector's number to the places of its keys and values."""
KEYS, SHIFTS, VALUES = named("KEYS SHIFTS VALUES")

RULES = (
    Rule("one_layer", "!{layer_written} || !{busy}", "a layer is written only when the one before has left"),
)


def _strobe_ports(slots, slot_bytes, word_bytes):
    return dict(slot=In(unsigned(clog2(slots)), "the slot of the word"),
                strobe=Out(unsigned(word_bytes), "the word's bytes that lie in it"))


@module(_strobe_ports)
def slot_strobe(slot, strobe, *, slots, slot_bytes, word_bytes):
    """`strobe` marks the `slot_bytes` bytes of `slot`; the bytes above all slots are never marked. No latency."""
    bits = clog2(slots)
    marks = [f"{{{slot_bytes}{{slot == {bits}'d{i}}}}}" for i in reversed(range(slots))]
    if rest := word_bytes - slots * slot_bytes:
        marks.insert(0, f"{rest}'d0")
    return verbatim(f"assign strobe = {{{', '.join(marks)}}};", [slot], [strobe])


def ports(geometry):
    g = geometry
    return clocked(token_start=In(bit(), "back to the first layer"), batch=In(Batch(g.vectors)),
                   layer_written=In(bit(), "the layer's words are in the store"),
                   done=Out(bit(), "the layer's last word has left"), place=In(KvPlace(g)), text=In(TextPlace(g)),
                   newest=Out(NewestRead(g)), m=Out(WordRange(KvLayout(g).offset_bits)),
                   word=Out(StrobedStream(g.word_bytes)))


@module(ports)
def kv_writer(clk, rst, token_start, batch, layer_written, done, place, text, newest, m, word, *, geometry):
    """After `layer_written` the layer's newest words of keys and values, and their shifts, leave as commands and words
    for `write_channel`; `done` pulses with the end. A `layer_written` before that, while `newest_reading` is high,
    would be lost. `token_start` returns to the first layer. The places stay until the last layer's `done`.

    The first command is offered 3 cycles after `layer_written`, each further one 4 cycles after the last word of the
    one before was taken, a word 3 cycles after what comes before it was; `done` follows the last word by 2. Of a batch
    each word of heads is written for one vector after the other, whose `place` is there PLACE_CYCLES after its number,
    as is that of its `text`, of several.
    """
    g, layout = geometry, KvLayout(geometry)
    bits, word_bytes = layout.offset_bits, g.word_bytes
    last_chunk, last_word, key_row, value_beats = g.chunks - 1, g.kv_words - 1, layout.key_row, layout.value_beats
    back = g.chunks - 1
    last_key_beat, last_value_beat = layout.key_beats - 1, layout.value_beats - 1
    several = int(g.vectors > 1)
    stride, key_region, unit = layout.stride, layout.key_region, layout.value_unit % (1 << bits)
    state, kind = state_register(IDLE), state_register(KEYS)
    region, inner, value_unit_at = unsigned(bits), unsigned(bits), unsigned(bits)
    chunk, second, settled, turns = unsigned(clog2(g.chunks)), bit(), unsigned(clog2(PLACE_CYCLES)), ()
    last_settled = PLACE_CYCLES - 1
    at_last, pass_end = bit(), bit()
    if g.vectors > 1:
        turns = instance("u_vector_walk", vector_walk, dict(
            start=token_start, batch=batch, take=pass_end, vector=newest.vector, at_last=at_last), vectors=g.vectors,
            ends=False)
    else:
        turns = tie(at_last, 1)
    last_of_command, last_beat, sent, strobe = bit(), bit(), bit(), unsigned(word_bytes)
    slot = instance("u_slot_strobe", slot_strobe, dict(slot=place.entry, strobe=strobe), slots=layout.entries,
                    slot_bytes=layout.entry_bytes, word_bytes=word_bytes)
    wide_key, wide_value, slotted = unsigned(16 * word_bytes), unsigned(16 * word_bytes), unsigned(8 * word_bytes)
    padded = unsigned(8 * layout.entry_bytes)
    copies = [join(Part(padded, 8 * layout.entry_bytes, 0),
                   Part(slotted, 8 * layout.entry_bytes * (i + 1), 8 * layout.entry_bytes * i))
              for i in range(word_bytes // layout.entry_bytes)]
    widths = (resize(newest.key, wide_key), resize(newest.value, wide_value),
              resize(newest.shifts, padded))

    own_region, to_text = region, ()
    if g.sequences > 1:
        own_region = unsigned(bits)

        @always_seq(clk.posedge, reset=rst)
        def to_text():
            own_region.next = region + text.at

    @always_comb
    def look():
        if kind == KEYS:
            last_beat.next = second == last_key_beat
        elif kind == VALUES:
            last_beat.next = second == last_value_beat
        else:
            last_beat.next = True

    @always_comb
    def find_pass_end():
        pass_end.next = (state == NEXT) and (kind == VALUES) and (chunk == last_chunk)

    @always_comb
    def offer():
        m.valid.next = state == COMMAND
        word.valid.next = state == SEND
        newest.reading.next = state != IDLE
        sent.next = (state == SEND) and word.ready
        last_of_command.next = last_beat and ((kind != KEYS) or (chunk == last_chunk))

    @always_seq(clk.posedge, reset=rst)
    def choose():
        if state == CHOOSE:
            if kind == KEYS:
                inner.next = place.key_at
                m.words.next = key_row
            elif kind == SHIFTS:
                inner.next = place.shift_at
                m.words.next = 1
            else:
                inner.next = value_unit_at
                m.words.next = value_beats
        if state == ADD:
            m.offset.next = own_region + inner
        if (state == CHOOSE) and (kind == SHIFTS):
            value_unit_at.next = place.value_at + key_region
        elif (state == ADD) and (kind == VALUES):
            value_unit_at.next = value_unit_at + unit
        if token_start:
            region.next = 0
        elif pass_end and at_last:
            region.next = region + stride

    @always_seq(clk.posedge, reset=rst)
    def load():
        if state == LOAD:
            if kind == SHIFTS:
                word.data.next = slotted
                word.strobe.next = strobe
            else:
                for lane in range(word_bytes):
                    word.strobe.next[lane] = 1
                if kind == KEYS:
                    if second:
                        word.data.next = wide_key[16 * word_bytes:8 * word_bytes]
                    else:
                        word.data.next = wide_key[8 * word_bytes:]
                elif second:
                    word.data.next = wide_value[16 * word_bytes:8 * word_bytes]
                else:
                    word.data.next = wide_value[8 * word_bytes:]

    @always_seq(clk.posedge, reset=rst)
    def walk():
        done.next = 0
        if state == IDLE:
            kind.next = KEYS
            newest.row_addr.next = 0
            newest.word_addr.next = 0
            if layer_written:
                state.next = CHOOSE
        elif state == CHOOSE:
            state.next = ADD
        elif state == ADD:
            state.next = COMMAND
        elif state == COMMAND:
            if m.ready:
                state.next = FETCH
        elif state == FETCH:
            state.next = LOAD
        elif state == LOAD:
            state.next = SEND
        elif state == SEND:
            if word.ready:
                if last_of_command:
                    state.next = NEXT
                else:
                    state.next = FETCH
        elif state == PLACE:
            settled.next = settled + 1
            if settled == last_settled:
                settled.next = 0
                state.next = CHOOSE
        else:
            state.next = CHOOSE
            if kind == KEYS:
                kind.next = SHIFTS
            elif kind == SHIFTS:
                kind.next = VALUES
            elif chunk == last_chunk:
                kind.next = KEYS
                if several:
                    state.next = PLACE
                if at_last:
                    newest.word_addr.next = newest.word_addr + 1
                    if newest.word_addr == last_word:
                        state.next = IDLE
                        done.next = 1
        if sent:
            second.next = not last_beat
            if last_beat and (kind == KEYS):
                if chunk == last_chunk:
                    newest.row_addr.next = newest.row_addr - back
                    chunk.next = 0
                else:
                    newest.row_addr.next = newest.row_addr + 1
                    chunk.next = chunk + 1
        if (state == NEXT) and (kind == VALUES):
            newest.row_addr.next = newest.row_addr + 1
            if chunk == last_chunk:
                chunk.next = 0
                if not at_last:
                    newest.row_addr.next = newest.row_addr - back
            else:
                chunk.next = chunk + 1

    checks = check(clk, rst, RULES, layer_written=layer_written, busy=newest.reading)
    return to_text, slot, turns, copies, widths, checks, look, find_pass_end, offer, choose, load, walk
