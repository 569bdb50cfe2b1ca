"""The complete sums of an item, of all vectors of a batch at once, on their way out one vector after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import (
    ITEM_TAG_BITS,
    head_elements,
    sum_addr_bits,
    sum_bits,
    vector_elements,
)
from llama2_rtl.converters.control.vector_walk import vector_walk
from llama2_rtl.converters.hdl import (
    In,
    Out,
    Rule,
    bit,
    check,
    clocked,
    clog2,
    instance,
    module,
    resize,
    unsigned,
)
from llama2_rtl.converters.interfaces.attention_wires import Dividend, ReciprocalRead
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.per_vector import pick_vector
from llama2_rtl.converters.memory.ram import ram

WAIT = 2
"""Cycles that the last sum of a single vector waits beyond those that the sums before it take to leave."""

RULES = (
    Rule("kept", "!{we} || !{busy} || ({at_last} && {waddr} < {place})",
         "sums come to places that those of the item before have left"),
    Rule("apart", "!{item_end} || !{busy}", "an item ends when the sums of the one before have left"),
)


def ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "a layer begins"), batch=In(Batch(g.vectors, g.sequences > 1)),
                   sums=In(MemoryWrite(sum_addr_bits(g), g.vectors * sum_bits(g))),
                   reciprocal=Out(ReciprocalRead(g.slots)), dividend=Out(Dividend(g)))


@module(ports)
def final_sums(clk, rst, start, batch, sums, reciprocal, dividend, *, geometry):
    """Keeps the sums of an item's elements, which come in ascending order. The first one leaves 3 cycles after the last
    one came, then one in every cycle, each with the reciprocal of its denominator: of the vectors that take part all of
    one after all of another. A sum is replaced when that of the last vector has left. Two vectors or more.
    """
    g, width = geometry, sum_bits(geometry)
    heads, last_place, last_index = g.heads_per_beat, vector_elements(g) - 1, head_elements(g) - 1
    last_head = back = heads - 1
    place, index, head = unsigned(sum_addr_bits(g)), unsigned(clog2(g.model.head_dim)), unsigned(clog2(heads))
    slot, first_slot, first = (unsigned(clog2(g.slots)) for _ in range(3))
    item, present, at_read = unsigned(ITEM_TAG_BITS), unsigned(g.vector_bits), unsigned(g.vector_bits)
    busy, item_end, vector_end, at_last = (bit() for _ in range(4))
    chosen = unsigned(width)
    kept = MemoryRead(sum_addr_bits(g), g.vectors * width).with_wires(raddr=place)

    turns = instance("u_vector_walk", vector_walk, dict(
        start=item_end, batch=batch, take=vector_end, vector=present, at_last=at_last), vectors=g.vectors,
        ends=g.sequences > 1)

    @always_comb
    def look():
        item_end.next = sums.we and (sums.waddr == last_place)
        vector_end.next = busy and (place == last_place)
        first_slot.next = first * heads

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            busy.next = 0
            item.next = 0
        elif item_end:
            busy.next = 1
            place.next = 0
            index.next = 0
            head.next = 0
            slot.next = first_slot
        elif vector_end:
            place.next = 0
            index.next = 0
            head.next = 0
            slot.next = slot + 1
            if at_last:
                busy.next = 0
                item.next = item + 1
        elif busy:
            place.next = place + 1
            index.next = index + 1
            if index == last_index:
                index.next = 0
                head.next = head + 1
                slot.next = slot + 1
                if head == last_head:
                    head.next = 0
                    slot.next = slot - back

    @always_seq(clk.posedge, reset=rst)
    def choose():
        dividend.total.next = chosen.signed()

    memory = instance("u_ram", ram, dict(write=sums, read=kept), width=g.vectors * width, depth=last_place + 1)
    timing = (delay_line("u_to_read", (present, item, slot), 1, into=(at_read, reciprocal.item, reciprocal.slot))[1],
              delay_line("u_to_total", (busy, present), 2, into=(dividend.in_valid, dividend.vector))[1])
    checks = check(clk, rst, RULES, we=sums.we, busy=busy, at_last=at_last, waddr=sums.waddr, place=place,
                   item_end=item_end)
    return (turns, look, walk, choose, memory, timing, checks, pick_vector(kept.rdata, g.vectors, at_read, chosen),
            resize(batch.first, first), resize(reciprocal.factor, dividend.reciprocal),
            resize(reciprocal.shift, dividend.shift))
