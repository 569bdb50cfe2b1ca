"""The choice from the sampler's list: how much of it may be chosen, and the largest score in that."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import (
    In,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    instance,
    module,
    named,
    signed,
    state_register,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.control import TokenFilters
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.stages import list_weight as weighing
from llama2_rtl.converters.stages.list_choice import list_choice
from llama2_rtl.converters.stages.list_weight import list_weight
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling_formats import (
    LONGEST_LIST,
    MASS_FRACTION_BITS,
    SAMPLING_SCORE_BITS,
    TOP_K_BITS,
    TOP_P_BITS,
)

IDLE, SUM, DRAIN, SETTLE, CHOOSE = named("IDLE SUM DRAIN SETTLE CHOOSE")

TOTAL_BITS = MASS_FRACTION_BITS + (LONGEST_LIST - 1).bit_length()
"""A sum of weights, each below one."""

SETTLING = multiply_latency(TOTAL_BITS + 1, TOP_P_BITS + 1) + 1
"""Cycles from the sum of the weights to the part of it that stays."""


def latency(entries):
    """Cycles from `start` to the token: the entries' weights, their sum, the part of it, two for each entry, the end.
    """
    return entries + weighing.LATENCY + 1 + SETTLING + 2 * entries + 1


def word_bits(token_bits):
    """Of an entry: whether there is one, its logit, its score, its token, from the top bit on."""
    return 1 + Q16_16.bits + SAMPLING_SCORE_BITS + token_bits


def ports(token_bits, entries):
    return clocked(filters=In(TokenFilters(entries)), start=In(bit(), "the list holds a token's logits"),
                   first=In(unsigned(word_bits(token_bits)), "the list's first entry"),
                   rotate=Out(bit(), "the next entry is to be the first"), clear=Out(bit(), "the list is done with"),
                   out_token=Out(Samples(value=unsigned(token_bits))))


@module(ports)
def list_walk(clk, rst, filters, start, first, rotate, clear, out_token, *, token_bits, entries):
    """`out_token` is that of the largest score, the lowest of equals, among the entries that the filters leave,
    `golden.token_filters.kept`, `latency(entries)` cycles after the pulse `start`; with it the list is cleared.

    The list goes round twice. First each entry's weight is summed, and what the weights before it are is kept; then an
    entry takes two cycles. `start` comes when the list is whole, and not again before the token.
    """
    score_low, value_low, top = token_bits, token_bits + SAMPLING_SCORE_BITS, word_bits(token_bits) - 1
    total_bits, cutoff_bits, mass_bits, no_limit = TOTAL_BITS, TOTAL_BITS + 1, MASS_FRACTION_BITS, TOP_P_BITS - 1
    last, settled = entries - 1, SETTLING - 1
    state, index, place = state_register(IDLE), unsigned(clog2(max(entries, SETTLING))), unsigned(clog2(entries))
    largest, entry = signed(Q16_16.bits), Samples(value=signed(Q16_16.bits), counts=bit())
    weight = Samples(value=unsigned(MASS_FRACTION_BITS))
    score, candidate = signed(SAMPLING_SCORE_BITS), unsigned(token_bits)
    number, second, compares, is_first, ends, ended, summed = unsigned(TOP_K_BITS), *(bit() for _ in range(6))
    weigh = instance("u_list_weight", list_weight, dict(largest=largest, in_entry=entry, out_weight=weight))
    counting = widen(index, number)

    @always_comb
    def show():
        entry.value.next = first[top:value_low].signed()
        entry.counts.next = first[top] and (number < filters.top_k)
        score.next = first[value_low:score_low].signed()
        candidate.next = first[score_low:]

    @always_comb
    def decide():
        entry.valid.next = state == SUM
        compares.next = (state == CHOOSE) and second
        is_first.next = index == 0
        summed.next = weight.valid and (place == last)

    @always_comb
    def move_on():
        rotate.next = entry.valid or compares
        ends.next = compares and (index == last)
        clear.next = out_token.valid

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if state == IDLE:
            if start:
                largest.next = entry.value
                state.next = SUM
        elif state == SUM:
            index.next = index + 1
            if index == last:
                index.next = 0
                state.next = DRAIN
        elif state == DRAIN:
            if summed:
                state.next = SETTLE
        elif state == SETTLE:
            index.next = index + 1
            if index == settled:
                index.next = 0
                state.next = CHOOSE
        else:
            second.next = not second
            if second:
                index.next = index + 1
                if index == last:
                    index.next = 0
                    state.next = IDLE

    total, weight_wide, kept, read = unsigned(TOTAL_BITS), unsigned(TOTAL_BITS), *(
        unsigned(TOTAL_BITS + 1) for _ in range(2))
    heavy, stays = bit(), bit()
    total_factor, share_factor, share = signed(TOTAL_BITS + 1), signed(TOP_P_BITS + 1), signed(
        TOTAL_BITS + 1 + TOP_P_BITS + 1)
    rest, rest_wide, whole, cutoff, so_far = bit(), *(unsigned(cutoff_bits) for _ in range(4))
    extensions = widen(weight.value, weight_wide), widen(rest, rest_wide)
    store = instance("u_ram", ram, dict(we=weight.valid, waddr=place, wdata=kept, raddr=Part(index, clog2(entries), 0),
                                        rdata=read), width=TOTAL_BITS + 1, depth=entries)
    multiplier = instance("u_multiply", multiply, dict(a=total_factor, b=share_factor, y=share),
                          a_bits=TOTAL_BITS + 1, b_bits=TOP_P_BITS + 1)

    @always_comb
    def weigh_up():
        heavy.next = weight.value >= filters.min_p
        total_factor.next = concat(False, total).signed()
        share_factor.next = concat(False, filters.top_p).signed()
        rest.next = share[mass_bits:] != 0
        whole.next = share[mass_bits + cutoff_bits:mass_bits]
        so_far.next = concat(False, read[total_bits:])

    @always_comb
    def keep():
        kept.next = concat(heavy, total)
        stays.next = entry.counts and read[total_bits] and (filters.top_p[no_limit] or (so_far < cutoff))

    @always_seq(clk.posedge, reset=rst)
    def add_up():
        # The least sum that is no longer before the share: the share, rounded up.
        cutoff.next = whole + rest_wide
        if start:
            total.next = 0
            place.next = 0
        elif weight.valid:
            total.next = total + weight_wide
            place.next = place + 1

    choice = instance("u_list_choice", list_choice, dict(
        offer=compares, is_first=is_first, stays=stays, score=score, token=candidate, best=out_token.value),
        token_bits=token_bits)

    @always_seq(clk.posedge, reset=rst)
    def finish():
        ended.next = ends
        out_token.valid.next = ended

    return (weigh, counting, show, decide, move_on, walk, extensions, store, multiplier, weigh_up, keep, add_up,
            choice, finish)
