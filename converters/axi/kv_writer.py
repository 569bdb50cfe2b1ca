"""The newest keys and values of a layer into the memory: per word of heads the keys, their shifts, the values."""

from myhdl import always_comb, always_seq

from converters.axi.kv_layout import KvLayout
from converters.axi.kv_place import entry_bits
from converters.axi.slot_strobe import slot_strobe
from converters.hdl import Part, Rule, bit, check, clock, clog2, instance, join, module, named, reset, resize, unsigned

IDLE, CHOOSE, ADD, COMMAND, FETCH, LOAD, SEND, NEXT = named("IDLE CHOOSE ADD COMMAND FETCH LOAD SEND NEXT")
KEYS, SHIFTS, VALUES = named("KEYS SHIFTS VALUES")

RULES = (
    Rule("one_layer", "!{layer_written} || !{busy}", "a layer is written only when the one before has left"),
)


def ports(geometry):
    g, layout = geometry, KvLayout(geometry)
    bits = layout.offset_bits
    return dict(clk=clock(), rst=reset(), token_start=bit(), layer_written=bit(), done=bit(), busy=bit(),
                key_at=unsigned(bits), shift_at=unsigned(bits), entry=unsigned(entry_bits(g)), value_at=unsigned(bits),
                row_addr=unsigned(clog2(g.kv_words * g.chunks)), word_addr=unsigned(clog2(g.kv_words)),
                key=unsigned(g.kv_width * g.numerics.k_bits), value=unsigned(g.kv_width * g.numerics.v_bits),
                shifts=unsigned(layout.entry_bits),
                m_valid=bit(), m_ready=bit(), m_offset=unsigned(bits), m_words=unsigned(bits),
                word_valid=bit(), word_ready=bit(), word_data=unsigned(8 * g.lanes), word_strobe=unsigned(g.lanes))


@module(ports)
def kv_writer(clk, rst, token_start, layer_written, done, busy, key_at, shift_at, entry, value_at, row_addr, word_addr,
              key, value, shifts, m_valid, m_ready, m_offset, m_words, word_valid, word_ready, word_data, word_strobe,
              *, geometry):
    """After `layer_written` the layer's `key` and `value` words at `row_addr`, and the `shifts` at `word_addr`, which
    all follow their addresses by one cycle, leave as commands and words for `write_channel`; `done` pulses with the
    end. A `layer_written` while `busy` would be lost. `token_start` returns to the first layer. The places are those of
    `kv_place`; they stay until the last layer's `done`.
    """
    g, layout = geometry, KvLayout(geometry)
    bits, lanes = layout.offset_bits, g.lanes
    last_chunk, last_word, key_row, value_beats = g.chunks - 1, g.kv_words - 1, layout.key_row, layout.value_beats
    back = g.chunks - 1
    last_key_beat, last_value_beat = layout.key_beats - 1, layout.value_beats - 1
    stride, key_region, unit = layout.stride, layout.key_region, layout.value_unit % (1 << bits)
    state, kind = unsigned(3), unsigned(2)
    region, inner, value_unit_at = unsigned(bits), unsigned(bits), unsigned(bits)
    chunk, second = unsigned(clog2(g.chunks)), bit()
    last_of_command, last_beat, sent = bit(), bit(), bit()
    strobe = unsigned(lanes)
    slot = instance("u_slot_strobe", slot_strobe, dict(slot=entry, strobe=strobe), slots=layout.entries,
                    slot_bytes=layout.entry_bytes, lanes=lanes)
    wide_key, wide_value, slotted = unsigned(16 * lanes), unsigned(16 * lanes), unsigned(8 * lanes)
    padded = unsigned(8 * layout.entry_bytes)
    copies = [join(Part(padded, 8 * layout.entry_bytes, 0),
                   Part(slotted, 8 * layout.entry_bytes * (i + 1), 8 * layout.entry_bytes * i))
              for i in range(layout.entries)]
    widths = resize(key, wide_key), resize(value, wide_value), resize(shifts, padded)

    @always_comb
    def look():
        last_beat.next = True
        if kind == KEYS:
            last_beat.next = second == last_key_beat
        elif kind == VALUES:
            last_beat.next = second == last_value_beat

    @always_comb
    def offer():
        m_valid.next = state == COMMAND
        word_valid.next = state == SEND
        busy.next = state != IDLE
        sent.next = (state == SEND) and word_ready
        last_of_command.next = last_beat and ((kind != KEYS) or (chunk == last_chunk))

    @always_seq(clk.posedge, reset=rst)
    def place():
        if state == CHOOSE:
            if kind == KEYS:
                inner.next = key_at
                m_words.next = key_row
            elif kind == SHIFTS:
                inner.next = shift_at
                m_words.next = 1
            else:
                inner.next = value_unit_at
                m_words.next = value_beats
        if state == ADD:
            m_offset.next = region + inner
        if (state == CHOOSE) and (kind == SHIFTS):
            value_unit_at.next = value_at + key_region
        elif (state == ADD) and (kind == VALUES):
            value_unit_at.next = value_unit_at + unit
        if token_start:
            region.next = 0
        elif (state == NEXT) and (kind == VALUES) and (chunk == last_chunk):
            region.next = region + stride

    @always_seq(clk.posedge, reset=rst)
    def load():
        if state == LOAD:
            if kind == SHIFTS:
                word_data.next = slotted
                word_strobe.next = strobe
            else:
                for lane in range(lanes):
                    word_strobe.next[lane] = 1
                if kind == KEYS:
                    if second:
                        word_data.next = wide_key[16 * lanes:8 * lanes]
                    else:
                        word_data.next = wide_key[8 * lanes:]
                elif second:
                    word_data.next = wide_value[16 * lanes:8 * lanes]
                else:
                    word_data.next = wide_value[8 * lanes:]

    @always_seq(clk.posedge, reset=rst)
    def walk():
        done.next = 0
        if state == IDLE:
            kind.next = KEYS
            row_addr.next = 0
            word_addr.next = 0
            if layer_written:
                state.next = CHOOSE
        elif state == CHOOSE:
            state.next = ADD
        elif state == ADD:
            state.next = COMMAND
        elif state == COMMAND:
            if m_ready:
                state.next = FETCH
        elif state == FETCH:
            state.next = LOAD
        elif state == LOAD:
            state.next = SEND
        elif state == SEND:
            if word_ready:
                if last_of_command:
                    state.next = NEXT
                else:
                    state.next = FETCH
        else:
            state.next = CHOOSE
            if kind == KEYS:
                kind.next = SHIFTS
            elif kind == SHIFTS:
                kind.next = VALUES
            elif chunk == last_chunk:
                kind.next = KEYS
                word_addr.next = word_addr + 1
                if word_addr == last_word:
                    state.next = IDLE
                    done.next = 1
        if sent:
            second.next = not last_beat
            if last_beat and (kind == KEYS):
                if chunk == last_chunk:
                    row_addr.next = row_addr - back
                    chunk.next = 0
                else:
                    row_addr.next = row_addr + 1
                    chunk.next = chunk + 1
        if (state == NEXT) and (kind == VALUES):
            row_addr.next = row_addr + 1
            if chunk == last_chunk:
                chunk.next = 0
            else:
                chunk.next = chunk + 1

    checks = check(clk, rst, RULES, layer_written=layer_written, busy=busy)
    return slot, copies, widths, checks, look, offer, place, load, walk
