"""The repetition penalty: logits of the tokens that were run last are brought down as they pass."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import (
    In,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    instance,
    module,
    pick,
    resize,
    side_by_side,
    signed,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.control import TokenFilters, TokensRun
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples
from llama2_rtl.converters.interfaces.of_vector import flags_of, fresh_vector, vector_of
from llama2_rtl.converters.interfaces.sequences import VectorTexts
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.per_vector import pick_vector, vector_delayed, vector_to
from llama2_rtl.converters.stages.token_window import token_window
from llama2_rtl.converters.stages.vector_window import vector_window
from llama2_rtl.converters.stages.window_reach import window_reach
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling_formats import (
    PENALTY_BITS,
    PENALTY_FRACTION_BITS,
    REPEAT_LAST_N_BITS,
    UNCHANGED,
    WINDOW,
)

FACTOR_BITS = PENALTY_BITS + 2

LATENCY = 2 + multiply_latency(Q16_16.bits, FACTOR_BITS) + 1
"""Cycles of a logit: look-up, factor, product, saturation."""


def ports(row_bits, token_bits, entries, vectors=1, sequences=1):
    def logits():
        return MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(Q16_16.bits), **fresh_vector(vectors))

    return clocked(filters=In(TokenFilters(entries, 1 if sequences == 1 else vectors)),
                   texts=In(VectorTexts(vectors, sequences)),
                   ran=In(TokensRun(token_bits, entries, vectors, sequences)),
                   in_logit=In(logits()), out_penalised=Out(logits()))


@module(ports)
def penalise_repetitions(clk, rst, filters, texts, ran, in_logit, out_penalised, *, row_bits, token_bits, entries,
                         vectors=1, sequences=1):
    """A logit of one of the last `repeat_last_n` tokens of the text that were run,
    times `repeat_inverse` where it is positive, else times `repeat_penalty`; any other as it is:
    `golden.token_filters.penalised`. Latency `LATENCY`, throughput 1. A token is run between the logits of two tokens.

    Of several vectors the last one's text ends with the last draft, or where there are none with the last token run,
    and a vector's in front of it a token earlier for each vector between. Such as end in front of the last token run
    have any logits for theirs. Of several `sequences` each vector has `filters` of its own, and its text, with the
    drafts that `texts` says lead to it, is its own too.
    """
    window, bits, width = WINDOW, Q16_16.bits, Q16_16.bits + FACTOR_BITS
    low, high, unchanged, too_low = PENALTY_FRACTION_BITS, PENALTY_FRACTION_BITS + Q16_16.bits, UNCHANGED, 31
    largest, lowest = (1 << (Q16_16.bits - 1)) - 1, 1 << (Q16_16.bits - 1)
    every, counts, seen_by_text = (1 << WINDOW) - 1, unsigned(WINDOW), flags_of(sequences)
    seen, seen_in_text, seen_draft, positive = (bit() for _ in range(4))
    factor, product, excess = signed(FACTOR_BITS), signed(width), unsigned(width - high + 1)
    token, own_n, own_penalty, own_inverse = (Part(in_logit.row, token_bits, 0), filters.repeat_last_n,
                                              filters.repeat_penalty, filters.repeat_inverse)
    run_in = dict(run=ran.run, run_first=ran.first, run_token=ran.token)
    if sequences == 1:
        whose, windows = resize(seen_by_text, seen_in_text), instance("u_window", token_window, dict(
            **run_in, token=token, counts=counts, seen=seen_by_text), token_bits=token_bits)
    else:
        own_penalty, own_inverse, text, all_counts = (wire(unsigned(width), name) for width, name in (
            (PENALTY_BITS, "own_penalty"), (PENALTY_BITS, "own_inverse"), (clog2(sequences), "text"),
            (WINDOW + vectors - 1, "all_counts")))
        reaches, firsts = unsigned(vectors * REPEAT_LAST_N_BITS), unsigned(vectors * clog2(vectors))
        reach, own_first, own_behind = unsigned(REPEAT_LAST_N_BITS), unsigned(clog2(vectors)), unsigned(clog2(vectors))
        vector_1, to_vector = vector_delayed("u_vector_1", in_logit.vector, 1)
        whose = (to_vector, side_by_side("u_window_reach", window_reach, vectors, dict(
                     repeat_last_n=filters.repeat_last_n, behind=texts.behind, of_text=reaches, first_draft=firsts),
                     vectors=vectors),
                 [pick_vector(packed, vectors, vector, own) for packed, vector, own in (
                     (reaches, in_logit.vector, reach), (firsts, in_logit.vector, own_first),
                     (texts.behind, in_logit.vector, own_behind), (filters.repeat_penalty, vector_1, own_penalty),
                     (filters.repeat_inverse, vector_1, own_inverse), (texts.sequences, vector_1, text))],
                 pick(seen_by_text, text, seen_in_text))
        windows = side_by_side("u_window", token_window, sequences, dict(
            **run_in, run_drafted=ran.drafted, token=token, counts=all_counts, seen=seen_by_text),
            token_bits=token_bits, vectors=vectors)

    (value_1,), to_factor = delay_line("u_to_factor", (in_logit.value,), 1)
    (value_2,), to_product = delay_line("u_to_product", (value_1,), 1)
    multiplier = instance("u_multiply", multiply, dict(a=value_2, b=factor, y=product), a_bits=bits, b_bits=FACTOR_BITS)
    _, to_end = delay_line("u_to_end", (in_logit.valid, in_logit.last, in_logit.row), LATENCY,
                           into=(out_penalised.valid, out_penalised.last, out_penalised.row))
    vector_to_end = vector_to("u_vector_to_end", vector_of(in_logit), vector_of(out_penalised), LATENCY)

    @always_comb
    def look():
        seen.next = seen_in_text or seen_draft
        positive.next = value_1 > 0
        excess.next = product[width:high - 1]

    @always_seq(clk.posedge, reset=rst)
    def choose_factor():
        if not seen:
            factor.next = unchanged
        elif positive:
            factor.next = concat(False, False, own_inverse).signed()
        else:
            factor.next = concat(False, False, own_penalty).signed()

    @always_seq(clk.posedge, reset=rst)
    def saturate():
        if (excess == 0) or (excess == too_low):
            out_penalised.value.next = product[high:low].signed()
        elif product[width - 1]:
            out_penalised.value.next = intbv(lowest)[bits:].signed()
        else:
            out_penalised.value.next = intbv(largest)[bits:].signed()

    if sequences > 1:
        every_draft, drafts = (1 << (vectors - 1)) - 1, vectors - 1
        draft_counts, too_far = unsigned(vectors - 1), unsigned(vectors - 1)

        @always_comb
        def count():
            counts.next = ~(intbv(every)[window:] << reach)
            too_far.next = ~(intbv(every_draft)[drafts:] << own_first)
            draft_counts.next = ~(intbv(every_draft)[drafts:] << own_behind) & ~too_far
            seen_draft.next = 0

        @always_comb
        def join_counts():
            all_counts.next = concat(draft_counts, counts)

        count = count, join_counts
    elif vectors == 1:
        @always_comb
        def count():
            counts.next = ~(intbv(every)[window:] << own_n)
            seen_draft.next = 0
    else:
        count = instance("u_vector_window", vector_window, dict(
            ran=ran, repeat_last_n=own_n, of=VectorNumber(vectors).with_wires(vector=in_logit.vector), token=token,
            counts=counts, seen=seen_draft),
            token_bits=token_bits, vectors=vectors)

    return (whose, windows, count, to_factor, to_product, multiplier, to_end, vector_to_end, look, choose_factor,
            saturate)
