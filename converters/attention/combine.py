"""From the lanes' sums of a span to attention's output vector."""

from myhdl import always_seq

from llama2_rtl.converters.attention import rescaled_sums as rescaling
from llama2_rtl.converters.attention.final_sums import final_sums
from llama2_rtl.converters.attention.formats import (
    DELTA_BITS,
    beat_elements,
    lane_element,
    multipliers_of_beat,
    sum_addr_bits,
    sum_bits,
    sums_per_cycle,
    sums_wait,
    word_elements,
)
from llama2_rtl.converters.attention.normalized_output import normalized_output
from llama2_rtl.converters.attention.sum_of_spans import sum_of_spans
from llama2_rtl.converters.attention.unload_control import unload_control
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    join,
    module,
    part,
    resize,
    side_by_side,
    signed,
    unsigned,
    verbatim,
)
from llama2_rtl.converters.interfaces.attention import Sums
from llama2_rtl.converters.interfaces.attention_wires import (
    Dividend,
    ReciprocalRead,
    UnitElements,
    UnitNotice,
)
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kernels_wires import PackedLoad
from llama2_rtl.converters.interfaces.memory import MemoryWrite
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.serializer import serialized

UNIT_LEAD = rescaling.LATENCY
"""Cycles by which `unit` comes before the unit's `pv_valid`."""


def spacing(geometry):
    """Cycles from one `pv_valid` to the next, at least: of the sums of a unit `sums_per_cycle` leave in one, and those
    of a span are kept before the next span's are read."""
    return max(word_elements(geometry) // sums_per_cycle(geometry), rescaling.LATENCY + 2)


def ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "a layer begins"), batch=In(Batch(g.vectors, g.sequences > 1)),
                   unit=In(UnitNotice()),
                   deltas=In(unsigned(g.slots * DELTA_BITS), "the growths of the unit's maxima, a cycle after it"),
                   pv=In(Sums(g.pv_bits)), reciprocal=Out(ReciprocalRead(g.slots)),
                   u=Out(VectorElements(clog2(g.model.q_dim // g.tail), g.vectors, g.tail)))


@module(ports)
def combine(clk, rst, start, batch, unit, deltas, pv, reciprocal, u, *, geometry):
    """`unit` announces the sums of a unit UNIT_LEAD cycles ahead, `pv_valid` brings them, at least `spacing`
    cycles apart; a cycle after `unit` come the span's `deltas`. The sums of an item's final span, added to
    the rescaled ones of the spans before, leave as `u`, Q16.16, `tail` elements per cycle in ascending order,
    `u_commit` with the vector's last. `factor` and `factor_shift` follow `read_item` (counted from `start`)
    and `read_slot` by one cycle. The vectors of a batch are summed up side by side, and what is complete waits until
    it leaves, one vector after the other. It waits too where more sums are added up in a cycle than the tail takes,
    because several query heads share a word.
    """
    g = geometry
    own_rst, resetting = own_reset("u_reset")
    sums_rst, resetting_sums = own_reset("u_sums_reset")
    output_rst, resetting_output = own_reset("u_output_reset")
    lane_bits, total_width, elements, count = g.lane_acc_bits, sum_bits(g), word_elements(g), sums_per_cycle(g)
    beside, waits = count * g.vectors, sums_wait(g)
    unloaded = UnitElements(g).leaving_open(*(["slot", "pass_end"] if waits else []))
    control = instance("u_unload_control", unload_control, dict(rst=own_rst, unit=unit, element=unloaded), geometry=g)

    keep, place = MemoryWrite(sum_addr_bits(g), beside * total_width), unsigned(sum_addr_bits(g))
    total = signed(beside * total_width)
    at_sum_valid, at_sum_first, at_sum_final, item_end = (bit() for _ in range(4))
    early = [unloaded.valid, unloaded.first_span, unloaded.final_span, unloaded.place]
    late = [at_sum_valid, at_sum_first, at_sum_final, place]
    if not waits:
        early, late = [*early, unloaded.pass_end, unloaded.slot], [*late, item_end, reciprocal.slot]
    _, timing = delay_line("u_to_sum", early, rescaling.LATENCY, into=late, rst=own_rst)

    useful = PackedLoad(beat_elements(g) * lane_bits).with_wires(load=pv.valid)
    present, rescaled = signed(beside * lane_bits), signed(beside * total_width)
    wiring = [join(part(pv.value, number, lane_bits), part(useful.value, _turn(g, *place), lane_bits))
              for number, place in enumerate(multipliers_of_beat(g)) if lane_element(g, *place) is not None]
    wiring += [resize(total, keep.wdata), _unused(g, pv)]
    unload = serialized("u_serializer", useful, present, beside * lane_bits, elements // count)
    growths, repeat = deltas, ()
    if count > 1:
        of_vector, growths = g.heads_per_beat * DELTA_BITS, unsigned(count * g.slots * DELTA_BITS)
        repeat = [join(part(deltas, number // count, of_vector), part(growths, number, of_vector))
                  for number in range(beside)]
    before = side_by_side("u_rescaled_sums", rescaling.rescaled_sums, beside, dict(
        rst=sums_rst, fresh=unloaded.fresh, slot_end=unloaded.slot_end, place=unloaded.place, deltas=growths,
        rescaled=rescaled, write=keep), geometry=g)
    add = side_by_side("u_sum_of_spans", sum_of_spans, beside, dict(
        rst=own_rst, present=present, first=at_sum_first, earlier=rescaled, total=total), geometry=g)

    leave = ()
    if not waits:
        finished = Dividend(g, g.tail).with_wires(total=total, reciprocal=reciprocal.factor, shift=reciprocal.shift)

        @always_seq(clk.posedge, reset=own_rst)
        def mark():
            keep.we.next = at_sum_valid and not at_sum_final
            finished.in_valid.next = at_sum_valid and at_sum_final
            keep.waddr.next = place
            if start:
                reciprocal.item.next = 0
            elif at_sum_valid and at_sum_final and item_end:
                reciprocal.item.next = reciprocal.item + 1
    else:
        finished = Dividend(g, g.tail)
        final = MemoryWrite(sum_addr_bits(g), beside * total_width).with_wires(waddr=keep.waddr, wdata=keep.wdata)

        @always_seq(clk.posedge, reset=own_rst)
        def mark():
            keep.we.next = at_sum_valid and not at_sum_final
            final.we.next = at_sum_valid and at_sum_final
            keep.waddr.next = place

        leave = instance("u_final_sums", final_sums, dict(
            rst=output_rst, start=start, batch=batch, sums=final, reciprocal=reciprocal, dividend=finished), geometry=g)

    output = side_by_side("u_normalized_output", normalized_output, g.tail, dict(
        rst=output_rst, dividend=finished, u=u), geometry=g)
    return (resetting, resetting_sums, resetting_output, control, timing, wiring, unload, repeat, before, add, mark,
            leave, output)


def _turn(geometry, lane, way):
    """The place of a lane's sum among those of a beat as they leave: as many as are summed up in a cycle, of all
    vectors side by side."""
    vector, element = divmod(lane_element(geometry, lane, way), word_elements(geometry))
    turn, number = divmod(element, sums_per_cycle(geometry))
    return (turn * geometry.vectors + vector) * sums_per_cycle(geometry) + number


def _unused(geometry, pv):
    """Says in Verilog what is meant to be lost: the sums of lanes without an element, and `pv_valid` where a
    single element needs no holding."""
    bits = geometry.lane_acc_bits
    pads = [f"pv[{(i + 1) * bits - 1}:{i * bits}]" for i, place in enumerate(multipliers_of_beat(geometry))
            if lane_element(geometry, *place) is None]
    lost = [(pv.value, f"wire unused_lanes = &{{1'b0, {', '.join(pads)}}};")] if pads else []
    lost += [(pv.valid, "wire unused_valid = pv_valid;")] if word_elements(geometry) == 1 else []
    return [verbatim(text, [signal], []) for signal, text in lost]
