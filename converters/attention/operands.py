"""The operands of an attention beat, spread over the lanes."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import (
    MANTISSA_BITS,
    PROBABILITY_BITS,
    beat_elements,
    lane_element,
    lane_slot,
    last_lanes,
    multipliers_of_beat,
)
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Open,
    Out,
    bit,
    clocked,
    instance,
    module,
    part,
    signed,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.attention import OperandBeat
from llama2_rtl.converters.interfaces.attention_wires import BeatMarks
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.own_register import own_register

SHARERS = 4
"""Lanes that share a reset of their own."""


def operand_lane_ports(k_bits, v_bits):
    return clocked(load=In(bit(), "a beat"), value=In(bit(), "of values, else of keys"),
                   empty=In(bit(), "the query has no element here"), key=In(signed(k_bits), "the key's element"),
                   query=In(signed(MANTISSA_BITS), "the query's element"),
                   value_element=In(signed(v_bits), "the value's element"),
                   probability=In(unsigned(PROBABILITY_BITS), "the position's probability"),
                   a=Out(signed(MANTISSA_BITS), "key or value"), b=Out(signed(MANTISSA_BITS), "query or probability"))


@module(operand_lane_ports)
def operand_lane(clk, rst, load, value, empty, key, query, value_element, probability, a, b, *, k_bits, v_bits):
    """One lane's operands of an attention beat. On `load`: `a` = key, `b` = query, or in a `value` beat value and
    probability. Latency 1 cycle.

    `empty`: the query has no element here, `b` is zero. The three flags come a cycle before the words that they tell
    about: their fan-out is all lanes, so each keeps its own.
    """
    flags, own = unsigned(3), unsigned(3)
    copy = instance("u_flags", own_register, dict(d=flags, q=own), width=3)
    wide_key, wide_value, wide_probability = (
        signed(MANTISSA_BITS), signed(MANTISSA_BITS), signed(MANTISSA_BITS))
    extensions = widen(key, wide_key), widen(value_element, wide_value), widen(probability, wide_probability)

    @always_comb
    def gather():
        flags.next = concat(load, value, empty)

    @always_seq(clk.posedge, reset=rst)
    def select():
        if own[2] and own[1]:
            a.next = wide_value
            b.next = wide_probability
        elif own[2]:
            a.next = wide_key
            if own[0]:
                b.next = 0
            else:
                b.next = query

    return extensions, copy, gather, select


def operands_ports(geometry):
    g = geometry
    return clocked(marks=In(BeatMarks()), keys=In(unsigned(g.kv_width * g.numerics.k_bits), "a word of keys"),
                   values=In(unsigned(g.kv_width * g.numerics.v_bits), "a word of values"),
                   queries=In(unsigned(beat_elements(g) * MANTISSA_BITS), "a word of queries"),
                   probabilities=In(unsigned(g.slots * PROBABILITY_BITS), "the slots' probabilities"),
                   op=Out(OperandBeat(g)))


@module(operands_ports)
def operands(clk, rst, marks, keys, values, queries, probabilities, op, *, geometry):
    """`op_a` holds a word of the KV cache, each slot its key/value head; `op_b` for each way the query's elements, or
    in a `value` beat in each lane the probability of its slot. Lanes without an element hold zeros. Latency 1
    cycle from the words and probabilities, 2 from the flags `valid`, `value`, `first` and `last`, which come ahead of
    them; without `valid` the operands stay.
    """
    g, n = geometry, geometry.numerics
    own_rst, resetting = own_reset("u_reset")
    group_rsts, resetting_groups = zip(
        *[own_reset(f"u_reset_{i}") for i in range(ceil_div(g.lanes, SHARERS))], strict=True)
    lanes = []
    for number, (i, way) in enumerate(multipliers_of_beat(g)):
        inputs = dict(key=Const(0, n.k_bits), query=Const(0, MANTISSA_BITS), value_element=Const(0, n.v_bits),
                      probability=Const(0, PROBABILITY_BITS), empty=Const(0, 1))
        slot, element = lane_slot(g, i, way), lane_element(g, i, way)
        if slot is not None:
            place = g.kv_slot(slot) * g.head_stride + i % g.head_stride if g.chunks == 1 else i
            inputs |= dict(key=part(keys, place, n.k_bits), value_element=part(values, place, n.v_bits))
        if element is not None:
            inputs |= dict(query=part(queries, element, MANTISSA_BITS),
                           probability=part(probabilities, slot, PROBABILITY_BITS))
            if g.chunks > 1 and i >= last_lanes(g):
                inputs["empty"] = marks.last
        lanes.append(instance(f"u_lane_{i}" if way == 0 else f"u_lane_{i}_way_{way}", operand_lane, dict(
            rst=group_rsts[i // SHARERS], load=marks.valid, value=marks.value, **inputs,
            a=part(op.a, i, MANTISSA_BITS) if way == 0 else Open(MANTISSA_BITS), b=part(op.b, number, MANTISSA_BITS)),
            k_bits=n.k_bits, v_bits=n.v_bits))

    _, beside = delay_line("u_flags", (marks.valid, marks.value, marks.first, marks.last), 2,
                           into=(op.valid, op.value, op.first, op.last), rst=own_rst)

    return resetting, resetting_groups, lanes, beside
