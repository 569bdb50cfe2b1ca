"""The choice of the next token: the likeliest, or one by chance at a temperature."""

from myhdl import always_comb, always_seq, intbv

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    instance,
    module,
    resize,
    side_by_side,
    signed,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.control import Sampling
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples, SeedLoad
from llama2_rtl.converters.interfaces.of_vector import as_field, fresh_vector, vector_of
from llama2_rtl.converters.interfaces.stages_wires import ElementMark, TokenScores, VectorNumber
from llama2_rtl.converters.kernels import gumbel as drawing
from llama2_rtl.converters.kernels.batch_gumbel import batch_gumbel
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.gumbel import gumbel
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.per_vector import pick_vector, vector_delayed
from llama2_rtl.converters.stages import argmax as choosing
from llama2_rtl.converters.stages.score_factor import SCORE_FACTOR_BITS, score_factor
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling_formats import (
    SAMPLING_SCORE_BITS,
    SCALE_SHIFT,
    SEED_BITS,
    VARIATE_BITS,
)

READY = drawing.READY
"""Cycles from `seed_load` until the numbers of a position are drawn."""

SCORE_LATENCY = multiply_latency(SAMPLING_SCORE_BITS, SCORE_FACTOR_BITS) + 2
LATENCY = SCORE_LATENCY + choosing.LATENCY
"""Cycles from the last logit to the token."""


def ports(row_bits, position_bits, vectors=1, shows_scores=False, offset=0, stride=1, samplings=1):
    return clocked(sampling=In(Sampling(position_bits, samplings)),
                   in_y=In(MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(Q16_16.bits),
                                         **fresh_vector(vectors))),
                   out_row=Out(Samples(value=unsigned(row_bits), **fresh_vector(vectors))),
                   scored=Out(TokenScores(row_bits, shows_scores, vectors)))


@module(ports, suffix=drawing.suffix)
def sampler(clk, rst, sampling, in_y, out_row, scored, *, row_bits, position_bits, vectors=1, shows_scores=False,
            offset=0, stride=1, samplings=1):
    """`out_valid` pulses `LATENCY` cycles after the last of a stream of logits, with `row` that of the largest score,
    the first of equals: sat32((y * inverse_temperature >> 16) + g), the scores of `golden.sampling`; where
    `inverse_temperature` is 0, y itself. `seed_load` begins the variates of `seed` at `position`, which the first logit
    must not meet before READY cycles. Throughput 1. Pipeline: product (2), sum, saturation, comparison, row.

    Of several vectors the last one's is the `position`, the others' are those in front of it; a token is chosen of each
    one's logits, which come in any order among the vectors. With as many `samplings` each vector has a position of its
    own and chooses in its own way. Of `stride` rows that come side by side it takes the row `offset`, and its rows are
    numbers of such groups.
    """
    own_rst, resetting = own_reset("u_reset")
    score_low, score_high = SCALE_SHIFT, SCALE_SHIFT + SAMPLING_SCORE_BITS
    largest = (1 << (SAMPLING_SCORE_BITS - 1)) - 1
    greedy, factor, g, noise = bit(), signed(SCORE_FACTOR_BITS), signed(VARIATE_BITS), signed(VARIATE_BITS)
    product = signed(SAMPLING_SCORE_BITS + SCORE_FACTOR_BITS)
    if samplings == 1:
        factors = instance("u_score_factor", score_factor, dict(
            rst=own_rst, inverse_temperature=sampling.inverse_temperature, greedy=greedy, factor=factor))
    else:
        all_greedy, all_factors = unsigned(samplings), unsigned(samplings * SCORE_FACTOR_BITS)
        own_factor = unsigned(SCORE_FACTOR_BITS)
        factors = (side_by_side("u_score_factor", score_factor, samplings, dict(
            rst=own_rst, inverse_temperature=sampling.inverse_temperature, greedy=all_greedy, factor=all_factors)),
            pick_vector(all_factors, samplings, in_y.vector, own_factor), resize(own_factor, factor))

    multiplier = instance("u_multiply", multiply, dict(rst=own_rst, a=in_y.value, b=factor, y=product),
                          a_bits=SAMPLING_SCORE_BITS, b_bits=SCORE_FACTOR_BITS)
    (valid_ahead, last_ahead, row_ahead), to_product = delay_line(
        "u_to_product", (in_y.valid, in_y.last, in_y.row), SCORE_LATENCY - 3, rst=own_rst)
    (score_valid, score_last, score_row), to_score = delay_line(
        "u_to_score", (valid_ahead, last_ahead, row_ahead), 3, rst=own_rst)
    vector_ahead, to_ahead = vector_delayed("u_vector_ahead", vector_of(in_y), SCORE_LATENCY - 3, rst=own_rst)
    noise_vector, to_noise = vector_delayed("u_noise_vector", vector_ahead, 1, rst=own_rst)
    score_vector, to_compare = vector_delayed("u_score_vector", noise_vector, 2, rst=own_rst)
    score = in_y.with_wires(valid=score_valid, last=score_last, row=score_row, **as_field(score_vector))
    seeding = SeedLoad(samplings * SEED_BITS, samplings * position_bits).with_wires(
        load=sampling.seed_load, value=sampling.seed, position=sampling.position)
    if vectors == 1:
        gumbel_rst, resetting_gumbel = own_reset("u_gumbel_reset")
        chance = resetting_gumbel, instance("u_gumbel", gumbel, dict(
            rst=gumbel_rst, seeding=seeding, take=valid_ahead, g=g), position_bits=position_bits, offset=offset,
            stride=stride)
    else:
        chance = instance("u_gumbel", batch_gumbel, dict(
            seeding=seeding, take=ElementMark(vectors).with_wires(valid=valid_ahead, vector=vector_ahead),
            of=VectorNumber(vectors).with_wires(vector=noise_vector), g=g), position_bits=position_bits,
            vectors=vectors, samplings=samplings)
        if samplings > 1:
            chance = chance, pick_vector(all_greedy, samplings, noise_vector, greedy)

    scaled = signed(SAMPLING_SCORE_BITS)
    scaled_wide, noise_wide, total = (signed(SAMPLING_SCORE_BITS + 1) for _ in range(3))
    extensions = widen(scaled, scaled_wide), widen(noise, noise_wide)

    @always_comb
    def prepare():
        scaled.next = product[score_high:score_low].signed()
        noise.next = g
        if greedy:
            noise.next = 0

    @always_seq(clk.posedge, reset=own_rst)
    def pipeline():
        total.next = scaled_wide + noise_wide
        # Upwards alone: what the lowest logit loses to a variate, the factor below one has left.
        if total[SAMPLING_SCORE_BITS] == total[SAMPLING_SCORE_BITS - 1]:
            score.value.next = total[SAMPLING_SCORE_BITS:].signed()
        else:
            score.value.next = intbv(largest)[SAMPLING_SCORE_BITS:].signed()

    choice = instance("u_argmax", choosing.argmax, dict(
        rst=own_rst, in_y=score, out_row=out_row), row_bits=row_bits, vectors=vectors)

    # What is compared can be seen as it is, SCORE_LATENCY cycles after its logit.
    seen = ()
    if shows_scores:
        seen = [resize(own, shown) for own, shown in (
            (score_valid, scored.valid), (score.row, scored.row), (score.last, scored.last),
            (score.value, scored.score), *([] if vectors == 1 else [(score_vector, scored.vector)]))]

    return (resetting, to_ahead, to_noise, to_compare, factors, multiplier, to_product, to_score, chance,
            extensions, prepare, pipeline, choice, seen)
