"""The repetition penalty: logits of the tokens that were run last are brought down as they pass."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import Const, In, Out, Part, bit, clocked, instance, module, part, signed, unsigned
from llama2_rtl.converters.interfaces.control import TokenFilters, TokensRun
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector, vector_of
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.per_vector import vector_to
from llama2_rtl.converters.stages.vector_window import vector_window
from llama2_rtl.converters.stages.window_entry import window_entry
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling_formats import PENALTY_BITS, PENALTY_FRACTION_BITS, UNCHANGED, WINDOW

FACTOR_BITS = PENALTY_BITS + 2

LATENCY = 2 + multiply_latency(Q16_16.bits, FACTOR_BITS) + 1
"""Cycles of a logit: look-up, factor, product, saturation."""


def ports(row_bits, token_bits, entries, vectors=1):
    def logits():
        return MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(Q16_16.bits), **fresh_vector(vectors))

    return clocked(filters=In(TokenFilters(entries)), ran=In(TokensRun(token_bits, entries, vectors)),
                   in_logit=In(logits()), out_penalised=Out(logits()))


@module(ports)
def penalise_repetitions(clk, rst, filters, ran, in_logit, out_penalised, *, row_bits, token_bits, entries,
                         vectors=1):
    """A logit of one of the last `repeat_last_n` tokens of the text that were run,
    times `repeat_inverse` where it is positive, else times `repeat_penalty`; any other as it is:
    `golden.token_filters.penalised`. Latency `LATENCY`, throughput 1. A token is run between the logits of two tokens.

    Of several vectors the last one's text ends with the last draft, or where there are none with the last token run,
    and a vector's in front of it a token earlier for each vector between. Such as end in front of the last token run
    have any logits for theirs.
    """
    window, held_bits, bits, width = WINDOW, token_bits + 1, Q16_16.bits, Q16_16.bits + FACTOR_BITS
    low, high, unchanged, too_low = PENALTY_FRACTION_BITS, PENALTY_FRACTION_BITS + Q16_16.bits, UNCHANGED, 31
    largest, lowest = (1 << (Q16_16.bits - 1)) - 1, 1 << (Q16_16.bits - 1)
    held, hits, counts, newest = (unsigned(WINDOW * held_bits), unsigned(WINDOW), unsigned(WINDOW), unsigned(held_bits))
    every = (1 << WINDOW) - 1
    seen, seen_draft, positive = bit(), bit(), bit()
    factor, product = signed(FACTOR_BITS), signed(width)
    excess = unsigned(width - high + 1)

    @always_comb
    def prepare():
        newest.next = concat(True, ran.token)

    cells = [instance(f"u_window_entry_{number}", window_entry, dict(
        push=ran.run, forget=ran.first if number else Const(0, 1),
        previous=part(held, number - 1, held_bits) if number else newest, token=Part(in_logit.row, token_bits, 0),
        counts=part(counts, number, 1), held=part(held, number, held_bits), hit=part(hits, number, 1)),
        token_bits=token_bits) for number in range(window)]

    (value_1,), to_factor = delay_line("u_to_factor", (in_logit.value,), 1)
    (value_2,), to_product = delay_line("u_to_product", (value_1,), 1)
    multiplier = instance("u_multiply", multiply, dict(a=value_2, b=factor, y=product), a_bits=bits, b_bits=FACTOR_BITS)
    _, to_end = delay_line("u_to_end", (in_logit.valid, in_logit.last, in_logit.row), LATENCY,
                           into=(out_penalised.valid, out_penalised.last, out_penalised.row))
    vector_to_end = vector_to("u_vector_to_end", vector_of(in_logit), vector_of(out_penalised), LATENCY)

    @always_comb
    def look():
        seen.next = (hits != 0) or seen_draft
        positive.next = value_1 > 0
        excess.next = product[width:high - 1]

    @always_seq(clk.posedge, reset=rst)
    def choose_factor():
        if not seen:
            factor.next = unchanged
        elif positive:
            factor.next = concat(False, False, filters.repeat_inverse).signed()
        else:
            factor.next = concat(False, False, filters.repeat_penalty).signed()

    @always_seq(clk.posedge, reset=rst)
    def saturate():
        if (excess == 0) or (excess == too_low):
            out_penalised.value.next = product[high:low].signed()
        elif product[width - 1]:
            out_penalised.value.next = intbv(lowest)[bits:].signed()
        else:
            out_penalised.value.next = intbv(largest)[bits:].signed()

    if vectors == 1:
        @always_comb
        def count():
            counts.next = ~(intbv(every)[window:] << filters.repeat_last_n)
            seen_draft.next = 0
    else:
        count = instance("u_vector_window", vector_window, dict(
            ran=ran, repeat_last_n=filters.repeat_last_n, of=VectorNumber(vectors).with_wires(vector=in_logit.vector),
            token=Part(in_logit.row, token_bits, 0), counts=counts, seen=seen_draft),
            token_bits=token_bits, vectors=vectors)

    return (prepare, cells, count, to_factor, to_product, multiplier, to_end, vector_to_end, look, choose_factor,
            saturate)
