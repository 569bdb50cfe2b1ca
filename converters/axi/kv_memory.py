"""The KV cache in the memory beside the core: keys and values as two streams read ahead, and the newest ones
written."""

from myhdl import always_comb, concat

from llama2_rtl.converters.attention.attention import split_position
from llama2_rtl.converters.attention.formats import SHIFT_BITS, of_each_vector
from llama2_rtl.converters.axi.key_words import key_words
from llama2_rtl.converters.axi.kv_commands import kv_commands
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.kv_place import LATENCY as PLACE_LATENCY
from llama2_rtl.converters.axi.kv_place import kv_place
from llama2_rtl.converters.axi.kv_reads import ReadPlaces, done_of, read_places, reads_at_once, reads_in_turns
from llama2_rtl.converters.axi.kv_writer import kv_writer
from llama2_rtl.converters.axi.newest_words import newest_words
from llama2_rtl.converters.axi.text_region import text_region
from llama2_rtl.converters.axi.value_words import value_words
from llama2_rtl.converters.axi.word_buffer import word_buffer
from llama2_rtl.converters.control.vector_position import vector_position
from llama2_rtl.converters.control.when_ready import when_ready
from llama2_rtl.converters.hdl import Const, In, Open, Out, bit, clocked, clog2, instance, module, unsigned
from llama2_rtl.converters.interfaces.axi_wires import CacheWords, CalledWords, KvPlace, NewestRead, TextPlace
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kv import KvRead, KvWrite
from llama2_rtl.converters.interfaces.memory import MemoryRead
from llama2_rtl.converters.interfaces.sequences import pass_positions
from llama2_rtl.converters.interfaces.stages_wires import VectorPosition
from llama2_rtl.converters.interfaces.stream import Stream, StrobedStream, WordRange
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.per_vector import pick_vector

KEY_WORDS, VALUE_WORDS = 32, 8
"""Words that wait for attention. Keys are wider than the bus and gather while values are used."""


KEY_PLACES, VALUE_PLACES = ("key_at",), ("value_at", "value_span_at", "value_rest")
"""What the readers of keys and of values want of `kv_place`."""


def ports(geometry):
    g, bits = geometry, KvLayout(geometry).offset_bits
    return clocked(token_start=In(bit(), "a token begins"), batch=In(Batch(g.vectors)), at=In(pass_positions(g)),
                   writes_pending=In(bit(), "earlier writes have no answer yet"),
                   row_asking=In(bit(), "the row of the embedding is awaited"),
                   kv_write=In(KvWrite(g, addresses=False)), kv_written=In(bit(), "the layer's last write"),
                   kv_read=In(KvRead(g, addresses=False)), key_cmd=Out(WordRange(bits)),
                   key=In(Stream(8 * g.word_bytes)), value_cmd=Out(WordRange(bits)), value=In(Stream(8 * g.word_bytes)),
                   write_cmd=Out(WordRange(bits)), write=Out(StrobedStream(g.word_bytes)))


@module(ports)
def kv_memory(clk, rst, token_start, batch, at, writes_pending, row_asking, kv_write, kv_written, kv_read,
              key_cmd, key, value_cmd, value, write_cmd, write, *, geometry):
    """Serves the KV ports of `decoder`. A token's reads begin when everything that earlier tokens wrote has been
    answered (`writes_pending` low) and the token's row of the embedding, which is waited for, stands before them on the
    bus (`row_asking` low). They need nothing of the token itself, whose own keys and values attention takes from the
    store in which they wait to be written. Nothing here grows with the context but counters. Of a batch the reads are
    of the positions before its first one; of several texts each reader has turns, see `read_turns`.
    """
    g, layout = geometry, KvLayout(geometry)
    n, bits = g.numerics, layout.offset_bits
    newest_read, written_text, go = NewestRead(g), TextPlace(g), bit()
    written_at, places, readers = KvPlace(g), (), ("keys", "values", "key_commands", "value_commands")
    if g.sequences > 1:
        # Each reader goes through the texts at a pace of its own.
        keys, values, key_reads, value_reads = (
            reads_in_turns(name, g, go, batch, at, asks=name in readers[2:]) for name in readers)
        key_places = read_places("key", g, key_reads.span, KEY_PLACES)
        value_places = read_places("value", g, value_reads.span, VALUE_PLACES)
    else:
        first_position = at.position if g.vectors == 1 else unsigned(g.position_bits)
        keys = values = key_reads = value_reads = reads_at_once(g, go, batch, first_position)
        if g.vectors > 1:
            key_places = value_places = read_places("read", g, keys.span, KEY_PLACES + VALUE_PLACES)
    if g.vectors == 1:
        value_span_at, value_rest = unsigned(bits), unsigned(bits)
        places = instance("u_kv_place", kv_place, dict(
            span=keys.span, place=written_at, value_span_at=value_span_at, value_rest=value_rest), geometry=g)
        key_places = value_places = ReadPlaces(written_at, value_span_at, value_rest, ())
    else:
        # What is read begins where the first vector's position is, what is written goes to each one's own.
        written_position = unsigned(g.position_bits)
        written_where, split_written = split_position(g, written_position, "written_index")
        places = [split_written, instance("u_written_place", kv_place, dict(
            **written_where, place=written_at, value_span_at=Open(bits), value_rest=Open(bits)), geometry=g)]
    if g.sequences > 1:
        written_number = unsigned(clog2(g.sequences))
        places += [pick_vector(at.positions, g.vectors, newest_read.vector, written_position),
                   pick_vector(at.sequences, g.vectors, newest_read.vector, written_number),
                   instance("u_written_text", text_region, dict(number=written_number, text=written_text), geometry=g)]
    elif g.vectors > 1:
        places += [instance(f"u_{name}_position", vector_position, dict(
            last_position=at.position, of=VectorPosition(g.position_bits, g.vectors).with_wires(
                vector=vector, value=own)), position_bits=g.position_bits, vectors=g.vectors)
            for name, vector, own in (("first", batch.first, first_position),
                                      ("written", newest_read.vector, written_position))]
    driving = list({id(each): each.blocks for each in (
        keys, values, key_reads, value_reads, key_places, value_places)}.values())

    rows, key_width, value_width = clog2(g.kv_words * g.chunks), g.kv_width * n.k_bits, g.kv_width * n.v_bits
    newest_key, newest_value = (MemoryRead(of_each_vector(g, rows), width) for width in (key_width, value_width))
    newest_entry = MemoryRead(of_each_vector(g, clog2(g.kv_words)), layout.entry_bits)
    placed, idle, layer_written = (bit() for _ in range(3))
    wait = (delayed("u_placed", token_start, placed, PLACE_LATENCY + 1),
            instance("u_begin", when_ready, dict(start=placed, ready=idle, go=go)))

    @always_comb
    def all_written():
        idle.next = not newest_read.reading and not writes_pending and not row_asking

    regions = dict(offset_bits=bits, groups=layout.groups if g.sequences == 1 else g.kv_words,
                   sharers=g.items_per_kv_word, stride=layout.stride)
    values_at, to_values = Const(layout.key_region, bits), ()
    if g.sequences > 1:
        values_at, key_region = unsigned(bits), layout.key_region

        @always_comb
        def to_values():
            values_at.next = value_reads.region + key_region

    commands = (
        instance("u_key_commands", kv_commands, dict(
            start=key_reads.start, first_region=key_reads.region, whole=key_places.place.key_at,
            last_at=key_places.place.key_at, rest=key_places.place.key_at, m=key_cmd, done=done_of(key_reads)),
            **regions, parts=1, part_stride=0, what="keys"),
        instance("u_value_commands", kv_commands, dict(
            start=value_reads.start, first_region=values_at, whole=value_places.place.value_at,
            last_at=value_places.value_span_at, rest=value_places.value_rest, m=value_cmd, done=done_of(value_reads)),
            **regions, parts=g.chunks, part_stride=layout.value_unit, what="values"))

    newest = instance("u_newest_words", newest_words, dict(
        kv_write=kv_write, writer=newest_read, key=newest_key, value=newest_value, entry=newest_entry), geometry=g)
    writer = instance("u_kv_writer", kv_writer, dict(
        token_start=token_start, batch=batch, layer_written=kv_written, done=layer_written, place=written_at,
        text=written_text, newest=newest_read, m=write_cmd, word=write), geometry=g)

    key_word, value_word = CacheWords(key_width, layout.entry_bits), CacheWords(value_width)
    both_bits = key_width + layout.entry_bits
    key_and_entry = Stream(both_bits).with_wires(valid=key_word.valid, ready=key_word.ready)
    value_alone = Stream(value_width).with_wires(
        valid=value_word.valid, ready=value_word.ready, data=value_word.word)
    called_key = CalledWords(both_bits).with_wires(there=kv_read.key_there, issue=kv_read.key_issue)
    called_value = CalledWords(value_width).with_wires(
        there=kv_read.value_there, issue=kv_read.value_issue, data=kv_read.values)

    def begins(reads):
        return dict(start=reads.start, span=reads.span, batch=reads.batch, turn=reads.turn, layer_written=layer_written)

    streams = (
        instance("u_key_words", key_words, begins(keys) | dict(
            s=key, newest=newest_key, newest_entry=newest_entry, m=key_word), geometry=g),
        instance("u_value_words", value_words, begins(values) | dict(
            s=value, newest=newest_value, m=value_word), geometry=g))
    shift_bits = g.kv_per_word * SHIFT_BITS
    buffers = (
        instance("u_keys", word_buffer, dict(s=key_and_entry, m=called_key), width=both_bits, depth=KEY_WORDS),
        instance("u_values", word_buffer, dict(s=value_alone, m=called_value), width=value_width, depth=VALUE_WORDS))

    @always_comb
    def join_entry():
        key_and_entry.data.next = concat(key_word.entry, key_word.word)

    @always_comb
    def take_apart():
        kv_read.keys.next = called_key.data[key_width:]
        kv_read.key_shifts.next = called_key.data[key_width + shift_bits:key_width]
        kv_read.value_shifts.next = called_key.data[key_width + 2 * shift_bits:key_width + shift_bits]

    return (places, driving, to_values, wait, all_written, commands, newest, writer, streams, buffers, join_entry,
            take_apart)
