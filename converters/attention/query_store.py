"""The queries of a token, as words for the lanes."""

from itertools import product
from typing import NamedTuple

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import (
    MANTISSA_BITS,
    SHIFT_BITS,
    beat_elements,
    query_words,
    word_elements,
)
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    bit,
    clock,
    clocked,
    clog2,
    instance,
    module,
    part,
    resize,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.attention import HeadElements
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.kernels.per_vector import for_last, per_vector, shown, vector_delayed
from llama2_rtl.converters.memory.ram import ram


def column_ports(width, depth, select_bits):
    return dict(clk=In(clock()), number=In(unsigned(select_bits), "the column's own number"),
                select=In(unsigned(select_bits), "the column that is written"),
                write=In(MemoryWrite(clog2(depth), width)), read=In(MemoryRead(clog2(depth), width)))


@module(column_ports, suffix="{width}x{depth}")
def column(clk, number, select, write, read, *, width, depth, select_bits):
    """One of many memories that share their write port's data: each keeps what is meant for it.

    Writes where `select` is this column's `number`. `rdata` follows `raddr` by one cycle.
    """
    mine = MemoryWrite(clog2(depth), width).with_wires(waddr=write.waddr, wdata=write.wdata)

    @always_comb
    def choose():
        mine.we.next = write.we and (select == number)

    return choose, instance("u_ram", ram, dict(write=mine, read=read), width=width, depth=depth)


def spare_select_ports(select_bits, away):
    return dict(select=In(unsigned(select_bits), "the column that is written"),
                short=In(bit(), "the item has no head for the spare slot"),
                own=Out(unsigned(select_bits), "the column of the spare slot, if any is"))


@module(spare_select_ports, suffix="{select_bits}_{away}")
def spare_select(select, short, own, *, select_bits, away):
    """The columns of a slot that is spare in some items: there it keeps what is meant for the last head, whose columns
    are so many `away`, so that all that is read has been written. No latency."""
    @always_comb
    def choose():
        own.next = select
        if short:
            own.next = select + away

    return choose


def write_choice_ports(vectors):
    bits = clog2(vectors)
    return dict(number=In(unsigned(bits), "the vector's own number"), vector=In(unsigned(bits), "whose write it is"),
                batch=In(Batch(vectors)), mine=Out(bit(), "it is this vector's"))


@module(write_choice_ports, suffix="{vectors}")
def write_choice(number, vector, batch, mine, *, vectors):
    """A vector's writes are its own; one that takes no part has those of the last one, so that all that is read has
    been written. No latency."""
    last = vectors - 1

    @always_comb
    def choose():
        mine.next = (vector == number) or ((vector == last) and (number < batch.first))

    return choose


def query_store_ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "the next element is a layer's first"), batch=In(Batch(g.vectors)),
                   q_write=In(HeadElements(g.tail * MANTISSA_BITS, SHIFT_BITS, g.vectors)),
                   ready_items=Out(unsigned(g.items.bit_length()), "how many items are complete"),
                   shifts=In(MemoryRead(clog2(g.items), g.slots * SHIFT_BITS)),
                   word=In(MemoryRead(clog2(query_words(g)), beat_elements(g) * MANTISSA_BITS)))


@module(query_store_ports)
def query_store(clk, rst, start, batch, q_write, ready_items, shifts, word, *, geometry):
    """Takes the heads of a layer after `start` in ascending order, an element at a time, or `tail` of them side by
    side, `q_last` with a head's last.

    The first `ready_items` items are complete and may be read, with a tail of several elements a cycle later: `shifts`
    of an item's heads by the item, the elements of a beat, `word`, by the number of the word; both follow their
    addresses by one cycle. Elements that a head's last word does not have are undefined. Of several vectors an item is
    complete when it is for all, whose elements and shifts lie side by side. Spare slots have the queries of the last
    head.
    """
    g = geometry
    elements, slots, width = word_elements(g) // g.tail, g.heads_per_beat, g.tail * MANTISSA_BITS
    # Several heads of several words each: the parts of all heads lie side by side.
    in_parts, spare = g.chunks > 1 and slots > 1, g.spare_slots
    last_element, last_slot, back = (g.lanes if in_parts else elements) - 1, slots - 1, g.chunks - 1
    word_bits, vectors = clog2(query_words(g)), g.vectors
    element_write, shift_write = MemoryWrite(word_bits, width), MemoryWrite(clog2(g.items), SHIFT_BITS)
    # Each vector is as far as its own heads are.
    vector, to_vector = vector_delayed("u_vector", vector_of(q_write), 1)
    element, slot = (per_vector(unsigned(clog2(count)), vectors, vector) for count in (last_element + 1, slots))
    place = per_vector(element_write.waddr, vectors, vector)
    select, selection, numbering = element, (), to_vector
    word_end, item_end, last, at_last_slot = (bit() for _ in range(4))
    short, turns, last_turn, last_of_short = bit(), (), g.items_per_kv_word - 1, slots - 1 - spare
    turn = per_vector(unsigned(clog2(g.items_per_kv_word)), vectors, vector)
    items_end, to_last = for_last(item_end, vectors, vector)
    # Of several vectors a start sees one; each is back at its first word after its last.
    restart, last_word = start if vectors == 1 else bit(), query_words(g) - 1

    # The fan-out is all memories, and the source is far away.
    @always_seq(clk.posedge, reset=rst)
    def enter():
        element_write.we.next = q_write.valid
        last.next = q_write.last
        element_write.wdata.next = q_write.mantissa[width:]
        shift_write.wdata.next = q_write.shift

    @always_comb
    def find_ends():
        shift_write.we.next = element_write.we and last
        item_end.next = element_write.we and last and at_last_slot

    if not spare:
        @always_comb
        def find_last_slot():
            at_last_slot.next = slot == last_slot
    else:
        @always_comb
        def find_last_slot():
            short.next = turn == last_turn
            if turn == last_turn:
                at_last_slot.next = slot == last_of_short
            else:
                at_last_slot.next = slot == last_slot

        @always_seq(clk.posedge, reset=rst)
        def turns():
            if start:
                turn.next = 0
            elif item_end:
                if turn == last_turn:
                    turn.next = 0
                else:
                    turn.next = turn + 1

    if not in_parts:
        @always_comb
        def divide():
            word_end.next = (element == last_element) or (last and at_last_slot)

        @always_seq(clk.posedge, reset=rst)
        def address():
            if restart:
                place.next = 0
            elif element_write.we and word_end:
                place.next = place + 1
    else:
        if g.lanes == 1:
            select = slot
        else:
            select = unsigned(clog2(elements))

            @always_comb
            def selection():
                select.next = concat(slot, element)

        @always_comb
        def divide():
            word_end.next = element == last_element

        # A head's words lie one behind the other, the next head's beside them from the first one on.
        @always_seq(clk.posedge, reset=rst)
        def address():
            if restart:
                place.next = 0
            elif shift_write.we and not item_end:
                place.next = place - back
            elif element_write.we and word_end:
                place.next = place + 1

    @always_seq(clk.posedge, reset=rst)
    def count():
        if start:
            element.next = 0
            slot.next = 0
        elif element_write.we:
            element.next = element + 1
            if word_end:
                element.next = 0
            if item_end:
                slot.next = 0
            elif shift_write.we:
                slot.next = slot + 1

    element_we, shift_we = element_write.we, shift_write.we
    if vectors > 1:
        element_we, shift_we, mine = unsigned(vectors), unsigned(vectors), unsigned(vectors)
        choices = [instance(f"u_choice_{number}", write_choice, dict(
            number=Const(number, g.vector_bits), vector=vector, batch=batch, mine=part(mine, number, 1)),
            vectors=vectors) for number in range(vectors)]

        @always_comb
        def write():
            restart.next = item_end and (place == last_word)
            for number in range(vectors):
                element_we.next[number] = element_write.we and mine[number]
                shift_we.next[number] = shift_write.we and mine[number]

        numbering = to_vector, to_last, choices, write, shown(place, element_write.waddr)
    if g.tail == 1:
        items = resize(ready_items, shift_write.waddr)

        @always_seq(clk.posedge, reset=rst)
        def announce():
            if start:
                ready_items.next = 0
            elif items_end:
                ready_items.next = ready_items + 1
    else:
        @always_seq(clk.posedge, reset=rst)
        def items():
            if start:
                shift_write.waddr.next = 0
            elif item_end:
                shift_write.waddr.next = shift_write.waddr + 1

        # A head has some elements more than come at once, so that `slot` is the last one's already; and nothing is read
        # within a cycle of being announced.
        @always_seq(clk.posedge, reset=rst)
        def announce():
            if start:
                ready_items.next = 0
            elif q_write.valid and q_write.last and at_last_slot:
                ready_items.next = ready_items + 1

    columns = _Columns(vectors, slots, spare, short)
    words = columns.of("u_element", elements, select, element_write, element_we, word, query_words(g))
    scales = columns.of("u_shift", slots, slot, shift_write, shift_we, shifts, g.items)
    return (enter, find_ends, find_last_slot, turns, numbering, divide, selection, address, count, items, announce,
            words, scales)


class _Columns(NamedTuple):
    """Columns of each of so many vectors and slots, of which the last ones are spare in `short` items."""

    vectors: int
    slots: int
    spare: int
    short: object

    def of(self, label, count, select, write, we, read, depth):
        """Columns for the `count` parts of a word of each vector, whose writes are told by the bits of `we`."""
        bits, width, of_slot = clog2(count), len(write.wdata), count // self.slots
        selects, choices = [select] * self.slots, []
        for number in range(self.spare):
            selects[self.slots - self.spare + number] = own = wire(unsigned(bits), f"{label}_spare_{number}")
            choices.append(instance(f"{label}_spare_select_{number}", spare_select, dict(
                select=select, short=self.short, own=own), select_bits=bits, away=(number + 1) * of_slot))
        return choices, [instance(f"{label}_{vector * count + i}", column, dict(
            number=Const(i, bits), select=selects[i // of_slot], write=write.with_wires(
                we=part(we, vector, 1), waddr=write.waddr, wdata=write.wdata),
            read=read.with_wires(raddr=read.raddr, rdata=part(read.rdata, vector * count + i, width))),
            width=width, depth=depth, select_bits=bits) for vector, i in product(range(self.vectors), range(count))]
