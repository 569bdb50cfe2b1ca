"""The queries of a token, as words for the lanes."""

from myhdl import always_comb, always_seq

from converters.attention.formats import MANTISSA_BITS, SHIFT_BITS, query_words, word_elements
from converters.hdl import Const, In, Out, bit, clock, clog2, instance, module, part, reset, resize, signed, unsigned
from converters.interfaces.attention import HeadElements
from converters.interfaces.attention_wires import Lookup
from converters.memory.ram import ram


def column_ports(width, depth, select_bits):
    return dict(clk=In(clock()), number=In(unsigned(select_bits), "the column's own number"),
                we=In(bit(), "one of the columns is written"), select=In(unsigned(select_bits), "which one"),
                write_addr=In(unsigned(clog2(depth)), "the address of the write"),
                write_data=In(unsigned(width), "what is written"),
                read_addr=In(unsigned(clog2(depth)), "the address of the read"),
                read_data=Out(unsigned(width), "what is read"))


@module(column_ports, suffix="{width}x{depth}")
def column(clk, number, we, select, write_addr, write_data, read_addr, read_data, *, width, depth,
           select_bits):
    """One of many memories that share their write port's data: each keeps what is meant for it.

    Writes where `select` is this column's `number`. `read_data` follows `read_addr` by one cycle.
    """
    mine = bit()

    @always_comb
    def choose():
        mine.next = we and (select == number)

    memory = instance("u_ram", ram, dict(
        clk=clk, we=mine, waddr=write_addr, wdata=write_data, raddr=read_addr, rdata=read_data),
        width=width, depth=depth)
    return choose, memory


def query_store_ports(geometry):
    g = geometry
    return dict(clk=In(clock()), rst=In(reset()), start=In(bit(), "the next element is a layer's first"),
                q_write=In(HeadElements(MANTISSA_BITS, SHIFT_BITS)),
                ready_items=Out(unsigned(g.items.bit_length()), "how many items are complete"),
                shifts=In(Lookup(clog2(g.items), g.slots * SHIFT_BITS)),
                word=In(Lookup(clog2(query_words(g)), word_elements(g) * MANTISSA_BITS)))


@module(query_store_ports)
def query_store(clk, rst, start, q_write, ready_items, shifts, word, *, geometry):
    """Takes the heads of a layer after `start` in ascending order, an element at a time, `q_last` with a
    head's last.

    The first `ready_items` items are complete and may be read: `shifts` of an item's heads follow `item`, and
    the elements of a beat, `word`, follow `word_addr` by one cycle. Elements that a head's last word does not
    have are undefined.
    """
    g = geometry
    elements, slots = word_elements(g), g.slots
    last_element, last_slot = elements - 1, slots - 1
    element, slot = unsigned(clog2(elements)), unsigned(clog2(slots))
    write_addr, write_item = unsigned(clog2(query_words(g))), unsigned(clog2(g.items))
    word_end, item_end, head_end, we, last = (bit() for _ in range(5))
    mantissa, shift = signed(MANTISSA_BITS), unsigned(SHIFT_BITS)
    item_number = resize(ready_items, write_item)

    # The fan-out is all memories, and the source is far away.
    @always_seq(clk.posedge, reset=rst)
    def enter():
        we.next = q_write.valid
        last.next = q_write.last
        mantissa.next = q_write.mantissa
        shift.next = q_write.shift

    @always_comb
    def find_ends():
        head_end.next = we and last
        item_end.next = we and last and (slot == last_slot)
        word_end.next = (element == last_element) or (last and (slot == last_slot))

    @always_seq(clk.posedge, reset=rst)
    def count():
        if start:
            element.next = 0
            write_addr.next = 0
            slot.next = 0
            ready_items.next = 0
        elif we:
            if word_end:
                element.next = 0
                write_addr.next = write_addr + 1
            else:
                element.next = element + 1
            if item_end:
                slot.next = 0
                ready_items.next = ready_items + 1
            elif head_end:
                slot.next = slot + 1

    words = [instance(f"u_element_{i}", column, dict(
        clk=clk, number=Const(i, clog2(elements)), we=we, select=element, write_addr=write_addr,
        write_data=mantissa, read_addr=word.addr, read_data=part(word.data, i, MANTISSA_BITS)),
        width=MANTISSA_BITS, depth=query_words(g), select_bits=clog2(elements)) for i in range(elements)]
    scales = [instance(f"u_shift_{j}", column, dict(
        clk=clk, number=Const(j, clog2(slots)), we=head_end, select=slot, write_addr=write_item,
        write_data=shift, read_addr=shifts.addr, read_data=part(shifts.data, j, SHIFT_BITS)),
        width=SHIFT_BITS, depth=g.items, select_bits=clog2(slots)) for j in range(slots)]
    return item_number, enter, find_ends, count, words, scales
