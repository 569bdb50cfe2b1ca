"""The queries of a token, as words for the lanes."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import MANTISSA_BITS, SHIFT_BITS, query_words, word_elements
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    bit,
    clock,
    clocked,
    clog2,
    instance,
    module,
    part,
    resize,
    unsigned,
)
from llama2_rtl.converters.interfaces.attention import HeadElements
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.memory.ram import ram


def column_ports(width, depth, select_bits):
    return dict(clk=In(clock()), number=In(unsigned(select_bits), "the column's own number"),
                select=In(unsigned(select_bits), "the column that is written"),
                write=In(MemoryWrite(clog2(depth), width)), read=In(MemoryRead(clog2(depth), width)))


@module(column_ports, suffix="{width}x{depth}")
def column(clk, number, select, write, read, *, width, depth, select_bits):
    """One of many memories that share their write port's data: each keeps what is meant for it.

    Writes where `select` is this column's `number`. `rdata` follows `raddr` by one cycle.
    """
    mine = MemoryWrite(clog2(depth), width).with_wires(waddr=write.waddr, wdata=write.wdata)

    @always_comb
    def choose():
        mine.we.next = write.we and (select == number)

    return choose, instance("u_ram", ram, dict(write=mine, read=read), width=width, depth=depth)


def query_store_ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "the next element is a layer's first"),
                   q_write=In(HeadElements(g.tail * MANTISSA_BITS, SHIFT_BITS)),
                   ready_items=Out(unsigned(g.items.bit_length()), "how many items are complete"),
                   shifts=In(MemoryRead(clog2(g.items), g.slots * SHIFT_BITS)),
                   word=In(MemoryRead(clog2(query_words(g)), word_elements(g) * MANTISSA_BITS)))


@module(query_store_ports)
def query_store(clk, rst, start, q_write, ready_items, shifts, word, *, geometry):
    """Takes the heads of a layer after `start` in ascending order, an element at a time, or `tail` of them side by
    side, `q_last` with a head's last.

    The first `ready_items` items are complete and may be read, with a tail of several elements a cycle later: `shifts`
    of an item's heads by the item, the elements of a beat, `word`, by the number of the word; both follow their
    addresses by one cycle. Elements that a head's last word does not have are undefined.
    """
    g = geometry
    elements, slots, width = word_elements(g) // g.tail, g.slots, g.tail * MANTISSA_BITS
    # Several heads of several words each: the parts of all heads lie side by side.
    in_parts = g.chunks > 1 and slots > 1
    last_element, last_slot, back = (g.lanes if in_parts else elements) - 1, slots - 1, g.chunks - 1
    element, slot = unsigned(clog2(last_element + 1)), unsigned(clog2(slots))
    select, selection = element, ()
    element_write = MemoryWrite(clog2(query_words(g)), width)
    shift_write = MemoryWrite(clog2(g.items), SHIFT_BITS)
    word_end, item_end, last = (bit() for _ in range(3))

    # The fan-out is all memories, and the source is far away.
    @always_seq(clk.posedge, reset=rst)
    def enter():
        element_write.we.next = q_write.valid
        last.next = q_write.last
        element_write.wdata.next = q_write.mantissa[width:]
        shift_write.wdata.next = q_write.shift

    @always_comb
    def find_ends():
        shift_write.we.next = element_write.we and last
        item_end.next = element_write.we and last and (slot == last_slot)

    if not in_parts:
        @always_comb
        def divide():
            word_end.next = (element == last_element) or (last and (slot == last_slot))

        @always_seq(clk.posedge, reset=rst)
        def address():
            if start:
                element_write.waddr.next = 0
            elif element_write.we and word_end:
                element_write.waddr.next = element_write.waddr + 1
    else:
        if g.lanes == 1:
            select = slot
        else:
            select = unsigned(clog2(elements))

            @always_comb
            def selection():
                select.next = concat(slot, element)

        @always_comb
        def divide():
            word_end.next = element == last_element

        # A head's words lie one behind the other, the next head's beside them from the first one on.
        @always_seq(clk.posedge, reset=rst)
        def address():
            if start:
                element_write.waddr.next = 0
            elif shift_write.we and not item_end:
                element_write.waddr.next = element_write.waddr - back
            elif element_write.we and word_end:
                element_write.waddr.next = element_write.waddr + 1

    @always_seq(clk.posedge, reset=rst)
    def count():
        if start:
            element.next = 0
            slot.next = 0
        elif element_write.we:
            element.next = element + 1
            if word_end:
                element.next = 0
            if item_end:
                slot.next = 0
            elif shift_write.we:
                slot.next = slot + 1

    if g.tail == 1:
        items = resize(ready_items, shift_write.waddr)

        @always_seq(clk.posedge, reset=rst)
        def announce():
            if start:
                ready_items.next = 0
            elif item_end:
                ready_items.next = ready_items + 1
    else:
        @always_seq(clk.posedge, reset=rst)
        def items():
            if start:
                shift_write.waddr.next = 0
            elif item_end:
                shift_write.waddr.next = shift_write.waddr + 1

        # A head has some elements more than come at once, so that `slot` is the last one's already; and nothing is read
        # within a cycle of being announced.
        @always_seq(clk.posedge, reset=rst)
        def announce():
            if start:
                ready_items.next = 0
            elif q_write.valid and q_write.last and (slot == last_slot):
                ready_items.next = ready_items + 1

    element_bits, slot_bits = clog2(elements), clog2(slots)
    words = [instance(f"u_element_{i}", column, dict(
        number=Const(i, element_bits), select=select, write=element_write,
        read=word.with_wires(raddr=word.raddr, rdata=part(word.rdata, i, width))),
        width=width, depth=query_words(g), select_bits=element_bits) for i in range(elements)]
    scales = [instance(f"u_shift_{j}", column, dict(
        number=Const(j, slot_bits), select=slot, write=shift_write,
        read=shifts.with_wires(raddr=shifts.raddr, rdata=part(shifts.rdata, j, SHIFT_BITS))),
        width=SHIFT_BITS, depth=g.items, select_bits=slot_bits) for j in range(slots)]
    return enter, find_ends, divide, selection, address, count, items, announce, words, scales
