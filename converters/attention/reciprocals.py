"""The reciprocals of an item's denominators, one slot after the other: a serializer and what inverts."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import (
    ITEM_TAG_BITS,
    RECIPROCAL_BITS,
    SHIFT_COUNT_BITS,
    total_bits,
)
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, resize, unsigned
from llama2_rtl.converters.interfaces.attention_wires import PackedLoad, ReciprocalRead
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.kernels import reciprocal as inversion
from llama2_rtl.converters.memory.ram import ram

LATENCY = inversion.LATENCY + 1
"""Cycles from `load` until the first slot's reciprocal may be addressed."""


def serializer_ports(width, count):
    return clocked(elements=In(PackedLoad(count * width)), element=Out(unsigned(width), "one of the elements"))


@module(serializer_ports, suffix="{width}x{count}")
def serializer(clk, rst, elements, element, *, width, count):
    """Parallel in, serial out: `element` is the first of `elements` in the cycle of `load`, the next one in each
    cycle that follows; `count` >= 2."""
    rest = (count - 1) * width
    own_rst, resetting = own_reset("u_reset")
    line, shifted = unsigned(rest), unsigned(rest)

    @always_comb
    def choose():
        if elements.load:
            element.next = elements.value[width:]
        else:
            element.next = line[width:]

    @always_comb
    def shift():
        shifted.next = line >> width

    @always_seq(clk.posedge, reset=own_rst)
    def move():
        if elements.load:
            line.next = elements.value[:width]
        else:
            line.next = shifted

    return resetting, choose, shift, move


def serialized(label, elements, element, width, count):
    """A serializer, or where `count` is 1 the wire that does its work."""
    if count == 1:
        return resize(elements.value, element)
    return instance(label, serializer, dict(elements=elements, element=element), width=width, count=count)


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
