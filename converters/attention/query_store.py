"""The queries of a token, as words for the lanes."""

from myhdl import always_comb, always_seq

from converters.attention.column import column
from converters.attention.formats import MANTISSA_BITS, SHIFT_BITS, query_words, word_elements
from converters.hdl import Const, bit, clock, clog2, instance, module, part, reset, resize, signed, unsigned


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(), start=bit(),
                q_we=bit(), q_mantissa=signed(MANTISSA_BITS), q_shift=unsigned(SHIFT_BITS), q_last=bit(),
                ready_items=unsigned(g.items.bit_length()),
                item=unsigned(clog2(g.items)), shifts=unsigned(g.slots * SHIFT_BITS),
                word_addr=unsigned(clog2(query_words(g))), word=unsigned(word_elements(g) * MANTISSA_BITS))


@module(ports)
def query_store(clk, rst, start, q_we, q_mantissa, q_shift, q_last, ready_items, item, shifts, word_addr,
                word, *, geometry):
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

    # All memories hang on what comes from afar.
    @always_seq(clk.posedge, reset=rst)
    def enter():
        we.next = q_we
        last.next = q_last
        mantissa.next = q_mantissa
        shift.next = q_shift

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
        write_data=mantissa, read_addr=word_addr, read_data=part(word, i, MANTISSA_BITS)),
        width=MANTISSA_BITS, depth=query_words(g), select_bits=clog2(elements)) for i in range(elements)]
    scales = [instance(f"u_shift_{j}", column, dict(
        clk=clk, number=Const(j, clog2(slots)), we=head_end, select=slot, write_addr=write_item,
        write_data=shift, read_addr=item, read_data=part(shifts, j, SHIFT_BITS)),
        width=SHIFT_BITS, depth=g.items, select_bits=clog2(slots)) for j in range(slots)]
    return item_number, enter, find_ends, count, words, scales
