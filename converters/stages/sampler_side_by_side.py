"""The choice of the next token of logits that come side by side."""

from myhdl import always_comb, concat

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import Const, In, Out, bit, clocked, instance, module, part, signed, unsigned, wire
from llama2_rtl.converters.interfaces.control import Sampling
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.stages_wires import TokenScores
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.stages import argmax as choosing
from llama2_rtl.converters.stages.argmax import argmax
from llama2_rtl.converters.stages.larger_score import larger_score
from llama2_rtl.converters.stages.sampler import SCORE_LATENCY, sampler
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling_formats import SAMPLING_SCORE_BITS


def latency(tail):
    """Cycles from the last logits to the token."""
    return SCORE_LATENCY + _levels(tail) + choosing.LATENCY


def _levels(tail):
    return tail.bit_length() - 1


def ports(row_bits, position_bits, tail):
    return clocked(sampling=In(Sampling(position_bits)),
                   in_y=In(MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(tail * Q16_16.bits))),
                   out_row=Out(Samples(value=unsigned(row_bits))))


@module(ports)
def sampler_side_by_side(clk, rst, sampling, in_y, out_row, *, row_bits, position_bits, tail):
    """As `sampler`, of one vector, with the logits of `tail` rows in a cycle, a power of two from 2 on, of which
    `in_row` counts the groups. `latency(tail)` cycles from the last ones to the token. Each cycle's scores are compared
    with each other first."""
    own_rst, resetting = own_reset("u_reset")
    place_bits, scored = _levels(tail), TokenScores(row_bits, True)
    scores = [(Const(i, place_bits), scored.score if i == 0 else wire(signed(SAMPLING_SCORE_BITS), f"score_{i}"))
              for i in range(tail)]
    samplers = [instance(f"u_sampler_{i}", sampler, dict(
        sampling=sampling, in_valid=in_y.valid, in_row=in_y.row, in_last=in_y.last, y=part(in_y.value, i, Q16_16.bits),
        out_row=Samples(value=unsigned(row_bits)).leaving_open("valid", "value"),
        scored=scored if i == 0 else scored.with_wires(score=score).leaving_open("valid", "row", "last")),
        row_bits=row_bits, position_bits=position_bits, shows_scores=True, offset=i, stride=tail)
        for i, (_, score) in enumerate(scores)]

    comparisons = []
    for level in range(place_bits):
        pairs, scores = list(zip(scores[::2], scores[1::2], strict=True)), []
        for number, ((first_place, first), (second_place, second)) in enumerate(pairs):
            larger = wire(signed(SAMPLING_SCORE_BITS), f"larger_{level}_{number}")
            place = wire(unsigned(place_bits), f"place_{level}_{number}")
            comparisons.append(instance(f"u_larger_{level}_{number}", larger_score, dict(
                rst=own_rst, first=first, first_place=first_place, second=second, second_place=second_place,
                larger=larger, place=place), place_bits=place_bits))
            scores.append((place, larger))
    (place, score), = scores
    (valid, last, group), beside = delay_line(
        "u_beside", (scored.valid, scored.last, scored.row), place_bits, rst=own_rst)
    row_high = row_bits - place_bits
    best = MarkedSamples(valid=valid, row=unsigned(row_bits), last=last, value=score)

    @always_comb
    def number():
        best.row.next = concat(group[row_high:], place)

    choice = instance("u_argmax", argmax, dict(rst=own_rst, in_y=best, out_row=out_row), row_bits=row_bits, vectors=1)
    return resetting, samplers, comparisons, beside, number, choice
