"""The KV cache in the memory beside the core: keys and values as two streams read ahead, and the newest ones
written."""

from myhdl import always_comb, concat

from converters.attention.attention import split_position
from converters.attention.formats import INDEX_BITS, SHIFT_BITS
from converters.axi.key_words import key_words
from converters.axi.kv_commands import kv_commands
from converters.axi.kv_layout import KvLayout
from converters.axi.kv_place import LATENCY as PLACE_LATENCY
from converters.axi.kv_place import entry_bits, kv_place
from converters.axi.kv_writer import kv_writer
from converters.axi.newest_words import newest_words
from converters.axi.value_words import value_words
from converters.axi.word_buffer import word_buffer
from converters.control.when_ready import when_ready
from converters.hdl import bit, clock, clog2, instance, module, reset, unsigned
from converters.kernels.delay import delay_bit

KEY_WORDS, VALUE_WORDS = 32, 8
"""Words that wait for attention. Keys are wider than the bus and gather while values are used."""


def ports(geometry):
    g, n, layout = geometry, geometry.numerics, KvLayout(geometry)
    bits = layout.offset_bits
    return dict(clk=clock(), rst=reset(), token_start=bit(), position=unsigned(g.position_bits), writes_pending=bit(),
                row_asking=bit(), k_we=bit(), v_we=bit(), k_wdata=unsigned(g.kv_width * n.k_bits),
                v_wdata=unsigned(g.kv_width * n.v_bits), k_shift_we=bit(), v_shift_we=bit(),
                shift_wdata=unsigned(g.kv_per_word * SHIFT_BITS), kv_written=bit(),
                key_there=bit(), value_there=bit(), key_issue=bit(), value_issue=bit(),
                keys=unsigned(g.kv_width * n.k_bits), values=unsigned(g.kv_width * n.v_bits),
                key_shifts=unsigned(g.kv_per_word * SHIFT_BITS), value_shifts=unsigned(g.kv_per_word * SHIFT_BITS),
                key_cmd_valid=bit(), key_cmd_ready=bit(), key_cmd_offset=unsigned(bits), key_cmd_words=unsigned(bits),
                key_valid=bit(), key_ready=bit(), key_data=unsigned(8 * g.lanes),
                value_cmd_valid=bit(), value_cmd_ready=bit(), value_cmd_offset=unsigned(bits),
                value_cmd_words=unsigned(bits), value_valid=bit(), value_ready=bit(), value_data=unsigned(8 * g.lanes),
                write_cmd_valid=bit(), write_cmd_ready=bit(), write_cmd_offset=unsigned(bits),
                write_cmd_words=unsigned(bits), write_valid=bit(), write_ready=bit(),
                write_data=unsigned(8 * g.lanes), write_strobe=unsigned(g.lanes))


@module(ports)
def kv_memory(clk, rst, token_start, position, writes_pending, row_asking, k_we, v_we, k_wdata, v_wdata, k_shift_we,
              v_shift_we, shift_wdata, kv_written, key_there, value_there, key_issue, value_issue, keys, values,
              key_shifts, value_shifts, key_cmd_valid, key_cmd_ready, key_cmd_offset, key_cmd_words, key_valid,
              key_ready, key_data, value_cmd_valid, value_cmd_ready, value_cmd_offset, value_cmd_words, value_valid,
              value_ready, value_data, write_cmd_valid, write_cmd_ready, write_cmd_offset, write_cmd_words, write_valid,
              write_ready, write_data, write_strobe, *, geometry):
    """Serves the KV ports of `decoder`. A token's reads begin when everything that earlier tokens wrote has been
    answered (`writes_pending` low) and the token's row of the embedding, which is waited for, stands before them on the
    bus (`row_asking` low). They need nothing of the token itself, whose own keys and values attention takes from the
    store in which they wait to be written. Nothing here grows with the context but counters.
    """
    g, layout = geometry, KvLayout(geometry)
    n, bits = g.numerics, layout.offset_bits
    last_index = unsigned(INDEX_BITS)
    last_block, split = split_position(g, position, last_index)
    key_at, shift_at, value_at, value_block_at, value_rest = (unsigned(bits) for _ in range(5))
    entry = unsigned(entry_bits(g))
    place = instance("u_kv_place", kv_place, dict(
        clk=clk, rst=rst, last_block=last_block, last_index=last_index, key_at=key_at, shift_at=shift_at, entry=entry,
        value_at=value_at, value_block_at=value_block_at, value_rest=value_rest), geometry=g)

    placed, idle, go, busy, layer_written = (bit() for _ in range(5))
    wait = (instance("u_placed", delay_bit, dict(clk=clk, rst=rst, d=token_start, q=placed), cycles=PLACE_LATENCY + 1),
            instance("u_begin", when_ready, dict(clk=clk, rst=rst, start=placed, ready=idle, go=go)))

    @always_comb
    def all_written():
        idle.next = not busy and not writes_pending and not row_asking

    regions = dict(offset_bits=bits, groups=layout.groups, sharers=g.items_per_kv_word, stride=layout.stride)
    commands = (
        instance("u_key_commands", kv_commands, dict(
            clk=clk, rst=rst, start=go, whole=key_at, last_at=key_at, rest=key_at, m_valid=key_cmd_valid,
            m_ready=key_cmd_ready, m_offset=key_cmd_offset, m_words=key_cmd_words), **regions, base=0, parts=1,
            part_stride=0),
        instance("u_value_commands", kv_commands, dict(
            clk=clk, rst=rst, start=go, whole=value_at, last_at=value_block_at, rest=value_rest,
            m_valid=value_cmd_valid, m_ready=value_cmd_ready, m_offset=value_cmd_offset, m_words=value_cmd_words),
            **regions, base=layout.key_region, parts=g.chunks, part_stride=layout.value_unit))

    rows = clog2(g.kv_words * g.chunks)
    key_addr, value_addr, write_addr = (unsigned(rows) for _ in range(3))
    entry_addr, write_entry_addr = unsigned(clog2(g.kv_words)), unsigned(clog2(g.kv_words))
    newest_key, newest_value = unsigned(g.kv_width * n.k_bits), unsigned(g.kv_width * n.v_bits)
    newest_entry = unsigned(layout.entry_bits)
    newest = instance("u_newest_words", newest_words, dict(
        clk=clk, rst=rst, k_we=k_we, v_we=v_we, k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we,
        v_shift_we=v_shift_we, shift_wdata=shift_wdata, busy=busy, write_addr=write_addr,
        write_entry_addr=write_entry_addr, key_addr=key_addr, value_addr=value_addr, entry_addr=entry_addr,
        key=newest_key, value=newest_value, entry=newest_entry), geometry=g)
    writer = instance("u_kv_writer", kv_writer, dict(
        clk=clk, rst=rst, token_start=token_start, layer_written=kv_written, done=layer_written, busy=busy,
        key_at=key_at, shift_at=shift_at, entry=entry, value_at=value_at, row_addr=write_addr,
        word_addr=write_entry_addr, key=newest_key, value=newest_value, shifts=newest_entry, m_valid=write_cmd_valid,
        m_ready=write_cmd_ready, m_offset=write_cmd_offset, m_words=write_cmd_words, word_valid=write_valid,
        word_ready=write_ready, word_data=write_data, word_strobe=write_strobe), geometry=g)

    key_word_valid, key_word_ready, value_word_valid, value_word_ready = (bit() for _ in range(4))
    key_width = g.kv_width * n.k_bits
    key_word, key_entry = unsigned(key_width), unsigned(layout.entry_bits)
    value_word = unsigned(g.kv_width * n.v_bits)
    key_and_entry, called = unsigned(key_width + layout.entry_bits), unsigned(key_width + layout.entry_bits)
    streams = (
        instance("u_key_words", key_words, dict(
            clk=clk, rst=rst, start=go, last_block=last_block, last_index=last_index, layer_written=layer_written,
            s_valid=key_valid, s_ready=key_ready, s_data=key_data, newest_addr=key_addr, newest=newest_key,
            entry_addr=entry_addr, newest_entry=newest_entry, m_valid=key_word_valid, m_ready=key_word_ready,
            m_word=key_word, m_entry=key_entry), geometry=g),
        instance("u_value_words", value_words, dict(
            clk=clk, rst=rst, start=go, last_block=last_block, last_index=last_index, layer_written=layer_written,
            s_valid=value_valid, s_ready=value_ready, s_data=value_data, newest_addr=value_addr, newest=newest_value,
            m_valid=value_word_valid, m_ready=value_word_ready, m_word=value_word), geometry=g))
    shift_bits = g.kv_per_word * SHIFT_BITS
    buffers = (
        instance("u_keys", word_buffer, dict(
            clk=clk, rst=rst, s_valid=key_word_valid, s_ready=key_word_ready, s_data=key_and_entry, there=key_there,
            issue=key_issue, m_data=called), width=key_width + layout.entry_bits, depth=KEY_WORDS),
        instance("u_values", word_buffer, dict(
            clk=clk, rst=rst, s_valid=value_word_valid, s_ready=value_word_ready, s_data=value_word,
            there=value_there, issue=value_issue, m_data=values), width=g.kv_width * n.v_bits, depth=VALUE_WORDS))

    @always_comb
    def join_entry():
        key_and_entry.next = concat(key_entry, key_word)

    @always_comb
    def take_apart():
        keys.next = called[key_width:]
        key_shifts.next = called[key_width + shift_bits:key_width]
        value_shifts.next = called[key_width + 2 * shift_bits:key_width + shift_bits]

    return split, place, wait, all_written, commands, newest, writer, streams, buffers, join_entry, take_apart
