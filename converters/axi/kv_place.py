"""Where a position's keys and values lie within the regions of the KV cache."""

from myhdl import always_comb, always_seq

from converters.attention.formats import INDEX_BITS, block_bits
from converters.axi.kv_layout import KvLayout
from converters.hdl import clock, clog2, module, reset, unsigned, widen

LATENCY = 3


def entry_bits(geometry):
    """Bits of the number of an entry of shifts within its word."""
    return clog2(KvLayout(geometry).entries)


def ports(geometry):
    bits = KvLayout(geometry).offset_bits
    return dict(clk=clock(), rst=reset(), last_block=unsigned(block_bits(geometry)), last_index=unsigned(INDEX_BITS),
                key_at=unsigned(bits), shift_at=unsigned(bits), entry=unsigned(entry_bits(geometry)),
                value_at=unsigned(bits), value_block_at=unsigned(bits), value_rest=unsigned(bits))


@module(ports)
def kv_place(clk, rst, last_block, last_index, key_at, shift_at, entry, value_at, value_block_at, value_rest, *,
             geometry):
    """Of the position `last_index` in block `last_block`, from the first word of a region on: `key_at` its keys, which
    is also the number of words before them; `shift_at` the word of its shifts, in which they are entry `entry`; from
    the region's first value on: `value_at` its first word of values, `value_block_at` the first of its block,
    `value_rest` the words between the two. LATENCY cycles after the position.
    """
    layout = KvLayout(geometry)
    bits, shift_words = layout.offset_bits, layout.shift_words
    key_block, value_block = layout.key_block % (1 << bits), layout.value_block % (1 << bits)
    key_row, value_beats, low = layout.key_row, layout.value_beats, (layout.entries - 1).bit_length()
    block, index = unsigned(bits), unsigned(bits)
    key_block_at, key_rest, key_rows_at = unsigned(bits), unsigned(bits), unsigned(bits)
    entry_word, entry_word_wide = unsigned(max(1, INDEX_BITS - low)), unsigned(bits)
    widths = widen(last_block, block), widen(last_index, index), widen(entry_word, entry_word_wide)

    if layout.entries == 1:
        @always_comb
        def find_entry():
            entry_word.next = last_index
            entry.next = last_index[1:] & 0
    elif low == INDEX_BITS:
        @always_comb
        def find_entry():
            entry_word.next = last_index[1:] & 0
            entry.next = last_index
    else:
        @always_comb
        def find_entry():
            entry_word.next = last_index[INDEX_BITS:low]
            entry.next = last_index[low:]

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        key_block_at.next = block * key_block
        key_rest.next = index * key_row
        value_block_at.next = block * value_block
        value_rest.next = index * value_beats

    @always_seq(clk.posedge, reset=rst)
    def add():
        key_rows_at.next = key_block_at + shift_words
        shift_at.next = key_block_at + entry_word_wide
        value_at.next = value_block_at + value_rest
        key_at.next = key_rows_at + key_rest

    return widths, find_entry, multiply, add
