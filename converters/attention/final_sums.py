"""The complete sums of an item, of all vectors of a batch and several elements at once, on their way out one vector and
as many elements as the tail takes after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import (
    ITEM_TAG_BITS,
    head_elements,
    shows_short,
    sum_addr_bits,
    sum_bits,
    sums_per_cycle,
    vector_elements,
)
from llama2_rtl.converters.control.vector_walk import vector_walk
from llama2_rtl.converters.hdl import (
    In,
    Out,
    Rule,
    bit,
    check,
    clocked,
    clog2,
    instance,
    module,
    pick,
    resize,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.attention_wires import Dividend, ReciprocalRead
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.per_vector import pick_vector
from llama2_rtl.converters.memory.ram import ram

WAIT = 2
"""Cycles that the last sum of a single vector waits beyond those that the sums before it take to leave."""

RULES = (
    Rule("kept", "!{we} || !{busy} || ({at_last} && {waddr} < {raddr})",
         "sums come to places that those of the item before have left"),
    Rule("apart", "!{item_end} || !{busy}", "an item ends when the sums of the one before have left"),
)


def ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "a layer begins"), batch=In(Batch(g.vectors, g.sequences > 1)),
                   sums=In(MemoryWrite(sum_addr_bits(g), sums_per_cycle(g) * g.vectors * sum_bits(g))),
                   reciprocal=Out(ReciprocalRead(g.slots)), dividend=Out(Dividend(g, g.tail)))


@module(ports)
def final_sums(clk, rst, start, batch, sums, reciprocal, dividend, *, geometry):
    """Keeps the sums of an item's elements, which come in ascending order, as many of each vector in a cycle as are
    summed up. The first ones leave 3 cycles after the last ones came, then as many in every cycle as the tail takes,
    each with the reciprocal of its denominator: of the vectors that take part all of one after all of another. Sums are
    replaced when those of the last vector have left. Those of spare slots do not leave.
    """
    g, steps = geometry, sums_per_cycle(geometry) // geometry.tail
    width, last_word = g.tail * sum_bits(g), vector_elements(g) // sums_per_cycle(g) - 1
    heads, last_place, last_index = g.heads_per_beat, steps * (last_word + 1) - 1, head_elements(g) // g.tail - 1
    last_head, kept_bits, spare = heads - 1, g.vectors * steps * width, g.spare_slots
    place, index, head = unsigned(clog2(last_place + 1)), unsigned(clog2(last_index + 1)), unsigned(clog2(heads))
    slot, item = unsigned(clog2(g.slots)), unsigned(ITEM_TAG_BITS)
    busy, item_end, vector_end, at_last, at_last_head = (bit() for _ in range(5))
    onward, back, to_next_vector = unsigned(clog2(last_place + 1)), unsigned(clog2(g.slots)), unsigned(clog2(g.slots))
    kept, first_slot = MemoryRead(sum_addr_bits(g), kept_bits), unsigned(clog2(g.slots))
    chosen, of_vector, choices = kept.rdata, kept.rdata, []
    read, at_read, to_total, at_total = [item, slot], [reciprocal.item, reciprocal.slot], [busy], [dividend.in_valid]

    if g.vectors == 1:
        vectors = tie(at_last, 1), tie(first_slot, 0)
    else:
        present, present_read, first = unsigned(g.vector_bits), unsigned(g.vector_bits), unsigned(clog2(g.slots))
        chosen = of_vector = unsigned(steps * width)
        choices.append(pick_vector(kept.rdata, g.vectors, present_read, of_vector))
        read, at_read = [present, *read], [present_read, *at_read]
        to_total, at_total = [busy, present], [dividend.in_valid, dividend.vector]
        walk_on = instance("u_vector_walk", vector_walk, dict(
            start=item_end, batch=batch, take=vector_end, vector=present, at_last=at_last), vectors=g.vectors,
            ends=g.sequences > 1)

        @always_comb
        def find_first():
            first_slot.next = first * heads

        vectors = walk_on, resize(batch.first, first), find_first

    if steps == 1:
        words = resize(place, kept.raddr)
    else:
        step_bits = clog2(steps)
        step, step_read, chosen = unsigned(step_bits), unsigned(step_bits), unsigned(width)
        choices.append(pick(of_vector, step_read, chosen))
        read, at_read = [step, *read], [step_read, *at_read]

        @always_comb
        def words():
            kept.raddr.next = place[:step_bits]
            step.next = place[step_bits:]

    marks = ()
    if not spare:
        @always_comb
        def find_ends():
            vector_end.next = busy and (place == last_place)
            at_last_head.next = head == last_head

        short_items = tie(onward, 1), tie(back, last_head), tie(to_next_vector, 1)
    else:
        last_turn, turn = g.items_per_kv_word - 1, unsigned(clog2(g.items_per_kv_word))
        last_of_short, over_spare = last_head - spare, spare * (last_index + 1) + 1
        next_of_short = (spare + 1) % g.slots  # of one vector the next item begins anew
        last_place_of_short = last_place - spare * (last_index + 1)
        if shows_short(g):
            of_short = bit()
            to_total, at_total = [*to_total, of_short], [*at_total, dividend.short]

            @always_comb
            def marks():
                of_short.next = turn == last_turn

        @always_comb
        def find_ends():
            if turn == last_turn:
                vector_end.next = busy and (place == last_place_of_short)
                at_last_head.next = head == last_of_short
                onward.next = over_spare
                back.next = last_of_short
                to_next_vector.next = next_of_short
            else:
                vector_end.next = busy and (place == last_place)
                at_last_head.next = head == last_head
                onward.next = 1
                back.next = last_head
                to_next_vector.next = 1

        @always_seq(clk.posedge, reset=rst)
        def short_items():
            if start:
                turn.next = 0
            elif vector_end and at_last:
                if turn == last_turn:
                    turn.next = 0
                else:
                    turn.next = turn + 1

    @always_comb
    def look():
        item_end.next = sums.we and (sums.waddr == last_word)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            busy.next = 0
            item.next = 0
        elif item_end:
            busy.next = 1
            place.next = 0
            index.next = 0
            head.next = 0
            slot.next = first_slot
        elif vector_end:
            place.next = 0
            index.next = 0
            head.next = 0
            slot.next = slot + to_next_vector
            if at_last:
                busy.next = 0
                item.next = item + 1
        elif busy:
            place.next = place + 1
            index.next = index + 1
            if index == last_index:
                index.next = 0
                head.next = head + 1
                slot.next = slot + 1
                if at_last_head:
                    head.next = 0
                    slot.next = slot - back
                    place.next = place + onward

    @always_seq(clk.posedge, reset=rst)
    def choose():
        dividend.total.next = chosen.signed()

    memory = instance("u_ram", ram, dict(write=sums, read=kept), width=kept_bits, depth=last_word + 1)
    timing = (delay_line("u_to_read", read, 1, into=at_read)[1],
              delay_line("u_to_total", to_total, 2, into=at_total)[1])
    checks = check(clk, rst, RULES, we=sums.we, busy=busy, at_last=at_last, waddr=sums.waddr, raddr=kept.raddr,
                   item_end=item_end)
    return (vectors, words, find_ends, short_items, marks, look, walk, choose, memory, timing, checks, choices,
            resize(reciprocal.factor, dividend.reciprocal), resize(reciprocal.shift, dividend.shift))
