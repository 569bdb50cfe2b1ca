"""Online softmax over blocks of positions, all slots side by side."""

from myhdl import always_comb, always_seq, concat

from converters.attention import denominator, reciprocals, softmax_slot
from converters.attention.block_scores import block_scores
from converters.attention.formats import (
    BANK_BITS,
    BANKS,
    DELTA_BITS,
    INDEX_BITS,
    ITEM_TAG_BITS,
    PROBABILITY_BITS,
    RECIPROCAL_BITS,
    SCALED_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
    block_bits,
    total_bits,
)
from converters.attention.softmax_pass import softmax_pass
from converters.control.reset_copy import own_reset
from converters.hdl import bit, clock, clog2, instance, module, part, reset, unsigned
from converters.kernels.delay import delayed
from converters.memory.ram import ram, registered_ram
from golden.config import BLOCK

PLACE_BITS = BANK_BITS + INDEX_BITS
PASS_LATENCY = 1 + softmax_slot.LATENCY
"""Cycles from a position's turn to its probability."""

DELTA_LATENCY = 2
"""Cycles from a pass's first position to the `delta` of its block."""

OFFER_LEAD = 1
"""Cycles by which `offer` comes before the first probability, which may be addressed a cycle after that."""

RECIPROCAL_LATENCY = PASS_LATENCY + 1 + reciprocals.LATENCY
"""Cycles from the last position of a pass until its reciprocal may be addressed: one of them for the sum."""


def ports(geometry, offer_delay):
    g = geometry
    return dict(clk=clock(), rst=reset(), start=bit(),
                last_block=unsigned(block_bits(g)), last_index=unsigned(INDEX_BITS),
                dot_valid=bit(), dots=unsigned(g.slots * g.dot_bits),
                score_shifts=unsigned(g.slots * SHIFT_COUNT_BITS),
                value_shifts=unsigned(g.kv_per_word * SHIFT_BITS), offer=bit(),
                read_place=unsigned(PLACE_BITS), probabilities=unsigned(g.slots * PROBABILITY_BITS),
                delta_bank=unsigned(BANK_BITS), deltas=unsigned(g.slots * DELTA_BITS),
                read_item=unsigned(ITEM_TAG_BITS), read_slot=unsigned(clog2(g.slots)),
                factor=unsigned(RECIPROCAL_BITS), factor_shift=unsigned(SHIFT_COUNT_BITS))


@module(ports)
def online_softmax(clk, rst, start, last_block, last_index, dot_valid, dots, score_shifts, value_shifts,
                   offer, read_place, probabilities, delta_bank, deltas, read_item, read_slot, factor,
                   factor_shift, *, geometry, offer_delay):
    """Takes the dot products of the positions of each block of each item, with the scores' and the values'
    shifts.

    `offer` announces a block's probabilities, one position per cycle: the first may be addressed by
    `read_place` (bank, index) OFFER_LEAD + 1 - `offer_delay` cycles later, and follows two cycles after that.
    `deltas` are the growths of a block's maxima, `factor` and `factor_shift` the reciprocal of a denominator:
    they follow their addresses by one cycle.
    """
    g = geometry
    pause = max(denominator.SETTLING, g.slots)
    own_rst, resetting_rest = own_reset("u_reset", clk, rst)
    block_scored, valid, first, last, first_block, final_block = bit(), bit(), bit(), bit(), bit(), bit()
    bank, index, read_index = unsigned(BANK_BITS), unsigned(INDEX_BITS), unsigned(INDEX_BITS)
    score_place, pass_place, place = unsigned(PLACE_BITS), unsigned(PLACE_BITS), unsigned(PLACE_BITS)
    highest, scaled = unsigned(g.slots * SCALED_BITS), unsigned(g.slots * SCALED_BITS)
    scaled_shifts = unsigned(g.kv_per_word * SHIFT_BITS)

    begun = bit()
    scores = instance("u_block_scores", block_scores, dict(
        clk=clk, rst=rst, start=begun, last_block=last_block, last_index=last_index, dot_valid=dot_valid,
        dots=dots, score_shifts=score_shifts, value_shifts=value_shifts, block_scored=block_scored,
        read_bank=bank, highest=highest, read_place=score_place, scaled=scaled, scaled_shifts=scaled_shifts),
        geometry=g)
    order = instance("u_softmax_pass", softmax_pass, dict(
        clk=clk, rst=own_rst, start=begun, last_block=last_block, last_index=last_index,
        block_scored=block_scored, valid=valid, first=first, last=last, first_block=first_block,
        final_block=final_block, bank=bank, index=index, read_index=read_index), geometry=g,
        pause=pause)

    flags, flags_at_sum = unsigned(4), unsigned(4)
    sum_valid, sum_first, sum_first_block, complete = bit(), bit(), bit(), bit()
    delta_valid, bank_at_delta, new_deltas = bit(), unsigned(BANK_BITS), unsigned(g.slots * DELTA_BITS)
    timing = (delayed("u_flags", clk, own_rst, flags, flags_at_sum, PASS_LATENCY),
              delayed("u_place", clk, own_rst, pass_place, place, PASS_LATENCY),
              delayed("u_delta_valid", clk, own_rst, first, delta_valid, DELTA_LATENCY),
              delayed("u_delta_bank", clk, own_rst, bank, bank_at_delta, DELTA_LATENCY),
              delayed("u_offer", clk, own_rst, first, offer, PASS_LATENCY - OFFER_LEAD + offer_delay))

    @always_comb
    def label():
        score_place.next = concat(bank, read_index)
        pass_place.next = concat(bank, index)
        flags.next = concat(valid, first, first_block, last and final_block)
        sum_valid.next = flags_at_sum[3]
        sum_first.next = flags_at_sum[2]
        sum_first_block.next = flags_at_sum[1]

    @always_seq(clk.posedge, reset=own_rst)
    def follow():
        begun.next = start
        complete.next = flags_at_sum[0]

    totals, new_probabilities = unsigned(g.slots * total_bits(g)), unsigned(g.slots * PROBABILITY_BITS)
    slot_rsts, resetting = zip(*[own_reset(f"u_reset_{j}", clk, rst) for j in range(g.slots)], strict=True)
    slots = [instance(f"u_slot_{j}", softmax_slot.softmax_slot, dict(
        clk=clk, rst=slot_rsts[j], update=first, first_block=first_block, highest=part(highest, j, SCALED_BITS),
        scaled=part(scaled, j, SCALED_BITS), value_shift=part(scaled_shifts, g.kv_slot(j), SHIFT_BITS),
        delta=part(new_deltas, j, DELTA_BITS), probability=part(new_probabilities, j, PROBABILITY_BITS),
        sum_valid=sum_valid, sum_first=sum_first, sum_first_block=sum_first_block,
        total=part(totals, j, total_bits(g))), geometry=g) for j in range(g.slots)]
    memories = (
        instance("u_probabilities", registered_ram, dict(
            clk=clk, we=sum_valid, waddr=place, wdata=new_probabilities, raddr=read_place,
            rdata=probabilities), width=g.slots * PROBABILITY_BITS, depth=BANKS * BLOCK),
        instance("u_deltas", ram, dict(
            clk=clk, we=delta_valid, waddr=bank_at_delta, wdata=new_deltas, raddr=delta_bank, rdata=deltas),
            width=g.slots * DELTA_BITS, depth=BANKS),
        instance("u_reciprocals", reciprocals.reciprocals, dict(
            clk=clk, rst=own_rst, start=begun, load=complete, totals=totals, read_item=read_item,
            read_slot=read_slot, factor=factor, shift=factor_shift), geometry=g))
    return (scores, order, timing, label, follow, resetting_rest, resetting, slots, memories)
