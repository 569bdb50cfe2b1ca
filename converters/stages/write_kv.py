"""Stage 2: the new keys and values, word by word into the KV cache, each written once."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import MANTISSA_BITS, SHIFT_BITS
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import Const, In, Out, bit, clocked, clog2, instance, module, part, resize, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.kv import KvWrite
from llama2_rtl.converters.interfaces.of_vector import as_field, vector_of
from llama2_rtl.converters.interfaces.stages_wires import (
    KeyValueElements,
    VectorNumber,
    VectorPosition,
    WordElementWrite,
)
from llama2_rtl.converters.kernels.per_vector import at, for_last, per_vector, shown, vector_delayed
from llama2_rtl.converters.stages.kv_write_address import kv_write_address
from llama2_rtl.converters.stages.word_element import word_element


def ports(geometry):
    return clocked(handover=In(Handover()), layer_first=In(bit(), "with start: the token's first layer"),
                   batch=In(Batch(geometry.vectors)),
                   place=In(VectorPosition(geometry.place_bits, geometry.vectors)),
                   in_=In(KeyValueElements(geometry.model, geometry.vectors, geometry.tail)),
                   write=Out(KvWrite(geometry)))


@module(ports)
def write_kv(clk, rst, handover, layer_first, batch, place, in_, write, *, geometry):
    """A layer begins with `start`, a token's first with `layer_first` as well. From two cycles later on come all heads
    of keys, then of values.

    A word is written one cycle after its last element, its shifts with its last chunk; elements without a mantissa are
    zero. `done` pulses with the layer's last write. `place`, that of the token's keys and values among those of all
    positions, must hold still until then.

    Of several vectors the heads come from `vectors` cycles after that on, a head of each in the order of the vectors,
    and go to the place of their vector; `done` pulses with the last vector's last write.
    """
    own_rst, resetting = own_reset("u_reset")
    g, n, vectors, tail = geometry, geometry.numerics, geometry.vectors, geometry.tail
    places = g.kv_width // tail
    # Only heads that share a word leave it unfinished when the next vector's come.
    word_vectors = vectors if g.kv_per_word > 1 else 1
    own_word = as_field(vector_of(in_)) if word_vectors > 1 else {}
    element = WordElementWrite(clog2(places), word_vectors, tail).with_wires(
        we=in_.valid, mantissa=in_.mantissa, **own_word)
    vector, to_written = vector_delayed("u_written", vector_of(in_), 1, rst=own_rst)
    written = VectorNumber(word_vectors).with_wires(**(as_field(vector) if word_vectors > 1 else {}))
    word_shifts = per_vector(write.shift_wdata, word_vectors, vector_of(in_))
    word_end, heads_end, word_written, started, first_started = (bit() for _ in range(5))
    last_slot, last_place, lane_bits = g.kv_per_word - 1, g.lanes - 1, clog2(g.lanes)
    shift_bits = g.kv_per_word * SHIFT_BITS

    # Heads side by side in a word, one head in one word, in several words, in a word per element.
    if g.kv_per_word > 1:
        slot = per_vector(unsigned(clog2(g.kv_per_word)), vectors, vector_of(in_))

        @always_comb
        def find_place():
            element.place.next = concat(slot, in_.index)
            word_end.next = in_.valid and in_.last and (slot == last_slot)
            heads_end.next = in_.valid and in_.last and (slot == last_slot)

        @always_seq(clk.posedge, reset=own_rst)
        def keep():
            if in_.valid and in_.last:
                word_shifts.next = concat(in_.shift, word_shifts[shift_bits:SHIFT_BITS])
                if slot == last_slot:
                    slot.next = 0
                else:
                    slot.next = slot + 1
    else:
        if g.chunks == 1:
            @always_comb
            def find_place():
                element.place.next = in_.index
                word_end.next = in_.valid and in_.last
                heads_end.next = in_.valid and in_.last
        elif g.lanes > 1:
            @always_comb
            def find_place():
                element.place.next = in_.index[lane_bits:]
                word_end.next = in_.valid and (in_.last or (in_.index[lane_bits:] == last_place))
                heads_end.next = in_.valid and in_.last
        else:
            @always_comb
            def find_place():
                element.place.next = in_.index[1:] & 0
                word_end.next = in_.valid
                heads_end.next = in_.valid and in_.last

        @always_seq(clk.posedge, reset=own_rst)
        def keep():
            if in_.valid and in_.last:
                word_shifts.next = in_.shift

    elements = [instance(f"u_element_{i}", word_element, dict(
        rst=own_rst, number=Const(i // tail, clog2(places)), read=written,
        key=part(write.k_wdata, i, n.k_bits), value=part(write.v_wdata, i, n.v_bits), **_write_of(element, i, tail)),
        elements=places, k_bits=n.k_bits, v_bits=n.v_bits, vectors=word_vectors) for i in range(g.kv_width)]

    of, turns = VectorNumber(vectors), ()
    if vectors > 1:
        last_vector, starting, starting_first = vectors - 1, bit(), bit()
        next_vector = unsigned(clog2(vectors))

        @always_seq(clk.posedge, reset=own_rst)
        def start_each():
            if started:
                starting.next = 1
                starting_first.next = first_started
                next_vector.next = batch.first
            elif next_vector == last_vector:
                starting.next = 0
            if starting:
                next_vector.next = next_vector + 1

        @always_comb
        def choose_vector():
            of.vector.next = vector
            if starting:
                of.vector.next = next_vector

        turns = start_each, choose_vector, resize(of.vector, place.vector)
    else:
        starting, starting_first = started, first_started

    @always_seq(clk.posedge, reset=own_rst)
    def pulse():
        started.next = handover.start
        first_started.next = layer_first
        write.k_we.next = word_end and not in_.is_v
        write.v_we.next = word_end and in_.is_v
        write.k_shift_we.next = heads_end and not in_.is_v
        write.v_shift_we.next = heads_end and in_.is_v

    layer_end = handover.done if vectors == 1 else bit()
    shift_shown = shown(at(word_shifts, vector), write.shift_wdata)
    last_end, to_last = for_last(layer_end, vectors, vector)
    ending = () if vectors == 1 else (to_last, resize(last_end, handover.done))

    @always_comb
    def count():
        word_written.next = write.k_we or write.v_we

    whose = () if vectors == 1 else resize(vector, write.vector)
    address = instance("u_address", kv_write_address, dict(
        rst=own_rst, start=starting, layer_first=starting_first, of=of, place=place.value,
        word_written=word_written, k_written=write.k_shift_we, v_written=write.v_shift_we, waddr=write.waddr,
        shift_waddr=write.shift_waddr, layer_end=layer_end), geometry=geometry)

    return (resetting, to_written, whose, shift_shown, turns, find_place, keep, elements, pulse, count, address, ending)


def _write_of(element, number, tail):
    """The connections by which the word's element `number` sees the write of `tail` elements."""
    if tail == 1:
        return dict(write=element)
    return dict(we=element.we, place=element.place, mantissa=part(element.mantissa, number % tail, MANTISSA_BITS))
