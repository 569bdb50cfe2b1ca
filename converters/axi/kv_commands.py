"""The reads of a token's keys or values, in the order in which attention uses them."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    module,
    named,
    state_register,
    unsigned,
)
from llama2_rtl.converters.interfaces.stream import WordRange

IDLE, WHOLE, STEP, PART, NEXT = named("IDLE WHOLE STEP PART NEXT")


def ports(offset_bits, groups, sharers, stride, parts, part_stride, what):
    return clocked(start=In(bit(), "a token's reads begin"),
                   first_region=In(unsigned(offset_bits), "where the first region begins"),
                   whole=In(unsigned(offset_bits), "words of each sharer's first command"),
                   last_at=In(unsigned(offset_bits), "where the other parts begin in a region"),
                   rest=In(unsigned(offset_bits), "words of each of the other parts"), m=Out(WordRange(offset_bits)),
                   done=Out(bit(), "the last command is taken"))


@module(ports, suffix="{what}")
def kv_commands(clk, rst, start, first_region, whole, last_at, rest, m, done, *, offset_bits, groups, sharers, stride,
                parts, part_stride, what):
    """From `start` on, for each of `groups` regions, the first at `first_region` and each `stride` words after the one
    before: `sharers` times its first `whole` words and, for each of the `parts` after the
    first, `rest` words that lie `last_at` words and as many times `part_stride` into it. The lengths and places hold
    still until the last command. A command is offered a cycle after `start`, each further one 2 cycles after the one
    before was taken; `done` comes 2 cycles after the last one was. It reads `what`, keys or values.
    """
    last_sharer, last_group, last_part = sharers - 1, groups - 1, parts - 1
    state = state_register(IDLE)
    region, at = unsigned(offset_bits), unsigned(offset_bits)
    sharer, group, part_number = unsigned(clog2(sharers)), unsigned(clog2(groups)), unsigned(clog2(parts))

    @always_comb
    def offer():
        m.valid.next = (state == WHOLE) or (state == PART)
        if state == WHOLE:
            m.offset.next = region
            m.words.next = whole
        else:
            m.offset.next = at
            m.words.next = rest

    @always_seq(clk.posedge, reset=rst)
    def walk():
        done.next = 0
        if state == IDLE:
            region.next = first_region
            sharer.next = 0
            group.next = 0
            part_number.next = 0
            if start:
                state.next = WHOLE
        elif state == WHOLE:
            at.next = region + last_at
            if m.ready:
                if part_number == last_part:
                    state.next = NEXT
                else:
                    state.next = STEP
        elif state == STEP:
            at.next = at + part_stride
            part_number.next = part_number + 1
            state.next = PART
        elif state == PART:
            if m.ready:
                if part_number == last_part:
                    state.next = NEXT
                else:
                    state.next = STEP
        else:
            part_number.next = 0
            state.next = WHOLE
            if sharer != last_sharer:
                sharer.next = sharer + 1
            else:
                sharer.next = 0
                region.next = region + stride
                group.next = group + 1
                if group == last_group:
                    done.next = 1
                    state.next = IDLE

    return offer, walk
