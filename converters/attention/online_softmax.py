"""Online softmax over spans of positions, all slots side by side."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention import reciprocals, softmax_slot
from llama2_rtl.converters.attention.formats import (
    BANK_BITS,
    BANKS,
    DELTA_BITS,
    INDEX_BITS,
    PROBABILITY_BITS,
    SCALED_BITS,
    SHIFT_BITS,
    total_bits,
)
from llama2_rtl.converters.attention.softmax_pass import softmax_pass
from llama2_rtl.converters.attention.span_scores import scaled_read, span_scores
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, instance, module, part, unsigned
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.attention_wires import (
    DotProducts,
    PassMarks,
    ReciprocalRead,
    SpanMarks,
    SpanPlace,
)
from llama2_rtl.converters.interfaces.kernels_wires import PackedLoad
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.interfaces.sequences import last_attending
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.converters.memory.ram import ram, registered_ram
from llama2_rtl.golden.config import SPAN

PLACE_BITS = BANK_BITS + INDEX_BITS
PASS_LATENCY = 1 + softmax_slot.LATENCY
"""Cycles from a position's turn to its probability."""

DELTA_LATENCY = 2
"""Cycles from a pass's first position to the `delta` of its span."""

OFFER_LEAD = 1
"""Cycles by which `offer` comes before the first probability, which may be addressed a cycle after that."""

RECIPROCAL_LATENCY = PASS_LATENCY + 1 + reciprocals.LATENCY
"""Cycles from the last position of a pass until its reciprocal may be addressed: one of them for the sum."""


def ports(geometry, offer_delay):
    g = geometry
    return clocked(start=In(bit(), "a layer begins"), span=In(SpanPosition(g)), last=In(last_attending(g)),
                   dot=In(DotProducts(g)),
                   offer=Out(bit(), "the probabilities of a span are coming"),
                   probabilities=In(MemoryRead(PLACE_BITS, g.slots * PROBABILITY_BITS)),
                   deltas=In(MemoryRead(BANK_BITS, g.slots * DELTA_BITS)), reciprocal=In(ReciprocalRead(g.slots)))


@module(ports)
def online_softmax(clk, rst, start, span, last, dot, offer, probabilities, deltas, reciprocal, *, geometry,
                   offer_delay):
    """Takes the dot products of the positions of each span of each item, with the scores' and the values'
    shifts.

    `offer` announces a span's probabilities, one position per cycle: the first may be addressed, by
    bank and index, OFFER_LEAD + 1 - `offer_delay` cycles later, and follows two cycles after that.
    `deltas` are the growths of a span's maxima, `factor` and `factor_shift` the reciprocal of a denominator:
    they follow their addresses by one cycle.
    """
    g = geometry
    pause = max(softmax_slot.SETTLING, g.slots)
    own_rst, resetting_rest = own_reset("u_reset")
    begun, span_scored, turn, position, read_index = bit(), bit(), PassMarks(), SpanPlace(), unsigned(INDEX_BITS)
    highest = MemoryRead(BANK_BITS, g.slots * SCALED_BITS).with_wires(raddr=position.bank)
    scaled, pass_place = scaled_read(g), unsigned(PLACE_BITS)

    scores = instance("u_span_scores", span_scores, dict(
        start=begun, span=span, last=last, dot=dot, span_scored=span_scored, highest=highest, scaled=scaled),
        geometry=g)
    order = instance("u_softmax_pass", softmax_pass, dict(
        rst=own_rst, start=begun, span=span, span_scored=span_scored, turn=turn, place=position,
        read_index=read_index), geometry=g, pause=pause)

    sums, item_last, last_ahead, last_at_sum, complete = SpanMarks(items=True), bit(), bit(), bit(), bit()
    new, place_ahead = MemoryWrite(PLACE_BITS, g.slots * PROBABILITY_BITS), unsigned(PLACE_BITS)
    _, to_sums = delay_line("u_sums", (turn.valid, turn.first, position.first_span, item_last, pass_place),
                            PASS_LATENCY - 1, into=(sums.valid, sums.first, sums.first_span, last_ahead, place_ahead),
                            rst=own_rst)
    _, to_new = delay_line("u_new", (sums.valid, last_ahead, place_ahead), 1, into=(new.we, last_at_sum, new.waddr),
                           rst=own_rst)
    delta = MemoryWrite(BANK_BITS, g.slots * DELTA_BITS)
    timing = (delay_line("u_delta", (turn.first, position.bank), DELTA_LATENCY,
                         into=(delta.we, delta.waddr), rst=own_rst)[1],
              delayed("u_offer", turn.first, offer, PASS_LATENCY - OFFER_LEAD + offer_delay, rst=own_rst))

    @always_comb
    def label():
        scaled.raddr.next = concat(position.bank, read_index)
        pass_place.next = concat(position.bank, position.index)
        item_last.next = turn.last and position.final_span

    @always_seq(clk.posedge, reset=own_rst)
    def follow():
        begun.next = start
        complete.next = last_at_sum

    totals = PackedLoad(g.slots * total_bits(g)).with_wires(load=complete)

    def shift_at(slot):
        return g.slots * SCALED_BITS + g.kv_slot(slot) * SHIFT_BITS

    slot_rsts, resetting = zip(*[own_reset(f"u_reset_{j}") for j in range(g.slots)], strict=True)
    slots = [instance(f"u_slot_{j}", softmax_slot.softmax_slot, dict(
        rst=slot_rsts[j], update=turn.first, first_span=position.first_span,
        highest=part(highest.rdata, j, SCALED_BITS), scaled=part(scaled.rdata, j, SCALED_BITS),
        value_shift=Part(scaled.rdata, shift_at(j) + SHIFT_BITS, shift_at(j)), delta=part(delta.wdata, j, DELTA_BITS),
        probability=part(new.wdata, j, PROBABILITY_BITS), sums=sums,
        total=part(totals.value, j, total_bits(g))), geometry=g) for j in range(g.slots)]
    memories = (
        instance("u_probabilities", registered_ram, dict(write=new, read=probabilities),
                 width=g.slots * PROBABILITY_BITS, depth=BANKS * SPAN),
        instance("u_deltas", ram, dict(write=delta, read=deltas), width=g.slots * DELTA_BITS, depth=BANKS),
        instance("u_reciprocals", reciprocals.reciprocals, dict(
            rst=own_rst, start=begun, totals=totals, read=reciprocal), geometry=g))
    return (scores, order, to_sums, to_new, timing, label, follow, resetting_rest, resetting, slots, memories)
