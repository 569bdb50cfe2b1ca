"""Attention of one token over the KV cache, a layer at a time, up to the vector for the output projection."""

from myhdl import always_comb, concat

from llama2_rtl.converters.attention import combine as combining
from llama2_rtl.converters.attention import final_sums
from llama2_rtl.converters.attention import online_softmax as softmax
from llama2_rtl.converters.attention.formats import (
    BANK_BITS,
    DELTA_BITS,
    INDEX_BITS,
    MANTISSA_BITS,
    PROBABILITY_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
    beat_elements,
    largest_head_shift,
    query_words,
    span_bits,
    sums_per_cycle,
    word_elements,
)
from llama2_rtl.converters.attention.operands import operands
from llama2_rtl.converters.attention.query_store import query_store
from llama2_rtl.converters.attention.scheduler import scheduler
from llama2_rtl.converters.attention.score_slot import score_shift
from llama2_rtl.converters.attention.sequence_walk import sequence_walk
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    instance,
    join,
    module,
    part,
    resize,
    unsigned,
    widen,
    wire,
)
from llama2_rtl.converters.interfaces.attention import HeadElements, OperandBeat, SpanPosition, Sums
from llama2_rtl.converters.interfaces.attention_wires import (
    BeatMarks,
    DotProducts,
    KvIssue,
    LayerStart,
    ReciprocalRead,
    SpanPlace,
    UnitNotice,
)
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kv import KvRead
from llama2_rtl.converters.interfaces.memory import MemoryRead
from llama2_rtl.converters.interfaces.sequences import SequenceTurn, last_attending, pass_positions
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.converters.memory.kv_cache import LATENCY as CACHE_LATENCY

BEAT_LATENCY = CACHE_LATENCY + 1
"""Cycles from a beat's addresses to its operands: the KV cache, and one for the spreading over the lanes."""

OFFER_LATENCY = 2 + BEAT_LATENCY
"""Cycles from the offer of probabilities to the operands of their first beat."""


def offer_delay(geometry, pv_latency):
    """Cycles that probabilities are held back so that the reciprocal is there when the sums come; with a tail of
    several elements, when it is addressed, a cycle after that; of a batch, when the last vector's leave, which may be
    the only one."""
    to_sums = softmax.PASS_LATENCY - softmax.OFFER_LEAD + OFFER_LATENCY + pv_latency
    to_first = word_elements(geometry) // sums_per_cycle(geometry) + final_sums.WAIT
    first_ones = max(0, geometry.slots - geometry.heads_per_beat - to_first)
    return max(0, softmax.RECIPROCAL_LATENCY - to_sums - (geometry.tail > 1) + first_ones)


def ports(geometry, dot_latency, pv_latency):
    g = geometry
    return clocked(layer=In(LayerStart()), batch=In(Batch(g.vectors)), at=In(pass_positions(g)),
                   kv_ready=In(bit(), "the token's keys and values are in the cache, and the lanes are free"),
                   kv=Out(KvRead(g)), q_write=In(HeadElements(g.tail * MANTISSA_BITS, SHIFT_BITS, g.vectors)),
                   op=Out(OperandBeat(g)), dot=In(Sums(g.dots_bits)),
                   pv=In(Sums(g.pv_bits)), u=Out(VectorElements(clog2(g.model.q_dim // g.tail), g.vectors, g.tail)),
                   last_beat=Out(bit(), "the layer's last beat"), done=Out(bit(), "the layer's last element"))


@module(ports)
def attention(clk, rst, layer, batch, at, kv_ready, kv, q_write, op, dot, pv, u, last_beat, done, *, geometry,
              dot_latency, pv_latency):
    """A layer begins with `start`, its token's first with `layer_first` as well; where its tokens stand stays until
    `done`. At least 4 cycles later come the query heads in ascending order, `tail` elements per cycle with `q_we`,
    `q_last` on a head's last. While `kv_ready` is high, the token's keys and values are in the cache and the
    lanes are free.

    Beats: `op_valid` with operands for all lanes, key times query, or (`op_value`) value times probability;
    `op_first` and `op_last` bound an accumulation. `dot_latency` cycles after the `op_last` of a key come the
    slots' `dots`, `pv_latency` >= 3 cycles after that of values the lanes' sums `pv`. The words and shifts of
    the KV cache follow their addresses by CACHE_LATENCY cycles, and `key_issue` or `value_issue` by one cycle more.
    `last_beat` comes with the layer's last beat.

    The output vector leaves as `u` (Q16.16), `tail` elements at a time, `u_commit` and `done` with its last one.

    The vectors of a batch attend side by side: all to the positions up to the last vector's, of which those behind a
    vector's own have no weight for it. Their output leaves item by item, one vector after the other. Where they are of
    several texts, those of each have a turn of their own (`sequence_walk`), from the first text's on.

    Raises ValueError for a `pv_latency` below 3: the sums of a unit would come before what announces them.
    """
    g = geometry
    unit_delay = BEAT_LATENCY + pv_latency - combining.UNIT_LEAD
    if unit_delay < 0:
        raise ValueError(f"the sums of values come {pv_latency} cycles after their last beat; give them 3")
    turn, attending, own_ready, turns = SequenceTurn(g), batch, kv_ready, ()
    if g.sequences == 1:
        begins, position, last = layer.start, at.position, last_attending(g)
    else:
        begins, position = turn.start, unsigned(g.position_bits)
        turn_ready, turn_done, own_ready = bit(), bit(), bit()
        attending = Batch(g.vectors, ends=True)
        last = last_attending(g).with_wires(vector=attending.last)
        walk = instance("u_sequence_walk", sequence_walk, dict(
            start=layer.start, batch=batch, at=at, done=turn_done, turn=turn, attending=attending, position=position,
            ready=turn_ready), geometry=g)

        @always_comb
        def take_turns():
            own_ready.next = kv_ready and turn_ready
            turn_done.next = u.commit and (u.vector == attending.last)

        turns = walk, take_turns
    where, split = split_position(g, position)

    ready_items, query_shifts = unsigned(g.items.bit_length()), MemoryRead(clog2(g.items), g.slots * SHIFT_BITS)
    queries = MemoryRead(clog2(query_words(g)), beat_elements(g) * MANTISSA_BITS)
    own_rst, resetting = own_reset("u_reset")
    store_rst, resetting_store = own_reset("u_store_reset")
    scheduler_rst, resetting_scheduler = own_reset("u_scheduler_reset")
    store = instance("u_query_store", query_store, dict(
        rst=store_rst, start=layer.start, batch=batch, q_write=q_write, ready_items=ready_items, shifts=query_shifts,
        word=queries), geometry=g)

    offer, beat, place = bit(), BeatMarks(layers=True), SpanPlace()
    item, query_addr = unsigned(clog2(g.items)), unsigned(clog2(query_words(g)))
    schedule = instance("u_scheduler", scheduler, dict(
        rst=scheduler_rst, layer=layer, turn=turn, **where, batch=attending, kv_ready=own_ready,
        issue=KvIssue().with_wires(key_there=kv.key_there, value_there=kv.value_there, key_issue=kv.key_issue,
                                   value_issue=kv.value_issue),
        ready_items=ready_items, offer=offer, beat=beat, place=place, word_addr=kv.kv_addr, shift_addr=kv.kv_shift_addr,
        item=item, query_addr=query_addr), geometry=g, spacing=combining.spacing(g))

    # All of a beat meets at its operands: queries come one cycle after their address, probabilities two, the flags are
    # wanted one before, and a query's shift is used a cycle before its key's.
    probability_place = unsigned(softmax.PLACE_BITS)
    probabilities = MemoryRead(softmax.PLACE_BITS, g.slots * PROBABILITY_BITS)
    to_reads = (delayed("u_query_read", query_addr, queries.raddr, CACHE_LATENCY - 1, rst=own_rst),
                delayed("u_item_read", item, query_shifts.raddr, CACHE_LATENCY - 2, rst=own_rst),
                delayed("u_probability_read", probability_place, probabilities.raddr, CACHE_LATENCY - 2, rst=own_rst))
    marks = BeatMarks().with_wires(valid=beat.valid, value=beat.value, first=beat.first, last=beat.last)
    at_read, to_read = delay_line("u_beat", marks, BEAT_LATENCY - 2, rst=own_rst)
    to_end = delayed("u_last_beat", beat.layer_end, last_beat, BEAT_LATENCY, rst=own_rst)

    @always_comb
    def find_probability():
        probability_place.next = concat(place.bank, place.index)

    spread = instance("u_operands", operands, dict(
        marks=at_read, keys=kv.keys, values=kv.values, queries=queries.rdata,
        probabilities=probabilities.rdata, op=op), geometry=g)

    early_shifts, dots = unsigned(g.slots * SHIFT_COUNT_BITS), DotProducts(g).with_wires(**dot.wires)
    shifts = [instance(f"u_score_shift_{j}", score_shift, dict(
        rst=own_rst, query_shift=part(query_shifts.rdata, j, SHIFT_BITS),
        key_shift=part(kv.key_shifts, g.kv_slot(j), SHIFT_BITS),
        score_shift=part(early_shifts, j, SHIFT_COUNT_BITS)), largest=2 * largest_head_shift(g))
        for j in range(g.slots)]
    shift_timing = (delayed("u_score_shifts", early_shifts, dots.score_shifts, dot_latency, rst=own_rst),
                    delayed("u_value_shifts", kv.value_shifts, dots.value_shifts, dot_latency + 1, rst=own_rst))

    unit, deltas, reciprocal = UnitNotice(), MemoryRead(BANK_BITS, g.slots * DELTA_BITS), ReciprocalRead(g.slots)
    unit_ends = bit()

    @always_comb
    def find_unit():
        unit_ends.next = beat.valid and beat.value and beat.last

    _, to_sums = delay_line("u_unit", (unit_ends, place.first_span, place.final_span, place.bank),
                            unit_delay, into=(unit.valid, unit.first_span, unit.final_span, deltas.raddr), rst=own_rst)

    normalise = instance("u_online_softmax", softmax.online_softmax, dict(
        start=begins, **where, last=last, dot=dots, offer=offer, probabilities=probabilities, deltas=deltas,
        reciprocal=reciprocal), geometry=g, offer_delay=offer_delay(g, pv_latency))
    gather = instance("u_combine", combining.combine, dict(
        start=begins, batch=attending, unit=unit, deltas=deltas.rdata, pv=pv, reciprocal=reciprocal, u=u), geometry=g)
    finish = resize(u.commit, done)

    return (resetting, resetting_store, resetting_scheduler, turns, split, store, schedule, to_reads, to_read, to_end,
            find_probability, spread, shifts, shift_timing, find_unit, to_sums, normalise, gather, finish)


def split_position(geometry, position, name="last_index"):
    """`(connections, blocks)`: the bundle `span` of a position, for the blocks that want to know it, and what drives
    the place in the span, a wire of this name."""
    bits, last_index = geometry.position_bits, wire(unsigned(INDEX_BITS), name)
    if bits <= INDEX_BITS:
        last_span, place = Const(0, span_bits(geometry)), widen(position, last_index)
    else:
        last_span = Part(position, bits, INDEX_BITS)
        place = join(Part(position, INDEX_BITS, 0), Part(last_index, INDEX_BITS, 0))
    span = SpanPosition(geometry).with_wires(last_span=last_span, last_index=last_index)
    return dict(span=span), place
