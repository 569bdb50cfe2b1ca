"""Scores on their way in: rounded, scaled by their values' shifts, kept by spans with each span's largest.
"""

from myhdl import always_comb, always_seq, concat

from converters.attention import score_slot as scoring
from converters.attention.formats import (
    BANK_BITS,
    BANKS,
    INDEX_BITS,
    SCALED_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
    dot_headroom,
    span_bits,
)
from converters.attention.running_maximum import span_maximum
from converters.attention.walks import span_position
from converters.control.reset_copy import own_reset
from converters.hdl import Const, In, Open, Out, bit, clock, instance, module, part, reset, unsigned
from converters.interfaces.attention import SpanPosition, Sums
from converters.interfaces.attention_wires import Lookup, SpanMarks, SpanPlace
from converters.kernels.delay import delay, delay_bit
from converters.memory.ram import ram, registered_ram
from golden.config import SPAN


def ports(geometry):
    g = geometry
    return dict(clk=In(clock()), rst=In(reset()), start=In(bit(), "a layer begins"),
                span=In(SpanPosition(span_bits(g), INDEX_BITS)), dot=In(Sums(g.slots * g.dot_bits)),
                score_shifts=In(unsigned(g.slots * SHIFT_COUNT_BITS), "the dot products' shifts, with them"),
                value_shifts=In(unsigned(g.kv_per_word * SHIFT_BITS), "the shifts of the position's values, with them"),
                span_scored=Out(bit(), "a span is complete"),
                highest=In(Lookup(BANK_BITS, g.slots * SCALED_BITS)),
                scaled=In(Lookup(BANK_BITS + INDEX_BITS, g.slots * SCALED_BITS, g.kv_per_word * SHIFT_BITS)))


@module(ports)
def span_scores(clk, rst, start, span, dot, score_shifts, value_shifts, span_scored, highest, scaled, *, geometry):
    """Dot products of positions in the scheduler's order, each with its shifts, become scaled scores.

    `span_scored` tells that a span is complete, a cycle after its last score; a cycle later `highest` of its scores
    may be read by `read_bank`, and `scaled` with the values' shifts by `read_place` (bank, index): the former follows
    its address by one cycle, the latter by two.
    """
    g = geometry
    slots, shift_bits = g.slots, g.kv_per_word * SHIFT_BITS
    score_bits = slots * SCALED_BITS
    score_valid, scaled_valid, kept_valid, first, span_end, complete = (bit() for _ in range(6))
    marks = SpanMarks().with_wires(valid=score_valid)
    shifts_at_score, shifts_at_scaled = unsigned(shift_bits), unsigned(shift_bits)
    new_scaled, new_highest = unsigned(score_bits), unsigned(score_bits)
    bank, index, kept_bank = unsigned(BANK_BITS), unsigned(INDEX_BITS), unsigned(BANK_BITS)
    place, entry, read_entry = (unsigned(BANK_BITS + INDEX_BITS), unsigned(score_bits + shift_bits),
                                unsigned(score_bits + shift_bits))

    own_rst, resetting = own_reset("u_reset", clk, rst)
    timing = (instance("u_score_valid", delay_bit, dict(clk=clk, rst=own_rst, d=dot.valid, q=score_valid),
                       cycles=scoring.SCORE_LATENCY),
              instance("u_value_shifts", delay, dict(clk=clk, rst=own_rst, d=value_shifts, q=shifts_at_score),
                       width=shift_bits, cycles=scoring.SCORE_LATENCY))

    @always_seq(clk.posedge, reset=own_rst)
    def follow():
        scaled_valid.next = score_valid
        shifts_at_scaled.next = shifts_at_score
        kept_valid.next = scaled_valid
        kept_bank.next = bank
        span_scored.next = complete
        first.next = marks.first

    position = instance("u_span_position", span_position, dict(
        clk=clk, rst=own_rst, start=start, span=span, advance=scaled_valid, again=Const(0, 1),
        place=SpanPlace().with_wires(bank=bank, index=index, first_span=Open(1), final_span=Open(1)),
        next_final=Open(1), span_end=span_end), geometry=g)
    slot_rsts, resetting_slots = zip(*[own_reset(f"u_reset_{j}", clk, rst) for j in range(slots)], strict=True)
    lanes = []
    for j in range(slots):
        lanes.append(instance(f"u_score_{j}", scoring.score_slot, dict(
            clk=clk, rst=slot_rsts[j], dot_valid=dot.valid, dot=part(dot.value, j, g.dot_bits),
            score_shift=part(score_shifts, j, SHIFT_COUNT_BITS),
            value_shift=part(shifts_at_score, g.kv_slot(j), SHIFT_BITS),
            scaled=part(new_scaled, j, SCALED_BITS)), dot_bits=g.dot_bits, headroom=dot_headroom(g)))
        lanes.append(instance(f"u_span_maximum_{j}", span_maximum, dict(
            clk=clk, rst=slot_rsts[j], marks=marks, scaled=part(new_scaled, j, SCALED_BITS),
            highest=part(new_highest, j, SCALED_BITS))))

    @always_comb
    def describe():
        complete.next = scaled_valid and span_end
        marks.first.next = start or (first and not scaled_valid) or (scaled_valid and span_end)
        place.next = concat(bank, index)
        entry.next = concat(shifts_at_scaled, new_scaled)
        scaled.data.next = read_entry[score_bits:]
        scaled.shifts.next = read_entry[:score_bits]

    memories = (
        instance("u_maxima", ram, dict(
            clk=clk, we=kept_valid, waddr=kept_bank, wdata=new_highest, raddr=highest.addr, rdata=highest.data),
            width=score_bits, depth=BANKS),
        instance("u_scores", registered_ram, dict(
            clk=clk, we=scaled_valid, waddr=place, wdata=entry, raddr=scaled.addr, rdata=read_entry),
            width=score_bits + shift_bits, depth=BANKS * SPAN))
    return resetting, timing, follow, position, resetting_slots, lanes, describe, memories
