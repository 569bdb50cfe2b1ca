"""Which element of which slot a unit's sums are at, as they leave one after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import sums_per_cycle, vector_elements, word_elements
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.attention_wires import UnitElements, UnitNotice


def ports(geometry):
    return clocked(unit=In(UnitNotice()), element=Out(UnitElements(geometry)))


@module(ports)
def unload_control(clk, rst, unit, element, *, geometry):
    """From the cycle after `unit` one element per cycle, `valid`, as many as the unit has, or `sums_per_cycle` of them
    that count as one: `fresh` with the first.

    `place` counts the elements of an item over its units, `slot` its heads, of which several have a part in each unit;
    `slot_end` and `pass_end` tell that the element is the last of such. `first_span` and `final_span` are kept as they
    come with `unit`.
    """
    beside = sums_per_cycle(geometry)
    elements = word_elements(geometry) // beside
    # Where a head takes several words, a unit has the lanes of one of them for each slot.
    of_slot = geometry.model.head_dim if geometry.heads_per_beat == 1 or geometry.chunks == 1 else geometry.lanes
    last_place, last_index = vector_elements(geometry) // beside - 1, of_slot // beside - 1
    lane_bits, last_lane, last_slot = clog2(elements), elements - 1, geometry.heads_per_beat - 1
    index, unit_end = unsigned(clog2(geometry.model.head_dim)), bit()

    if geometry.chunks == 1:
        @always_comb
        def find_ends():
            element.pass_end.next = element.place == last_place
            element.slot_end.next = index == last_index
            unit_end.next = element.place == last_place
    elif elements == 1:
        @always_comb
        def find_ends():
            element.pass_end.next = element.place == last_place
            element.slot_end.next = index == last_index
            unit_end.next = element.valid
    else:
        @always_comb
        def find_ends():
            element.pass_end.next = element.place == last_place
            element.slot_end.next = index == last_index
            unit_end.next = (element.place == last_place) or (element.place[lane_bits:] == last_lane)

    @always_seq(clk.posedge, reset=rst)
    def take():
        element.fresh.next = unit.valid
        if unit.valid:
            element.valid.next = 1
            element.first_span.next = unit.first_span
            element.final_span.next = unit.final_span
        elif unit_end:
            element.valid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def count():
        if element.valid:
            if element.pass_end:
                element.place.next = 0
            else:
                element.place.next = element.place + 1
            if element.slot_end:
                index.next = 0
            else:
                index.next = index + 1
            if element.pass_end or (element.slot_end and (element.slot == last_slot)):
                element.slot.next = 0
            elif element.slot_end:
                element.slot.next = element.slot + 1

    return find_ends, take, count
