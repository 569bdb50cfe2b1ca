"""The queries of a token, as words for the lanes."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import (
    MANTISSA_BITS,
    SHIFT_BITS,
    of_each_vector,
    query_words,
    word_elements,
)
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
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.kernels.per_vector import for_last, per_vector, vector_delayed
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
                   q_write=In(HeadElements(g.tail * MANTISSA_BITS, SHIFT_BITS, g.vectors)),
                   ready_items=Out(unsigned(g.items.bit_length()), "how many items are complete"),
                   shifts=In(MemoryRead(of_each_vector(g, clog2(g.items)), g.slots * SHIFT_BITS)),
                   word=In(MemoryRead(of_each_vector(g, clog2(query_words(g))), word_elements(g) * MANTISSA_BITS)))


@module(query_store_ports)
def query_store(clk, rst, start, q_write, ready_items, shifts, word, *, geometry):
    """Takes the heads of a layer after `start` in ascending order, an element at a time, or `tail` of them side by
    side, `q_last` with a head's last.

    The first `ready_items` items are complete and may be read, with a tail of several elements a cycle later: `shifts`
    of an item's heads by the item, the elements of a beat, `word`, by the number of the word; both follow their
    addresses by one cycle. Elements that a head's last word does not have are undefined. Of several vectors an item is
    complete when it is for all, and the number of the vector stands in front of that of the item or word.
    """
    g = geometry
    elements, slots, width = word_elements(g) // g.tail, g.slots, g.tail * MANTISSA_BITS
    # Several heads of several words each: the parts of all heads lie side by side.
    in_parts = g.chunks > 1 and slots > 1
    last_element, last_slot, back = (g.lanes if in_parts else elements) - 1, slots - 1, g.chunks - 1
    word_bits, vectors = clog2(query_words(g)), g.vectors
    element_write = MemoryWrite(of_each_vector(g, word_bits), width)
    shift_write = MemoryWrite(of_each_vector(g, clog2(g.items)), SHIFT_BITS)
    # Each vector is as far as its own heads are.
    vector, to_vector = vector_delayed("u_vector", vector_of(q_write), 1)
    element, slot = (per_vector(unsigned(clog2(count)), vectors, vector) for count in (last_element + 1, slots))
    place = per_vector(element_write.waddr if vectors == 1 else unsigned(word_bits), vectors, vector)
    select, selection, numbering = element, (), to_vector
    word_end, item_end, last = (bit() for _ in range(3))
    items_end, to_last = for_last(item_end, vectors, vector)
    # Of several vectors a start sees one; each is back at its first word after its last.
    restart, last_word = start if vectors == 1 else bit(), query_words(g) - 1

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
            if restart:
                place.next = 0
            elif element_write.we and word_end:
                place.next = place + 1
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
            if restart:
                place.next = 0
            elif shift_write.we and not item_end:
                place.next = place - back
            elif element_write.we and word_end:
                place.next = place + 1

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

    if vectors > 1:
        item = unsigned(clog2(g.items))

        @always_comb
        def number():
            restart.next = item_end and (place == last_word)
            element_write.waddr.next = concat(vector, place)
            shift_write.waddr.next = concat(vector, item)

        numbering = to_vector, to_last, number, resize(ready_items, item)
    if g.tail == 1:
        items = resize(ready_items, shift_write.waddr) if vectors == 1 else ()

        @always_seq(clk.posedge, reset=rst)
        def announce():
            if start:
                ready_items.next = 0
            elif items_end:
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
        width=width, depth=_depth(g, query_words(g)), select_bits=element_bits) for i in range(elements)]
    scales = [instance(f"u_shift_{j}", column, dict(
        number=Const(j, slot_bits), select=slot, write=shift_write,
        read=shifts.with_wires(raddr=shifts.raddr, rdata=part(shifts.rdata, j, SHIFT_BITS))),
        width=SHIFT_BITS, depth=_depth(g, g.items), select_bits=slot_bits) for j in range(slots)]
    return enter, find_ends, numbering, divide, selection, address, count, items, announce, words, scales


def _depth(geometry, count):
    """Words of a memory of so many numbered things of each vector."""
    return count if geometry.vectors == 1 else geometry.vectors << clog2(count)
