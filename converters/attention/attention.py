"""Attention of one token over the KV cache, a layer at a time, up to the vector for the output projection."""

from myhdl import always_comb, concat

from converters.attention import combine as combining
from converters.attention import online_softmax as softmax
from converters.attention.formats import (
    BANK_BITS,
    DELTA_BITS,
    INDEX_BITS,
    ITEM_TAG_BITS,
    MANTISSA_BITS,
    PROBABILITY_BITS,
    RECIPROCAL_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
    block_bits,
    largest_head_shift,
    query_words,
    shift_addr_bits,
    word_addr_bits,
    word_elements,
)
from converters.attention.operands import operands
from converters.attention.query_store import query_store
from converters.attention.scheduler import scheduler
from converters.attention.score_shift import score_shift
from converters.control.reset_copy import own_reset
from converters.hdl import (
    Const,
    Part,
    bit,
    clock,
    clog2,
    instance,
    join,
    module,
    part,
    reset,
    resize,
    signed,
    unsigned,
    widen,
)
from converters.kernels.delay import delay, delay_bit, delayed
from converters.memory.kv_cache import LATENCY as CACHE_LATENCY
from converters.vector.quantize_lane import U_BITS

BEAT_LATENCY = CACHE_LATENCY + 1
"""Cycles from a beat's addresses to its operands: the KV cache, and one for the spreading over the lanes."""

OFFER_LATENCY = 2 + BEAT_LATENCY
"""Cycles from the offer of probabilities to the operands of their first beat."""


def offer_delay(pv_latency):
    """Cycles that probabilities are held back so that the reciprocal is there when the sums come."""
    to_sums = softmax.PASS_LATENCY - softmax.OFFER_LEAD + OFFER_LATENCY + pv_latency
    return max(0, softmax.RECIPROCAL_LATENCY - to_sums)


def ports(geometry, dot_latency, pv_latency):
    g, n = geometry, geometry.numerics
    return dict(clk=clock(), rst=reset(), start=bit(), layer_first=bit(), position=unsigned(g.position_bits),
                kv_ready=bit(), key_there=bit(), value_there=bit(), key_issue=bit(), value_issue=bit(),
                q_we=bit(), q_mantissa=signed(MANTISSA_BITS), q_shift=unsigned(SHIFT_BITS), q_last=bit(),
                kv_addr=unsigned(word_addr_bits(g)), kv_shift_addr=unsigned(shift_addr_bits(g)),
                keys=unsigned(g.kv_width * n.k_bits), values=unsigned(g.kv_width * n.v_bits),
                key_shifts=unsigned(g.kv_per_word * SHIFT_BITS),
                value_shifts=unsigned(g.kv_per_word * SHIFT_BITS), op_valid=bit(), op_value=bit(),
                op_first=bit(), op_last=bit(), op_a=unsigned(g.lanes * MANTISSA_BITS),
                op_b=unsigned(g.lanes * MANTISSA_BITS), dot_valid=bit(), dots=unsigned(g.slots * g.dot_bits),
                pv_valid=bit(), pv=unsigned(g.lanes * g.lane_acc_bits),
                u_we=bit(), u_index=unsigned(clog2(g.model.dim)), u=signed(U_BITS), u_commit=bit(),
                last_beat=bit(), done=bit())


@module(ports)
def attention(clk, rst, start, layer_first, position, kv_ready, key_there, value_there, key_issue, value_issue, q_we,
              q_mantissa, q_shift, q_last, kv_addr, kv_shift_addr, keys, values, key_shifts, value_shifts, op_valid,
              op_value, op_first, op_last, op_a, op_b, dot_valid, dots, pv_valid, pv, u_we, u_index, u, u_commit,
              last_beat, done, *, geometry, dot_latency, pv_latency):
    """A layer begins with `start`, its token's first with `layer_first` as well; `position` stays until
    `done`. At least 4 cycles later come the query heads in ascending order, an element per cycle with `q_we`,
    `q_last` on a head's last. While `kv_ready` is high, the token's keys and values are in the cache and the
    lanes are free.

    Beats: `op_valid` with operands for all lanes, key times query, or (`op_value`) value times probability;
    `op_first` and `op_last` bound an accumulation. `dot_latency` cycles after the `op_last` of a key come the
    slots' `dots`, `pv_latency` >= 3 cycles after that of values the lanes' sums `pv`. The words and shifts of
    the KV cache follow their addresses by CACHE_LATENCY cycles, and `key_issue` or `value_issue`, which use up a
    word that is `key_there` or `value_there`, by one cycle more. `last_beat` comes with the layer's last beat.

    The output vector leaves as `u` (Q16.16) element by element, `u_commit` and `done` with its last one.
    """
    g = geometry
    unit_delay = BEAT_LATENCY + pv_latency - combining.UNIT_LEAD
    if unit_delay < 0:
        raise ValueError(f"the sums of values come {pv_latency} cycles after their last beat; give them 3")
    last_index = unsigned(INDEX_BITS)
    last_block, split = split_position(g, position, last_index)

    ready_items, item = unsigned(g.items.bit_length()), unsigned(clog2(g.items))
    query_shifts, query_addr = unsigned(g.slots * SHIFT_BITS), unsigned(clog2(query_words(g)))
    query_read, item_read = unsigned(clog2(query_words(g))), unsigned(clog2(g.items))
    queries = unsigned(word_elements(g) * MANTISSA_BITS)
    own_rst, resetting = own_reset("u_reset", clk, rst)
    store = instance("u_query_store", query_store, dict(
        clk=clk, rst=own_rst, start=start, q_we=q_we, q_mantissa=q_mantissa, q_shift=q_shift, q_last=q_last,
        ready_items=ready_items, item=item_read, shifts=query_shifts, word_addr=query_read, word=queries),
        geometry=g)

    offer, valid, value, first, last, layer_end = bit(), bit(), bit(), bit(), bit(), bit()
    first_block, final_block = bit(), bit()
    bank, index = unsigned(BANK_BITS), unsigned(INDEX_BITS)
    probability_place, probability_read = unsigned(softmax.PLACE_BITS), unsigned(softmax.PLACE_BITS)
    schedule = instance("u_scheduler", scheduler, dict(
        clk=clk, rst=own_rst, start=start, layer_first=layer_first, last_block=last_block, last_index=last_index,
        kv_ready=kv_ready, key_there=key_there, value_there=value_there, ready_items=ready_items, offer=offer,
        key_issue=key_issue, value_issue=value_issue, valid=valid, value=value, first=first,
        last=last, layer_end=layer_end, first_block=first_block, final_block=final_block, word_addr=kv_addr,
        shift_addr=kv_shift_addr, item=item, query_addr=query_addr, bank=bank, index=index), geometry=g,
        spacing=combining.spacing(g))

    # All of a beat meets at its operands: queries come one cycle after their address, probabilities two, the flags are
    # wanted one before, and a query's shift is used a cycle before its key's.
    to_reads = (delayed("u_query_read", clk, own_rst, query_addr, query_read, CACHE_LATENCY - 1),
                delayed("u_item_read", clk, own_rst, item, item_read, CACHE_LATENCY - 2),
                delayed("u_probability_read", clk, own_rst, probability_place, probability_read, CACHE_LATENCY - 2))
    beat, beat_at_read = unsigned(4), unsigned(4)
    probabilities = unsigned(g.slots * PROBABILITY_BITS)
    read_valid, read_value, read_first, read_last = bit(), bit(), bit(), bit()
    beat_timing = (instance("u_beat", delay, dict(clk=clk, rst=own_rst, d=beat, q=beat_at_read), width=4,
                            cycles=BEAT_LATENCY - 2),
                   instance("u_last_beat", delay_bit, dict(clk=clk, rst=own_rst, d=layer_end, q=last_beat),
                            cycles=BEAT_LATENCY))

    @always_comb
    def label_beat():
        beat.next = concat(valid, value, first, last)
        probability_place.next = concat(bank, index)
        read_valid.next = beat_at_read[3]
        read_value.next = beat_at_read[2]
        read_first.next = beat_at_read[1]
        read_last.next = beat_at_read[0]

    spread = instance("u_operands", operands, dict(
        clk=clk, rst=rst, valid=read_valid, value=read_value, first=read_first, last=read_last, keys=keys,
        values=values, queries=queries, probabilities=probabilities, op_valid=op_valid, op_value=op_value,
        op_first=op_first, op_last=op_last, op_a=op_a, op_b=op_b), geometry=g)

    score_shifts, dot_shifts = unsigned(g.slots * SHIFT_COUNT_BITS), unsigned(g.slots * SHIFT_COUNT_BITS)
    dot_value_shifts = unsigned(g.kv_per_word * SHIFT_BITS)
    shifts = [instance(f"u_score_shift_{j}", score_shift, dict(
        clk=clk, rst=own_rst, query_shift=part(query_shifts, j, SHIFT_BITS),
        key_shift=part(key_shifts, g.kv_slot(j), SHIFT_BITS),
        score_shift=part(score_shifts, j, SHIFT_COUNT_BITS)), largest=2 * largest_head_shift(g))
        for j in range(g.slots)]
    shift_timing = (delayed("u_score_shifts", clk, own_rst, score_shifts, dot_shifts, dot_latency),
                    delayed("u_value_shifts", clk, own_rst, value_shifts, dot_value_shifts, dot_latency + 1))

    unit, unit_at_sums = unsigned(3 + BANK_BITS), unsigned(3 + BANK_BITS)
    unit_valid, unit_first_block, unit_final_block = bit(), bit(), bit()
    unit_bank = unsigned(BANK_BITS)
    deltas = unsigned(g.slots * DELTA_BITS)
    sum_item, sum_slot = unsigned(ITEM_TAG_BITS), unsigned(clog2(g.slots))
    factor, factor_shift = unsigned(RECIPROCAL_BITS), unsigned(SHIFT_COUNT_BITS)
    unit_timing = delayed("u_unit", clk, own_rst, unit, unit_at_sums, unit_delay)

    @always_comb
    def label_unit():
        unit.next = concat(valid and value and last, first_block, final_block, bank)
        unit_valid.next = unit_at_sums[BANK_BITS + 2]
        unit_first_block.next = unit_at_sums[BANK_BITS + 1]
        unit_final_block.next = unit_at_sums[BANK_BITS]
        unit_bank.next = unit_at_sums[BANK_BITS:]

    normalise = instance("u_online_softmax", softmax.online_softmax, dict(
        clk=clk, rst=rst, start=start, last_block=last_block, last_index=last_index, dot_valid=dot_valid,
        dots=dots, score_shifts=dot_shifts, value_shifts=dot_value_shifts, offer=offer,
        read_place=probability_read, probabilities=probabilities, delta_bank=unit_bank, deltas=deltas,
        read_item=sum_item, read_slot=sum_slot, factor=factor, factor_shift=factor_shift), geometry=g,
        offer_delay=offer_delay(pv_latency))
    gather = instance("u_combine", combining.combine, dict(
        clk=clk, rst=rst, start=start, unit=unit_valid, unit_first_block=unit_first_block,
        unit_final_block=unit_final_block, deltas=deltas, pv_valid=pv_valid, pv=pv, read_item=sum_item,
        read_slot=sum_slot, factor=factor, factor_shift=factor_shift, u_we=u_we, u_index=u_index, u=u,
        u_commit=u_commit), geometry=g)
    finish = resize(u_commit, done)

    return (resetting, split, store, schedule, to_reads, beat_timing,
            label_beat, spread, shifts, shift_timing, unit_timing, label_unit, normalise, gather, finish)


def split_position(geometry, position, last_index):
    """What carries the number of the position's block, and what drives `last_index`, its place within it."""
    bits = geometry.position_bits
    if bits <= INDEX_BITS:
        return Const(0, block_bits(geometry)), widen(position, last_index)
    place = join(Part(position, INDEX_BITS, 0), Part(last_index, INDEX_BITS, 0))
    return Part(position, bits, INDEX_BITS), place
