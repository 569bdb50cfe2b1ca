"""The order in which attention goes through items, spans and positions."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import (
    BANKS,
    INDEX_BITS,
    last_word_elements,
    span_bits,
    sums_per_cycle,
    sums_wait,
    vector_elements,
)
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Open,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    module,
    resize,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.attention_wires import KeyBeats, SpanPlace, ValueBeats
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.golden.config import SPAN


def span_position_ports(geometry):
    return clocked(start=In(bit(), "back to the first position"), span=In(SpanPosition(geometry)),
                   advance=In(bit(), "on to the next position"),
                   again=In(bit(), "the span is to be counted anew at its end"), place=Out(SpanPlace()),
                   next_final=Out(bit(), "the next span will be its item's last"),
                   span_end=Out(bit(), "the position is its span's last"))


@module(span_position_ports)
def span_position(clk, rst, start, span, advance, again, place, next_final, span_end, *, geometry):
    """Where a walk over (item, span, position) is within its item.

    Counts positions on `advance`: `index` within the span, spans up to `last_span`, which ends at `last_index`,
    then the next item's; a span that ends with `again` is counted anew. `bank` counts the spans of all items, modulo
    BANKS; `next_final` tells that the next one will be its item's final one.

    The flags tell about the present position: no latency. `start` returns to the first; `last_span` and
    `last_index` must not change after it, until the walk is over.
    """
    full = SPAN - 1
    next_left, lone, next_lone, one_position, single = unsigned(span_bits(geometry)), bit(), bit(), bit(), bit()
    left, limit, next_limit = (unsigned(INDEX_BITS) for _ in range(3))

    @always_comb
    def look():
        one_position.next = span.last_index == 0
        single.next = span.last_span == 0

    # What the next span will be stands in registers too: much hangs on the flags of the present one.
    @always_seq(clk.posedge, reset=rst)
    def count_spans():
        if start:
            place.bank.next = 0
            place.first_span.next = 1
            place.final_span.next = single
            limit.next = full
            lone.next = single and one_position
            if single:
                limit.next = span.last_index
            next_left.next = span.last_span - 1
            next_final.next = span.last_span == 1
            if single:
                next_left.next = 0
                next_final.next = 1
        elif advance and span_end and not again:
            place.bank.next = place.bank + 1
            place.first_span.next = place.final_span
            place.final_span.next = next_final
            limit.next = next_limit
            lone.next = next_lone
            next_left.next = next_left - 1
            next_final.next = next_left == 1
            if next_final:
                next_left.next = span.last_span
                next_final.next = single

    @always_comb
    def look_ahead():
        next_limit.next = full
        if next_final:
            next_limit.next = span.last_index
        next_lone.next = next_final and one_position

    @always_seq(clk.posedge, reset=rst)
    def count_positions():
        if start:
            place.index.next = 0
            left.next = full
            span_end.next = single and one_position
            if single:
                left.next = span.last_index
        elif advance and span_end:
            place.index.next = 0
            if again:
                left.next = limit
                span_end.next = lone
            else:
                left.next = next_limit
                span_end.next = next_lone
        elif advance:
            place.index.next = place.index + 1
            left.next = left - 1
            span_end.next = left == 1

    return look, count_spans, look_ahead, count_positions


def key_walk_ports(geometry):
    return clocked(start=In(bit(), "back to the first beat"), span=In(SpanPosition(geometry)),
                   kv_ready=In(bit(), "the cache is ready"),
                   ready_items=In(unsigned(geometry.items.bit_length()), "how many items' queries are complete"),
                   beat=Out(KeyBeats(geometry)))


@module(key_walk_ports)
def key_walk(clk, rst, start, span, kv_ready, ready_items, beat, *, geometry):
    """The order of the key beats: per item all positions, per position the words of its key.

    A pass is a span's beats of one item. `next_item`: from the next cycle on an item's query waits (`ready_items`),
    and the cache is ready (`kv_ready`). `claim` goes with the first beat of a pass, which takes a bank; `position_end`
    with the last beat of each position.
    """
    last_chunk = geometry.chunks - 1
    chunk, items = unsigned(clog2(geometry.chunks)), unsigned(geometry.items.bit_length())
    item_after = unsigned(geometry.items.bit_length())
    span_end, final_span, active, item_done = bit(), bit(), bit(), bit()
    item_number = resize(items, beat.item)

    @always_comb
    def flags():
        beat.first.next = chunk == 0
        beat.last.next = chunk == last_chunk
        beat.claim.next = beat.issue and not active

    @always_comb
    def ends():
        beat.position_end.next = beat.issue and (chunk == last_chunk)
        beat.item_end.next = span_end and final_span

    @always_comb
    def count_on():
        item_done.next = beat.position_end and beat.item_end
        item_after.next = items + 1

    @always_comb
    def look_ahead():
        beat.next_item.next = 0
        if item_done:
            beat.next_item.next = kv_ready and not start and (item_after != ready_items)
        else:
            beat.next_item.next = kv_ready and not start and (items != ready_items)
        beat.next_active.next = active and not start
        if beat.issue:
            beat.next_active.next = not start and not (beat.position_end and span_end)

    position = instance("u_span_position", span_position, dict(
        start=start, span=span, advance=beat.position_end, again=Const(0, 1),
        place=SpanPlace().with_wires(final_span=final_span).leaving_open("bank", "index", "first_span"),
        next_final=Open(1), span_end=span_end), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        active.next = beat.next_active
        if start:
            chunk.next = 0
            items.next = 0
            beat.query_addr.next = 0
        elif beat.issue:
            if chunk != last_chunk:
                chunk.next = chunk + 1
                beat.query_addr.next = beat.query_addr + 1
            else:
                chunk.next = 0
                if item_done:
                    items.next = items + 1
                    beat.query_addr.next = beat.query_addr + 1
                else:
                    beat.query_addr.next = beat.query_addr - last_chunk

    return item_number, flags, ends, count_on, look_ahead, position, walk


def last_sums_stay(geometry):
    """Cycles from an item's last beat of values until the next item's may begin to be its last span's, where complete
    sums wait and leave for a single vector: those of the last word are added up, and then the sums leave, in the order
    in which the next item's take their places. Where more come in a cycle than leave, the next ones begin so much later
    that they reach the last place when it has been left."""
    summed, leaving = sums_per_cycle(geometry), vector_elements(geometry) // geometry.tail
    return last_word_elements(geometry) // summed + leaving - leaving * geometry.tail // summed


def output_pace_ports(geometry):
    return clocked(batch=In(Batch(geometry.vectors, geometry.sequences > 1)),
                   item_end=In(bit(), "an item's last beat is taken"),
                   busy=Out(bit(), "sums of the next item would meet it"))


@module(output_pace_ports)
def output_pace(clk, rst, batch, item_end, busy, *, geometry):
    """How long an item's sums are kept, which leave one vector after the other: `busy` from the cycle after `item_end`
    for `last_sums_stay(geometry)` cycles, and for each vector that takes part, but the last, as many more as its
    elements take to leave."""
    last_of_item, last_of_vector = last_sums_stay(geometry) - 1, vector_elements(geometry) // geometry.tail - 1
    left = unsigned(clog2(max(last_of_item, last_of_vector) + 1))

    if geometry.vectors == 1:
        @always_seq(clk.posedge, reset=rst)
        def count():
            if item_end:
                busy.next = 1
                left.next = last_of_item
            else:
                busy.next = left != 0
                if left != 0:
                    left.next = left - 1
    else:
        last_vector = geometry.vectors - 1 if geometry.sequences == 1 else batch.last
        turns = unsigned(clog2(geometry.vectors))

        @always_seq(clk.posedge, reset=rst)
        def count():
            if item_end:
                busy.next = 1
                left.next = last_of_item
                turns.next = last_vector - batch.first
            elif busy and (left != 0):
                left.next = left - 1
            elif busy:
                left.next = last_of_vector
                turns.next = turns - 1
                busy.next = turns != 0

    return count


def value_walk_ports(geometry, spacing):
    return clocked(start=In(bit(), "back to the first beat"), span=In(SpanPosition(geometry)),
                   batch=In(Batch(geometry.vectors, geometry.sequences > 1)),
                   offer=In(bit(), "the probabilities of a span are coming"), beat=Out(ValueBeats()),
                   place=Out(SpanPlace()))


@module(value_walk_ports)
def value_walk(clk, rst, start, span, batch, offer, beat, place, *, geometry, spacing):
    """The order of the value beats: per span and word of a value all positions; `bank` and `index` are those of the
    beat's probabilities.

    A unit is one word of the values of a span's positions, whose sums leave the engine together; a pass is the units
    of a span. `offer` announces a span's probabilities; the first unit of it may begin in the next cycle. Units end
    at least `spacing` cycles apart, so that the sums of one are gone before the next ones come. Where complete sums
    wait a final span begins when those of the item before leave their places in time as well.
    """
    last_chunk, last_item = geometry.chunks - 1, geometry.items - 1
    chunk, item = unsigned(clog2(geometry.chunks)), unsigned(clog2(geometry.items))
    waiting = unsigned(BANKS.bit_length())
    hold_bits, spacing_left = max(clog2(spacing), INDEX_BITS), spacing - 1
    full_hold = max(0, spacing - SPAN)
    hold, new_hold, last_hold, length = (unsigned(hold_bits) for _ in range(4))
    extension = widen(span.last_index, length)
    next_chunk, taken, some_waiting, next_waiting, next_apart, active, next_final = (bit() for _ in range(7))

    @always_comb
    def flags():
        beat.first.next = place.index == 0
        next_chunk.next = chunk != last_chunk
        taken.next = beat.issue and beat.pass_end

    @always_comb
    def ends():
        beat.pass_end.next = beat.unit_end and (chunk == last_chunk)
        beat.item_end.next = beat.unit_end and (chunk == last_chunk) and place.final_span
        beat.layer_end.next = beat.unit_end and (chunk == last_chunk) and place.final_span and (item == last_item)

    position = instance("u_span_position", span_position, dict(
        start=start, span=span, advance=beat.issue, again=next_chunk, place=place,
        next_final=next_final, span_end=beat.unit_end), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        active.next = beat.next_active
        if start:
            chunk.next = 0
            item.next = 0
        elif beat.issue:
            if beat.pass_end:
                chunk.next = 0
            elif beat.unit_end:
                chunk.next = chunk + 1
            if beat.layer_end:
                item.next = 0
            elif beat.item_end:
                item.next = item + 1

    @always_comb
    def look_ahead():
        beat.next_active.next = active and not start
        if beat.issue:
            beat.next_active.next = not beat.unit_end and not start
        next_waiting.next = some_waiting
        if offer and not taken:
            next_waiting.next = 1
        elif taken and not offer:
            next_waiting.next = waiting != 1

    @always_seq(clk.posedge, reset=rst)
    def count_spans():
        some_waiting.next = next_waiting
        if offer and not taken:
            waiting.next = waiting + 1
        elif taken and not offer:
            waiting.next = waiting - 1

    # `hold`: the next unit, begun so many cycles later, ends at least `spacing` cycles after the one before.
    @always_comb
    def choose_hold():
        new_hold.next = full_hold
        if (next_chunk and place.final_span) or (not next_chunk and next_final):
            new_hold.next = last_hold

    @always_comb
    def keep_apart():
        next_apart.next = hold <= 1
        if beat.issue and beat.unit_end:
            next_apart.next = new_hold == 0

    if not sums_wait(geometry):
        @always_comb
        def allow():
            beat.next_ready.next = next_waiting and next_apart

        output = ()
    else:
        item_taken, output_busy, span_final = bit(), bit(), bit()

        @always_comb
        def look_at_output():
            item_taken.next = beat.issue and beat.item_end
            span_final.next = place.final_span
            if beat.issue and beat.unit_end and not next_chunk:
                span_final.next = next_final

        @always_comb
        def allow():
            beat.next_ready.next = next_waiting and next_apart and not (span_final and (output_busy or item_taken))

        output = look_at_output, instance("u_output_pace", output_pace, dict(
            batch=batch, item_end=item_taken, busy=output_busy), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def pace():
        last_hold.next = 0
        if length < spacing_left:
            last_hold.next = spacing_left - length
        if beat.issue and beat.unit_end:
            hold.next = new_hold
        elif hold != 0:
            hold.next = hold - 1

    return (extension, flags, ends, position, walk, look_ahead, count_spans, choose_hold, keep_apart, allow, output,
            pace)
