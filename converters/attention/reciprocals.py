"""The reciprocals of an item's denominators, one slot after the other."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import (
    ITEM_TAG_BITS,
    RECIPROCAL_BITS,
    SHIFT_COUNT_BITS,
    total_bits,
)
from llama2_rtl.converters.hdl import In, bit, clocked, clog2, instance, module, unsigned
from llama2_rtl.converters.interfaces.attention_wires import ReciprocalRead
from llama2_rtl.converters.interfaces.kernels_wires import PackedLoad
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.kernels import reciprocal as inversion
from llama2_rtl.converters.kernels.serializer import serialized
from llama2_rtl.converters.memory.ram import ram

LATENCY = inversion.LATENCY + 1
"""Cycles from `load` until the first slot's reciprocal may be addressed."""


def slot_bits(geometry):
    return clog2(geometry.slots)


def reciprocals_ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "the next item is a layer's first"), totals=In(PackedLoad(g.slots * total_bits(g))),
                   read=In(ReciprocalRead(g.slots)))


@module(reciprocals_ports)
def reciprocals(clk, rst, start, totals, read, *, geometry):
    """The reciprocals of an item's denominators, one slot after the other.

    `load` takes an item's totals, at least `slots` cycles apart. From LATENCY cycles later on, one more
    per slot, `factor` and `shift` of a total's reciprocal follow `read_item` (counted from `start`) and
    `read_slot` by one cycle.
    """
    slots, width = geometry.slots, total_bits(geometry)
    last_slot, bits = slots - 1, RECIPROCAL_BITS + SHIFT_COUNT_BITS
    addr_bits = ITEM_TAG_BITS + slot_bits(geometry)
    left, busy, total = unsigned(clog2(slots)), bit(), unsigned(width)
    item, slot = unsigned(ITEM_TAG_BITS), unsigned(slot_bits(geometry))
    new_factor, new_shift = unsigned(RECIPROCAL_BITS), unsigned(SHIFT_COUNT_BITS)
    new, kept = MemoryWrite(addr_bits, bits), MemoryRead(addr_bits, bits)

    one_by_one = serialized("u_serializer", totals, total, width, slots)
    invert = instance("u_reciprocal", inversion.reciprocal, dict(
        in_valid=busy, x=total, out_valid=new.we, rc=new_factor, k=new_shift), width=width)
    memory = instance("u_ram", ram, dict(write=new, read=kept), width=bits, depth=1 << addr_bits)

    @always_comb
    def connect():
        busy.next = totals.load or (left != 0)
        new.waddr.next = concat(item, slot)
        kept.raddr.next = concat(read.item, read.slot)
        new.wdata.next = concat(new_shift, new_factor)
        read.factor.next = kept.rdata[RECIPROCAL_BITS:]
        read.shift.next = kept.rdata[:RECIPROCAL_BITS]

    @always_seq(clk.posedge, reset=rst)
    def count():
        if totals.load:
            left.next = last_slot
        elif left != 0:
            left.next = left - 1
        if start:
            item.next = 0
        elif new.we and (slot == last_slot):
            item.next = item + 1
        if new.we and (slot == last_slot):
            slot.next = 0
        elif new.we:
            slot.next = slot + 1

    return one_by_one, invert, memory, connect, count
