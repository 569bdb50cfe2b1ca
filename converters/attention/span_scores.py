"""Scores on their way in: rounded, scaled by their values' shifts, kept by spans with each span's largest.
"""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention import score_slot as scoring
from llama2_rtl.converters.attention.causal_mask import causal_mask
from llama2_rtl.converters.attention.formats import (
    BANK_BITS,
    BANKS,
    INDEX_BITS,
    SCALED_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
    dot_headroom,
)
from llama2_rtl.converters.attention.running_maximum import span_maximum
from llama2_rtl.converters.attention.walks import span_position
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import Const, In, Open, Out, bit, clocked, instance, module, part, unsigned
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.attention_wires import DotProducts, ScoreMask, SpanMarks, SpanPlace
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.interfaces.sequences import last_attending
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.memory.ram import ram, registered_ram
from llama2_rtl.golden.config import SPAN


def ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "a layer begins"), span=In(SpanPosition(g)), last=In(last_attending(g)),
                   dot=In(DotProducts(g)),
                   span_scored=Out(bit(), "a span is complete"),
                   highest=In(MemoryRead(BANK_BITS, g.slots * SCALED_BITS)), scaled=In(scaled_read(g)))


def scaled_read(geometry):
    """Reads of a position's scaled scores, a slot above the other, and above them the shifts of its values."""
    return MemoryRead(BANK_BITS + INDEX_BITS, geometry.slots * SCALED_BITS + geometry.kv_per_word * SHIFT_BITS)


@module(ports)
def span_scores(clk, rst, start, span, last, dot, span_scored, highest, scaled, *, geometry):
    """Dot products of positions in the scheduler's order, each with its shifts, become scaled scores.

    `span_scored` tells that a span is complete, a cycle after its last score; a cycle later `highest` of its scores
    may be read by the bank, and `scaled` (`scaled_read`) by bank and index: the former follows its address by one
    cycle, the latter by two.
    """
    g = geometry
    slots, shift_bits = g.slots, g.kv_per_word * SHIFT_BITS
    score_bits = slots * SCALED_BITS
    score_valid, first, span_end, complete = (bit() for _ in range(4))
    marks = SpanMarks().with_wires(valid=score_valid, first=first)
    shifts_at_score, shifts_at_scaled = unsigned(shift_bits), unsigned(shift_bits)
    new_scaled, place, bank, index = unsigned(score_bits), SpanPlace(), unsigned(BANK_BITS), unsigned(INDEX_BITS)
    new, most = MemoryWrite(BANK_BITS + INDEX_BITS, score_bits + shift_bits), MemoryWrite(BANK_BITS, score_bits)

    own_rst, resetting = own_reset("u_reset")
    _, timing = delay_line("u_to_score", (dot.valid, dot.value_shifts), scoring.SCORE_LATENCY,
                           into=(score_valid, shifts_at_score), rst=own_rst)

    @always_seq(clk.posedge, reset=own_rst)
    def follow():
        new.we.next = score_valid
        shifts_at_scaled.next = shifts_at_score
        most.we.next = new.we
        most.waddr.next = bank
        bank.next = place.bank
        index.next = place.index
        complete.next = score_valid and span_end
        span_scored.next = complete
        # A register: its fan-out is the flags of all slots.
        first.next = start or (first and not score_valid) or (score_valid and span_end)

    unused, mask_of, masks = ("first_span", "final_span"), [ScoreMask()], ()
    if g.vectors > 1:
        # The positions go up to the last vector's, which needs no mask.
        last_vector = g.vectors - 1
        unused, item_start, masked = ("first_span",), bit(), unsigned(last_vector)
        mask_of = [ScoreMask(g.vectors).with_wires(masked=wire) for wire in (
            *(part(masked, vector, 1) for vector in range(last_vector)), Const(0, 1))]

        @always_comb
        def find_item_start():
            item_start.next = start or (score_valid and span_end and place.final_span)

        masks = find_item_start, [instance(f"u_causal_mask_{vector}", causal_mask, dict(
            rst=own_rst, start=item_start, span=span, last=last, score=score_valid, mask=mask_of[vector]),
            geometry=g, back=last_vector - vector) for vector in range(last_vector)]
    position = instance("u_span_position", span_position, dict(
        rst=own_rst, start=start, span=span, advance=score_valid, again=Const(0, 1),
        place=place.leaving_open(*unused), next_final=Open(1), span_end=span_end), geometry=g)
    slot_rsts, resetting_slots = zip(*[own_reset(f"u_reset_{j}") for j in range(slots)], strict=True)
    lanes = []
    for j in range(slots):
        lanes.append(instance(f"u_score_{j}", scoring.score_slot, dict(
            rst=slot_rsts[j], dot_valid=dot.valid, dot=part(dot.value, j, g.dot_bits),
            score_shift=part(dot.score_shifts, j, SHIFT_COUNT_BITS),
            value_shift=part(shifts_at_score, g.kv_slot(j), SHIFT_BITS),
            scaled=part(new_scaled, j, SCALED_BITS), mask=mask_of[j // g.heads_per_beat]), dot_bits=g.dot_bits,
            headroom=dot_headroom(g), vectors=g.vectors))
        lanes.append(instance(f"u_span_maximum_{j}", span_maximum, dict(
            rst=slot_rsts[j], marks=marks, scaled=part(new_scaled, j, SCALED_BITS),
            highest=part(most.wdata, j, SCALED_BITS))))

    @always_comb
    def describe():
        new.waddr.next = concat(bank, index)
        new.wdata.next = concat(shifts_at_scaled, new_scaled)

    memories = (
        instance("u_maxima", ram, dict(write=most, read=highest), width=score_bits, depth=BANKS),
        instance("u_scores", registered_ram, dict(write=new, read=scaled), width=score_bits + shift_bits,
                 depth=BANKS * SPAN))
    return resetting, timing, follow, masks, position, resetting_slots, lanes, describe, memories
