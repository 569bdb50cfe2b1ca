"""Which element of which slot a unit's sums are at, as they leave one after the other."""

from myhdl import always_comb, always_seq

from converters.attention.formats import sum_addr_bits, vector_elements, word_elements
from converters.hdl import bit, clock, clog2, module, reset, unsigned


def ports(geometry):
    return dict(clk=clock(), rst=reset(), unit=bit(), unit_first_block=bit(), unit_final_block=bit(),
                valid=bit(), fresh=bit(), first_block=bit(), final_block=bit(), pass_end=bit(),
                slot_end=bit(), slot=unsigned(clog2(geometry.slots)), place=unsigned(sum_addr_bits(geometry)))


@module(ports)
def unload_control(clk, rst, unit, unit_first_block, unit_final_block, valid, fresh, first_block,
                   final_block, pass_end, slot_end, slot, place, *, geometry):
    """From the cycle after `unit` one element per cycle, `valid`, as many as the unit has: `fresh` with the
    first.

    `place` counts the elements of an item over its units, `slot` its heads; `slot_end` and `pass_end` tell
    that the element is the last of such. `first_block` and `final_block` are kept as they come with `unit`.
    """
    elements = word_elements(geometry)
    last_place, last_index = vector_elements(geometry) - 1, geometry.model.head_dim - 1
    lane_bits, last_lane = clog2(elements), elements - 1
    index = unsigned(clog2(geometry.model.head_dim))
    unit_end = bit()

    if geometry.chunks == 1:
        @always_comb
        def find_ends():
            pass_end.next = place == last_place
            slot_end.next = index == last_index
            unit_end.next = place == last_place
    elif elements == 1:
        @always_comb
        def find_ends():
            pass_end.next = place == last_place
            slot_end.next = index == last_index
            unit_end.next = valid
    else:
        @always_comb
        def find_ends():
            pass_end.next = place == last_place
            slot_end.next = index == last_index
            unit_end.next = (place == last_place) or (place[lane_bits:] == last_lane)

    @always_seq(clk.posedge, reset=rst)
    def take():
        fresh.next = unit
        if unit:
            valid.next = 1
            first_block.next = unit_first_block
            final_block.next = unit_final_block
        elif unit_end:
            valid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def count():
        if valid:
            if pass_end:
                place.next = 0
            else:
                place.next = place + 1
            if slot_end:
                index.next = 0
            else:
                index.next = index + 1
            if pass_end:
                slot.next = 0
            elif slot_end:
                slot.next = slot + 1

    return find_ends, take, count
