"""The reciprocals of an item's denominators, one slot after the other."""

from myhdl import always_comb, always_seq, concat

from converters.attention.formats import (
    ITEM_TAG_BITS,
    RECIPROCAL_BITS,
    SHIFT_COUNT_BITS,
    total_bits,
)
from converters.attention.serializer import serialized
from converters.hdl import bit, clock, clog2, instance, module, reset, unsigned
from converters.kernels import reciprocal as inversion
from converters.memory.ram import ram

LATENCY = inversion.LATENCY + 1
"""Cycles from `load` until the first slot's reciprocal may be addressed."""


def slot_bits(geometry):
    return clog2(geometry.slots)


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(), start=bit(), load=bit(), totals=unsigned(g.slots * total_bits(g)),
                read_item=unsigned(ITEM_TAG_BITS), read_slot=unsigned(slot_bits(g)),
                factor=unsigned(RECIPROCAL_BITS), shift=unsigned(SHIFT_COUNT_BITS))


@module(ports)
def reciprocals(clk, rst, start, load, totals, read_item, read_slot, factor, shift, *, geometry):
    """`load` takes an item's totals, at least `slots` cycles apart. From LATENCY cycles later on, one more
    per slot, `factor` and `shift` of a total's reciprocal follow `read_item` (counted from `start`) and
    `read_slot` by one cycle.
    """
    slots, width = geometry.slots, total_bits(geometry)
    last_slot, bits = slots - 1, RECIPROCAL_BITS + SHIFT_COUNT_BITS
    addr_bits = ITEM_TAG_BITS + slot_bits(geometry)
    left, busy = unsigned(clog2(slots)), bit()
    total, done = unsigned(width), bit()
    item, slot = unsigned(ITEM_TAG_BITS), unsigned(slot_bits(geometry))
    new_factor, new_shift = unsigned(RECIPROCAL_BITS), unsigned(SHIFT_COUNT_BITS)
    entry, read_entry = unsigned(bits), unsigned(bits)
    write_addr, read_addr = unsigned(addr_bits), unsigned(addr_bits)

    one_by_one = serialized("u_serializer", clk, rst, load, totals, total, width, slots)
    invert = instance("u_reciprocal", inversion.reciprocal, dict(
        clk=clk, rst=rst, in_valid=busy, x=total, out_valid=done, rc=new_factor, k=new_shift), width=width)
    memory = instance("u_ram", ram, dict(
        clk=clk, we=done, waddr=write_addr, wdata=entry, raddr=read_addr, rdata=read_entry),
        width=bits, depth=1 << addr_bits)

    @always_comb
    def connect():
        busy.next = load or (left != 0)
        write_addr.next = concat(item, slot)
        read_addr.next = concat(read_item, read_slot)
        entry.next = concat(new_shift, new_factor)
        factor.next = read_entry[RECIPROCAL_BITS:]
        shift.next = read_entry[:RECIPROCAL_BITS]

    @always_seq(clk.posedge, reset=rst)
    def count():
        if load:
            left.next = last_slot
        elif left != 0:
            left.next = left - 1
        if start:
            item.next = 0
        elif done and (slot == last_slot):
            item.next = item + 1
        if done and (slot == last_slot):
            slot.next = 0
        elif done:
            slot.next = slot + 1

    return one_by_one, invert, memory, connect, count
