"""The head quantiser: a stream of heads in int32 becomes mantissas with one shift per head."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import (
    Const,
    In,
    Open,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    instance,
    join,
    module,
    part,
    resize,
    side_by_side,
    signed,
    unsigned,
    widen,
    wire,
)
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.vector_wires import Heads, QuantizedHeads, QuantizerShift
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.per_vector import at, per_vector, vector_to
from llama2_rtl.converters.kernels.vector_turns import vector_turns
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.vector import quantize_lane as quantizing
from llama2_rtl.converters.vector.batch_shift import batch_shift
from llama2_rtl.converters.vector.formats import MANTISSA_BITS, SHIFT_BITS, U_BITS
from llama2_rtl.converters.vector.quantize_lane import quantize_lane
from llama2_rtl.converters.vector.vector_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.vector.vector_shift import upper_bits, vector_shift

LATENCY = 3 + quantizing.LATENCY
"""Cycles from a head's last element to its first mantissa, of one vector."""


def latency(vectors):
    """As LATENCY, of a head that waits for no other."""
    return LATENCY if vectors == 1 else LATENCY + SHIFT_LATENCY


def ports(head_dim, bits_k, bits_v, tag_bits, vectors=1, tail=1):
    return clocked(heads=In(Heads(tag_bits, vectors, tail)), batch=In(Batch(vectors)),
                   result=Out(QuantizedHeads(tag_bits, clog2(head_dim // tail), vectors, tail)))


@module(ports)
def head_quantizer(clk, rst, heads, batch, result, *, head_dim, bits_k, bits_v, tag_bits, vectors=1, tail=1):
    """Heads of `head_dim` elements come at up to one element per cycle, `in_is_v` and `tag` constant over a head. Each
    is kept until its largest element is known, then leaves at one mantissa per cycle, LATENCY cycles after its
    last element, with its `shift`: of `bits_v` bits where `in_is_v`, else of `bits_k`. Meanwhile the next one comes.
    A reset drops the heads that have not left.

    Of several vectors the first elements of a head come in the order of the vectors, then the second ones; their heads
    leave in this order, one after the other, the first of them `latency(vectors)` cycles after its last element.

    With a `tail` of several elements, a power of two below `head_dim` that divides it, as many come and leave in a
    cycle.
    """
    index_bits, last_index, width = clog2(head_dim // tail), head_dim // tail - 1, tail * U_BITS
    index, leaving_index = per_vector(unsigned(index_bits), vectors, vector_of(heads)), unsigned(index_bits)
    write_bank_bit = per_vector(bit(), vectors, vector_of(heads))
    read_bank_bit, leaving, leaving_is_v, commit, k_we, v_we, at_end = (bit() for _ in range(7))
    leaving_tag, leaving_vector = unsigned(tag_bits), None if vectors == 1 else unsigned(clog2(vectors))
    write_bank, read_bank = write_bank_bit, read_bank_bit
    if vectors > 1:
        write_bank, read_bank = unsigned(1 + clog2(vectors)), unsigned(1 + clog2(vectors))

    @always_comb
    def receive():
        commit.next = heads.valid and (index == last_index)
        at_end.next = leaving and (leaving_index == last_index)
        k_we.next = heads.valid and not heads.is_v
        v_we.next = heads.valid and heads.is_v

    address_bits = index_bits + (1 if vectors == 1 else 1 + clog2(vectors))
    write_address, read_address = unsigned(address_bits), unsigned(address_bits)
    written, kept_word, kept = unsigned(width), unsigned(width), signed(width)
    store = instance("u_heads", ram, dict(
        we=heads.valid, waddr=write_address, wdata=written, raddr=read_address, rdata=kept_word),
        width=width, depth=1 << address_bits)
    casts = resize(heads.x, written), resize(kept_word, kept)

    @always_comb
    def address():
        write_address.next = concat(write_bank, index)
        read_address.next = concat(read_bank, leaving_index)

    if vectors == 1:
        several = ()

        @always_seq(clk.posedge, reset=rst)
        def walk():
            if heads.valid:
                index.next = index + 1
            if leaving:
                leaving_index.next = leaving_index + 1
            if at_end:
                leaving.next = 0
            if commit:
                index.next = 0
                write_bank_bit.next = not write_bank_bit
                read_bank_bit.next = write_bank_bit
                leaving.next = 1
                leaving_index.next = 0
                leaving_tag.next = heads.tag
                leaving_is_v.next = heads.is_v
    else:
        # A head waits until those of the vectors in front of it have left, and until its shift is in store.
        next_vector, found, waiting, go = unsigned(clog2(vectors)), bit(), bit(), bit()
        full_bank = per_vector(bit(), vectors, heads.vector)
        full_tag = per_vector(unsigned(tag_bits), vectors, heads.vector)
        full_is_v = per_vector(bit(), vectors, heads.vector)
        next_bank, next_tag, next_is_v = (at(full, next_vector) for full in (full_bank, full_tag, full_is_v))

        @always_comb
        def take_turns():
            write_bank.next = concat(heads.vector, write_bank_bit)
            read_bank.next = concat(leaving_vector, read_bank_bit)
            go.next = waiting and ((not leaving) or at_end)

        @always_seq(clk.posedge, reset=rst)
        def walk():
            if heads.valid:
                index.next = index + 1
            if commit:
                index.next = 0
                write_bank_bit.next = not write_bank_bit
                full_bank.next = write_bank_bit
                full_tag.next = heads.tag
                full_is_v.next = heads.is_v

        @always_seq(clk.posedge, reset=rst)
        def depart():
            if leaving:
                leaving_index.next = leaving_index + 1
            if at_end:
                leaving.next = 0
            if go:
                read_bank_bit.next = next_bank
                leaving.next = 1
                leaving_index.next = 0
                leaving_tag.next = next_tag
                leaving_is_v.next = next_is_v
                leaving_vector.next = next_vector

        several = (take_turns, depart, delayed("u_found", commit, found, SHIFT_LATENCY - 1),
                   instance("u_turns", vector_turns, dict(
                       put=found, take=go, batch=batch, waiting=waiting, vector=next_vector), vectors=vectors),
                   vector_to("u_out_vector", leaving_vector, result.vector, 2 + quantizing.LATENCY))

    k_shift, v_shift = QuantizerShift(), QuantizerShift()
    k_mantissa, v_mantissa, out_width = signed(tail * bits_k), signed(tail * bits_v), tail * MANTISSA_BITS
    k_wide, v_wide, reading, k_commit, v_commit = signed(out_width), signed(out_width), bit(), bit(), bit()
    finder, of_vector, of_tail = vector_shift, {}, dict(tail=tail)
    if vectors > 1:
        finder, of_tail = batch_shift, {}
        of_vector = dict(vector=heads.vector, quantized=leaving_vector, read=Open(SHIFT_BITS),
                         read_vector=Const(0, clog2(vectors)))
    highs = {bits: upper_bits(heads.x, bits, tail) for bits in {bits_k: None, bits_v: None}}
    shifts = [instance(f"u_{kind}_shift", finder, dict(
        we=we, u_high=highs[bits][0], commit=end, shift=shift, **of_vector), bits=bits, vectors=vectors, **of_tail)
        for kind, we, end, shift, bits in (("k", k_we, k_commit, k_shift, bits_k),
                                           ("v", v_we, v_commit, v_shift, bits_v))]
    lanes = [side_by_side(f"u_{kind}_lane", quantize_lane, tail, dict(
        keep=reading, u=kept, shift=shift, a=narrow), bits=bits)
        for kind, shift, narrow, bits in (("k", k_shift, k_mantissa, bits_k), ("v", v_shift, v_mantissa, bits_v))]
    extensions = _widen_each("k", k_mantissa, k_wide, tail), _widen_each("v", v_mantissa, v_wide, tail)

    label_bits = 3 + index_bits + tag_bits
    label, label_at_lane = unsigned(label_bits), unsigned(label_bits)
    beside = delayed("u_label", label, label_at_lane, 1 + quantizing.LATENCY)
    k_shift_late, v_shift_late = unsigned(SHIFT_BITS), unsigned(SHIFT_BITS)
    shifts_beside = (delayed("u_k_late", k_shift.value, k_shift_late, quantizing.LATENCY - 1),
                     delayed("u_v_late", v_shift.value, v_shift_late, quantizing.LATENCY - 1))
    end_of_flags = label_bits - 3

    @always_comb
    def describe():
        k_commit.next = commit and not heads.is_v
        v_commit.next = commit and heads.is_v
        label.next = concat(leaving, leaving_is_v, at_end, leaving_index, leaving_tag)

    @always_seq(clk.posedge, reset=rst)
    def leave():
        reading.next = leaving
        result.valid.next = label_at_lane[label_bits - 1]
        result.last.next = label_at_lane[end_of_flags]
        result.index.next = label_at_lane[end_of_flags:tag_bits]
        result.tag.next = label_at_lane[tag_bits:]
        if label_at_lane[label_bits - 2]:
            result.mantissa.next = v_wide
            result.shift.next = v_shift_late
        else:
            result.mantissa.next = k_wide
            result.shift.next = k_shift_late

    return (receive, store, casts, [blocks for _, blocks in highs.values()], address, walk, several, shifts, lanes,
            extensions, beside, shifts_beside, describe, leave)


def _widen_each(kind, narrow, wide, tail):
    """Drive each of the `tail` elements of `wide` with that of `narrow`, sign-extended."""
    if tail == 1:
        return widen(narrow, wide)
    bits, blocks = len(narrow) // tail, []
    for i in range(tail):
        mantissa, extended = (wire(signed(width), f"{kind}_{name}_{i}") for name, width in (
            ("mantissa", bits), ("extended", MANTISSA_BITS)))
        blocks += [join(part(narrow, i, bits), Part(mantissa, bits, 0)), widen(mantissa, extended),
                   join(Part(extended, MANTISSA_BITS, 0), part(wide, i, MANTISSA_BITS))]
    return blocks
