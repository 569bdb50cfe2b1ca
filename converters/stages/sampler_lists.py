"""The sampler's lists, one for each vector of a batch, and the choice from each."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    element,
    instance,
    module,
    part,
    resize,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.control import TokenFilters
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector
from llama2_rtl.converters.interfaces.stages_wires import ListCommand, UnlistedChoices
from llama2_rtl.converters.kernels.per_vector import for_vector, per_vector, pick_vector
from llama2_rtl.converters.stages.list_walk import list_walk, word_bits
from llama2_rtl.converters.stages.sorted_list import sorted_list
from llama2_rtl.golden.number_formats import Q16_16

UNLISTED = 2
"""Cycles from the beginning of an unlisted vector's turn to its token."""


def ports(token_bits, entries, vectors=1, samplings=1):
    words = MarkedSamples(value=unsigned(word_bits(token_bits)), last=bit(), **fresh_vector(vectors))
    return clocked(filters=In(TokenFilters(entries, samplings)), in_word=In(words),
                   unlisted=In(UnlistedChoices(token_bits, samplings)),
                   out_token=Out(Samples(value=unsigned(token_bits), **fresh_vector(vectors))))


@module(ports, suffix="{vectors}")
def sampler_lists(clk, rst, filters, in_word, unlisted, out_token, *, token_bits, entries, vectors=1, samplings=1):
    """Words as `list_walk` has them are sorted as they come, and `list_walk.latency(entries)` + 1 cycles after the
    `last` one the token is there that is chosen of them.

    Of several vectors each has a list, and words come in any order among them, but for the last ones, which come in
    the vectors' order, none of those between left out. The lists are walked one after the other, each from the cycle
    after the token of the one before it was there on. With as many `samplings` each vector has filters of its own; in
    place of a walk the token of one that is `unlisted` is there `UNLISTED` cycles after its turn began.
    """
    width = word_bits(token_bits)
    rotate, clear, start, first = bit(), bit(), bit(), unsigned(width)
    allowed, walked, walked_token = filters, out_token.valid, out_token.value
    if samplings > 1:
        allowed, walked, walked_token = TokenFilters(entries), bit(), unsigned(token_bits)
        for name, field in allowed.wires.items():
            wire(field, f"own_{name}")
    walk = instance("u_list_walk", list_walk, dict(
        filters=allowed, start=start, first=first, rotate=rotate, clear=clear,
        out_token=Samples(valid=walked, value=walked_token)), token_bits=token_bits, entries=entries)

    def sorting(suffix, first, **wires):
        own_rst, resetting = own_reset(f"u_reset{suffix}")
        return resetting, instance(f"u_sorted_list{suffix}", sorted_list, dict(
            rst=own_rst, command=ListCommand().with_wires(**wires), word=in_word.value, first=first),
            entries=entries, bits=width, value_bits=Q16_16.bits)

    if vectors == 1:
        @always_seq(clk.posedge, reset=rst)
        def begin_walk():
            start.next = in_word.valid and in_word.last

        return walk, sorting("", insert=in_word.valid, rotate=rotate, clear=clear, first=first), begin_walk

    turn, walking, whole = unsigned(clog2(vectors)), bit(), unsigned(vectors.bit_length())
    ends, begins, inserts, firsts, lists = bit(), bit(), in_word.valid, unsigned(vectors * width), []
    if samplings == 1:
        own = resize(begins, start)
    else:
        inserts, word_lists, lists_now, passing, passed = (bit() for _ in range(5))
        kept, of_turn = per_vector(unsigned(token_bits), vectors, unlisted.vector), unsigned(token_bits)

        @always_comb
        def choose_way():
            inserts.next = in_word.valid and word_lists
            start.next = begins and lists_now
            out_token.valid.next = walked or passed
            out_token.value.next = of_turn
            if walked:
                out_token.value.next = walked_token

        @always_seq(clk.posedge, reset=rst)
        def pass_on():
            if unlisted.valid:
                kept.next = unlisted.token
            passing.next = begins and not lists_now
            passed.next = passing

        own = (choose_way, pass_on, element(kept.at(turn), of_turn),
               pick_vector(unlisted.lists, vectors, turn, lists_now),
               pick_vector(unlisted.lists, vectors, in_word.vector, word_lists),
               [pick_vector(filters.wires[name], vectors, turn, own) for name, own in allowed.wires.items()])
    for number in range(vectors):
        insert, rotates, clears = (wire(bit(), f"{name}_{number}") for name in ("insert", "rotates", "clears"))
        lists += [for_vector(inserts, number, in_word.vector, insert),
                  for_vector(rotate, number, turn, rotates), for_vector(clear, number, turn, clears),
                  sorting(f"_{number}", insert=insert, rotate=rotates, clear=clears, first=part(firsts, number, width))]

    @always_comb
    def see():
        ends.next = in_word.valid and in_word.last
        begins.next = (whole != 0) and not walking
        out_token.vector.next = turn

    # How many lists are whole and not walked to their end, and which vector's is the first of them.
    @always_seq(clk.posedge, reset=rst)
    def take_turns():
        if ends and not out_token.valid:
            whole.next = whole + 1
        elif out_token.valid and not ends:
            whole.next = whole - 1
        if ends and (whole == 0):
            turn.next = in_word.vector
        elif out_token.valid:
            turn.next = turn + 1
        if begins:
            walking.next = 1
        elif out_token.valid:
            walking.next = 0

    return walk, own, lists, pick_vector(firsts, vectors, turn, first), see, take_turns
