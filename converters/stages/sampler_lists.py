"""The sampler's lists, one for each vector of a batch, and the choice from each."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, part, unsigned, wire
from llama2_rtl.converters.interfaces.control import TokenFilters
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector
from llama2_rtl.converters.interfaces.stages_wires import ListCommand
from llama2_rtl.converters.kernels.per_vector import for_vector, pick_vector
from llama2_rtl.converters.stages.list_walk import list_walk, word_bits
from llama2_rtl.converters.stages.sorted_list import sorted_list
from llama2_rtl.golden.number_formats import Q16_16


def ports(token_bits, entries, vectors=1):
    words = MarkedSamples(value=unsigned(word_bits(token_bits)), last=bit(), **fresh_vector(vectors))
    return clocked(filters=In(TokenFilters(entries)), in_word=In(words),
                   out_token=Out(Samples(value=unsigned(token_bits), **fresh_vector(vectors))))


@module(ports, suffix="{vectors}")
def sampler_lists(clk, rst, filters, in_word, out_token, *, token_bits, entries, vectors=1):
    """Words as `list_walk` has them are sorted as they come, and `list_walk.latency(entries)` + 1 cycles after the
    `last` one the token is there that is chosen of them.

    Of several vectors each has a list, and words come in any order among them, but for the last ones, which come in
    the vectors' order, none of those between left out. The lists are walked one after the other, each from the cycle
    after the token of the one before it was there on.
    """
    width = word_bits(token_bits)
    rotate, clear, start, first = bit(), bit(), bit(), unsigned(width)
    walk = instance("u_list_walk", list_walk, dict(
        filters=filters, start=start, first=first, rotate=rotate, clear=clear,
        out_token=Samples(valid=out_token.valid, value=out_token.value)), token_bits=token_bits, entries=entries)

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
    ends, firsts, lists = bit(), unsigned(vectors * width), []
    for number in range(vectors):
        insert, rotates, clears = (wire(bit(), f"{name}_{number}") for name in ("insert", "rotates", "clears"))
        lists += [for_vector(in_word.valid, number, in_word.vector, insert),
                  for_vector(rotate, number, turn, rotates), for_vector(clear, number, turn, clears),
                  sorting(f"_{number}", insert=insert, rotate=rotates, clear=clears, first=part(firsts, number, width))]

    @always_comb
    def see():
        ends.next = in_word.valid and in_word.last
        start.next = (whole != 0) and not walking
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
        if start:
            walking.next = 1
        elif out_token.valid:
            walking.next = 0

    return walk, lists, pick_vector(firsts, vectors, turn, first), see, take_turns
