"""The operands of an attention beat, spread over the lanes."""

from myhdl import always_comb, concat

from converters.attention.formats import (
    MANTISSA_BITS,
    PROBABILITY_BITS,
    lane_element,
    lane_slot,
    tail_elements,
    word_elements,
)
from converters.attention.operand_lane import operand_lane
from converters.control.reset_copy import own_reset
from converters.geometry import ceil_div
from converters.hdl import Const, bit, clock, instance, module, part, reset, unsigned
from converters.kernels.delay import delayed

SHARERS = 4
"""Lanes that share a reset of their own."""


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(), valid=bit(), value=bit(), first=bit(), last=bit(),
                keys=unsigned(g.kv_width * g.numerics.k_bits),
                values=unsigned(g.kv_width * g.numerics.v_bits),
                queries=unsigned(word_elements(g) * MANTISSA_BITS),
                probabilities=unsigned(g.slots * PROBABILITY_BITS), op_valid=bit(), op_value=bit(),
                op_first=bit(), op_last=bit(), op_a=unsigned(g.lanes * MANTISSA_BITS),
                op_b=unsigned(g.lanes * MANTISSA_BITS))


@module(ports)
def operands(clk, rst, valid, value, first, last, keys, values, queries, probabilities, op_valid, op_value,
             op_first, op_last, op_a, op_b, *, geometry):
    """`op_a` holds a word of the KV cache, each slot its key/value head; `op_b` the query's elements, or in a
    `value` beat in each lane the probability of its slot. Lanes without an element hold zeros. Latency 1
    cycle from the words and probabilities, 2 from the flags `valid`, `value`, `first` and `last`, which come ahead of
    them; without `valid` the operands stay.
    """
    g, n = geometry, geometry.numerics
    own_rst, resetting = own_reset("u_reset", clk, rst)
    group_rsts, resetting_groups = zip(
        *[own_reset(f"u_reset_{i}", clk, rst) for i in range(ceil_div(g.lanes, SHARERS))], strict=True)
    lanes = []
    for i in range(g.lanes):
        inputs = dict(key=Const(0, n.k_bits), query=Const(0, MANTISSA_BITS), value_element=Const(0, n.v_bits),
                      probability=Const(0, PROBABILITY_BITS), empty=Const(0, 1))
        slot, element = lane_slot(g, i), lane_element(g, i)
        if slot is not None:
            place = g.kv_slot(slot) * g.head_stride + i % g.head_stride if g.chunks == 1 else i
            inputs |= dict(key=part(keys, place, n.k_bits), value_element=part(values, place, n.v_bits))
        if element is not None:
            inputs |= dict(query=part(queries, element, MANTISSA_BITS),
                           probability=part(probabilities, slot, PROBABILITY_BITS))
            if element >= tail_elements(g):
                inputs["empty"] = last
        lanes.append(instance(f"u_lane_{i}", operand_lane, dict(
            clk=clk, rst=group_rsts[i // SHARERS], load=valid, value=value, **inputs, a=part(op_a, i, MANTISSA_BITS),
            b=part(op_b, i, MANTISSA_BITS)), k_bits=n.k_bits, v_bits=n.v_bits))

    flags, flags_late = unsigned(4), unsigned(4)
    beside = delayed("u_flags", clk, own_rst, flags, flags_late, 2)

    @always_comb
    def pack():
        flags.next = concat(valid, value, first, last)

    @always_comb
    def unpack():
        op_valid.next = flags_late[3]
        op_value.next = flags_late[2]
        op_first.next = flags_late[1]
        op_last.next = flags_late[0]

    return resetting, resetting_groups, lanes, beside, pack, unpack
