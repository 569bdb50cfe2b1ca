"""The vector quantiser: int32 elements in, one shift and activation words for the engine out."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    instance,
    module,
    part,
    signed,
    unsigned,
    widen,
    wire,
)
from llama2_rtl.converters.hdl.connections import as_connection
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.matrix import Activations
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.interfaces.vector_wires import QuantizedVector, QuantizerShift
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.own_register import own_register
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.vector import batch_read as reading_of
from llama2_rtl.converters.vector import quantizer_lane as lanes_of
from llama2_rtl.converters.vector.batch_read import batch_read
from llama2_rtl.converters.vector.batch_shift import batch_shift
from llama2_rtl.converters.vector.formats import SHIFT_BITS, SHIFT_HIGH_BITS, U_BITS
from llama2_rtl.converters.vector.vector_shift import upper_bits, vector_shift

LATENCY = 3 + lanes_of.LATENCY
"""Cycles from `commit` to the first cycle with `ready`, of one vector."""


def latency(vectors, words):
    """Cycles from the last `commit` of a batch of `words` words each to the first cycle with `ready`."""
    return LATENCY if vectors == 1 else LATENCY + reading_of.WAIT + (vectors - 1) * (words + 1)


SHARERS = 2
"""Lanes that share registers of what goes to all lanes: these may lie far apart."""


def ports(lanes, max_columns, act_bits, vectors=1, tail=1):
    return clocked(elements=In(VectorElements(clog2(max_columns // tail), vectors, tail)), batch=In(Batch(vectors)),
                   result=Out(QuantizedVector(vectors)),
                   act=In(Activations(clog2(ceil_div(max_columns, lanes)), vectors * lanes * act_bits)))


@module(ports)
def quantizer(clk, rst, elements, batch, result, act, *, lanes, max_columns, act_bits, vectors=1, tail=1):
    """A vector's elements `u` are written one at a time, `commit` with the last (its length is `index` + 1);
    its mantissas of `act_bits` bits are then read by words of `lanes`, of which the last one is filled up with zeros.

    `ready` rises LATENCY cycles after `commit` and falls after `take`. `act_data` follows `act_addr` by one cycle;
    from the cycle after the first with `ready` a reader that starts at word 0 may go on by one word per cycle. `shift`
    changes as `ready` rises. The next vector may be written, in ascending order, from the second cycle after
    `commit` on, so that no element is written while this one's is read; its own `commit` must wait until the last
    reader of this one is through. A reset drops the vector.

    Several vectors, all of one length, are written in any order among them and quantised one after the other when all
    of the batch are committed: `ready` rises `latency(vectors, words)` cycles after the last `commit`, and the next
    elements may be written from then on. `act_data` has a word of each vector, vector 0 lowest. A vector's `shift`
    changes between its `commit` and `ready`, and is read by its number.

    With a `tail` of several elements, a power of two below `lanes` that divides the vectors' lengths, as many are
    written at a time.
    """
    depth = ceil_div(max_columns, lanes)
    word_bits, lane_bits = clog2(depth), (lanes // tail).bit_length() - 1
    place = unsigned(word_bits + lane_bits)
    word, last_word, before_last, read_word, write_word = (wire(unsigned(word_bits), name) for name in (
        "word", "last_word", "before_last", "read_word", "write_word"))
    reading, at_last_word, about_to_write, writing, new_shift = bit(), bit(), bit(), bit(), QuantizerShift()
    written, ended, committed, entry = bit(), bit(), bit(), signed(tail * U_BITS)
    # Of several vectors, the number of a word has the vector's in front of it.
    number_bits = word_bits + (clog2(vectors) if vectors > 1 else 0)
    entry_place, whole_entry, shifts = (unsigned(word_bits + lane_bits), unsigned(number_bits + tail * U_BITS),
                                        unsigned(SHIFT_HIGH_BITS + SHIFT_BITS))
    readings = unsigned(2 + number_bits)
    extension = widen(elements.index, place)
    start, word_of_vector, read_word_of_vector, word_at_end = ended, word, read_word, word
    if vectors > 1:
        start, word_at_end = bit(), unsigned(word_bits)
        word_of_vector, read_word_of_vector = unsigned(number_bits), unsigned(number_bits)

    @always_seq(clk.posedge, reset=rst)
    def enter():
        written.next = elements.we
        ended.next = elements.commit
        committed.next = ended
        entry_place.next = place
        entry.next = elements.value

    @always_comb
    def pack():
        word.next = entry_place[word_bits + lane_bits:lane_bits]
        whole_entry.next = concat(word_of_vector, entry)
        shifts.next = concat(new_shift.high, new_shift.value)
        readings.next = concat(reading, at_last_word, read_word_of_vector)

    write_lane = Const(0, 1) if lanes == tail else Part(entry_place, lane_bits, 0)

    @always_seq(clk.posedge, reset=rst)
    def read():
        if start:
            last_word.next = word_at_end
            before_last.next = word_at_end - 1
            reading.next = 1
        elif reading and at_last_word:
            reading.next = 0
        if reading and not at_last_word:
            read_word.next = read_word + 1
        else:
            read_word.next = 0
        # A register, for it decides on much: with a word of one, before its first, or of several, before its last.
        if start:
            at_last_word.next = word_at_end == 0
        elif reading:
            at_last_word.next = (not at_last_word) and (read_word == before_last)
        writing.next = about_to_write

    high, highs = upper_bits(entry, act_bits, tail)
    gathered = dict(we=written, u_high=high, commit=ended, shift=new_shift)
    writes, several = [writing], ()
    if vectors == 1:
        gather = instance("u_vector_shift", vector_shift, gathered, bits=act_bits, vectors=1, tail=tail)

        @always_seq(clk.posedge, reset=rst)
        def finish():
            if writing and (write_word != last_word):
                write_word.next = write_word + 1
            else:
                write_word.next = 0
            if about_to_write and not writing:
                result.ready.next = 1
                result.shift.next = new_shift.value
            elif result.take:
                result.ready.next = 0
    else:
        entry_vector, last_vector = unsigned(clog2(vectors)), vectors - 1
        reading_vector, vector_to_write = unsigned(clog2(vectors)), unsigned(clog2(vectors))
        at_end, write_enables = bit(), unsigned(vectors)
        writes = [Part(write_enables, vector + 1, vector) for vector in range(vectors)]

        @always_comb
        def number():
            word_of_vector.next = concat(entry_vector, word)
            read_word_of_vector.next = concat(reading_vector, read_word)
            at_end.next = reading and at_last_word

        @always_seq(clk.posedge, reset=rst)
        def enter_vector():
            entry_vector.next = elements.vector
            if ended:
                word_at_end.next = word

        @always_seq(clk.posedge, reset=rst)
        def finish():
            write_enables.next = 0
            if about_to_write:
                write_enables.next[vector_to_write] = 1
            if writing and (write_word != last_word):
                write_word.next = write_word + 1
            else:
                write_word.next = 0
            if about_to_write and (vector_to_write == last_vector) and not writing:
                result.ready.next = 1
            elif result.take:
                result.ready.next = 0

        gather = instance("u_batch_shift", batch_shift, gathered | dict(
            vector=entry_vector, quantized=reading_vector, read_vector=result.vector, read=result.shift),
            bits=act_bits, vectors=vectors)
        several = (number, enter_vector, instance("u_batch_read", batch_read, dict(
            committed=ended, at_end=at_end, batch=batch, start=start, vector=reading_vector), vectors=vectors),
            delayed("u_vector_to_write", reading_vector, vector_to_write, lanes_of.LATENCY))

    timing = delayed("u_about_to_write", reading, about_to_write, lanes_of.LATENCY)
    groups = range(ceil_div(lanes, SHARERS))
    group_rsts, resetting = zip(*[own_reset(f"u_reset_{i}") for i in groups], strict=True)
    originals = [("entry", whole_entry), ("shifts", shifts), ("readings", readings)]
    entry_low = U_BITS if tail == 1 else 0
    if tail > 1:
        # Of the elements that come side by side only those of the group's lanes are kept.
        own_elements = [part(whole_entry, i % (tail // SHARERS), SHARERS * U_BITS) for i in groups]
        element_copies = [wire(unsigned(SHARERS * U_BITS), f"elements_{i}") for i in groups]
        originals[0] = "entry", Part(whole_entry, number_bits + tail * U_BITS, tail * U_BITS)
    entries, shift_copies, reading_copies = ([wire(unsigned(as_connection(original).width), f"{name}_{i}")
                                              for i in groups] for name, original in originals)
    to_copy = [(name, i, original, copy) for (name, original), group_copies in zip(
        originals, (entries, shift_copies, reading_copies), strict=True) for i, copy in enumerate(group_copies)]
    if tail == 1:
        element_copies = entries
    else:
        to_copy += [("elements", i, own_elements[i], copy) for i, copy in enumerate(element_copies)]
    copies = [instance(f"u_{name}_{i}", own_register, dict(rst=group_rsts[i], d=original, q=copy),
                       width=as_connection(original).width) for name, i, original, copy in to_copy]
    activations = unsigned(lanes * act_bits)
    lane_instances = [instance(f"u_lane_{i}", lanes_of.quantizer_lane, dict(
        lane=Const(i // tail, clog2(lanes // tail)), we=written,
        write_lane=write_lane, commit=committed,
        write_word=Part(entries[i // SHARERS], entry_low + word_bits, entry_low),
        u=part(element_copies[i // SHARERS], 0 if tail == 1 else i % SHARERS, U_BITS),
        reading=Part(reading_copies[i // SHARERS], number_bits + 2, number_bits + 1),
        at_last_word=Part(reading_copies[i // SHARERS], number_bits + 1, number_bits),
        read_word=Part(reading_copies[i // SHARERS], word_bits, 0),
        shift_high=Part(shift_copies[i // SHARERS], SHIFT_BITS + SHIFT_HIGH_BITS, SHIFT_BITS),
        shift=Part(shift_copies[i // SHARERS], SHIFT_BITS, 0), a=part(activations, i, act_bits),
        **({} if vectors == 1 else dict(
            write_vector=Part(entries[i // SHARERS], U_BITS + number_bits, U_BITS + word_bits),
            read_vector=Part(reading_copies[i // SHARERS], number_bits, word_bits)))),
        lanes=lanes // tail, depth=depth, act_bits=act_bits, vectors=vectors) for i in range(lanes)]
    word_width = lanes * act_bits
    memories = [instance(f"u_act_ram_{vector}" if vectors > 1 else "u_act_ram", ram, dict(
        we=writes[vector], waddr=write_word, wdata=activations, raddr=act.addr,
        rdata=part(act.data, vector, word_width)), width=word_width, depth=depth) for vector in range(vectors)]
    return (extension, resetting, highs, enter, pack, read, finish, several, gather, timing, copies,
            lane_instances, memories)
