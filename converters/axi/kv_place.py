"""Where a position's keys and values lie within the regions of the KV cache."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import INDEX_BITS
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.hdl import In, Out, clocked, module, unsigned, widen
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.axi_wires import KvPlace

LATENCY = 3


def ports(geometry):
    bits = KvLayout(geometry).offset_bits
    return clocked(span=In(SpanPosition(geometry)), place=Out(KvPlace(geometry)),
                   value_span_at=Out(unsigned(bits), "the first word of its span's values"),
                   value_rest=Out(unsigned(bits), "the words between the two"))


@module(ports)
def kv_place(clk, rst, span, place, value_span_at, value_rest, *, geometry):
    """Of the position `last_index` in span `last_span`, from the first word of a region on: `key_at` its keys, which
    is also the number of words before them; `shift_at` the word of its shifts, in which they are entry `entry`; from
    the region's first value on: `value_at` its first word of values, `value_span_at` the first of its span,
    `value_rest` the words between the two. LATENCY cycles after the position.
    """
    layout = KvLayout(geometry)
    bits, shift_words = layout.offset_bits, layout.shift_words
    key_span, value_span = layout.key_span % (1 << bits), layout.value_span % (1 << bits)
    key_row, value_beats, low = layout.key_row, layout.value_beats, (layout.entries - 1).bit_length()
    number, index, key_span_at, key_rest, key_rows_at = (unsigned(bits) for _ in range(5))
    entry_word, entry_word_wide = unsigned(max(1, INDEX_BITS - low)), unsigned(bits)
    widths = widen(span.last_span, number), widen(span.last_index, index), widen(entry_word, entry_word_wide)

    if layout.entries == 1:
        @always_comb
        def find_entry():
            entry_word.next = span.last_index
            place.entry.next = span.last_index[1:] & 0
    elif low == INDEX_BITS:
        @always_comb
        def find_entry():
            entry_word.next = span.last_index[1:] & 0
            place.entry.next = span.last_index
    else:
        @always_comb
        def find_entry():
            entry_word.next = span.last_index[INDEX_BITS:low]
            place.entry.next = span.last_index[low:]

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        key_span_at.next = number * key_span
        key_rest.next = index * key_row
        value_span_at.next = number * value_span
        value_rest.next = index * value_beats

    @always_seq(clk.posedge, reset=rst)
    def add():
        key_rows_at.next = key_span_at + shift_words
        place.shift_at.next = key_span_at + entry_word_wide
        place.value_at.next = value_span_at + value_rest
        place.key_at.next = key_rows_at + key_rest

    return widths, find_entry, multiply, add
