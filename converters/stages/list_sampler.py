"""The choice of the next token as models advise it: repetition penalty, top-k, top-p and min-p around the sampler."""

from myhdl import always_comb, concat

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import (
    In,
    Out,
    any_of,
    bit,
    clocked,
    instance,
    module,
    resize,
    side_by_side,
    signed,
    unsigned,
)
from llama2_rtl.converters.interfaces.control import Sampling, TokenFilters, TokensRun
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.of_vector import as_field, fresh_vector, vector_of
from llama2_rtl.converters.interfaces.sequences import VectorTexts
from llama2_rtl.converters.interfaces.stages_wires import TokenScores, UnlistedChoices
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.stages import list_walk as walking
from llama2_rtl.converters.stages import penalise_repetitions as penalising
from llama2_rtl.converters.stages import sampler as scoring
from llama2_rtl.converters.stages.filter_use import filter_use
from llama2_rtl.converters.stages.penalise_repetitions import penalise_repetitions
from llama2_rtl.converters.stages.sampler import sampler
from llama2_rtl.converters.stages.sampler_lists import sampler_lists
from llama2_rtl.golden.number_formats import Q16_16


def latency(entries, penalises, lists):
    """Cycles from the last logit to the token of a list of so many entries: what the sampler takes alone, and more
    where repetitions are penalised and where the list is walked."""
    own = scoring.SCORE_LATENCY + 1 + walking.latency(entries) if lists else scoring.LATENCY
    return own + penalising.LATENCY * penalises


def ports(row_bits, position_bits, token_bits, entries, vectors=1, sequences=1):
    samplings = 1 if sequences == 1 else vectors
    return clocked(sampling=In(Sampling(position_bits, samplings)), filters=In(TokenFilters(entries, samplings)),
                   texts=In(VectorTexts(vectors, sequences)),
                   ran=In(TokensRun(token_bits, entries, vectors, sequences)),
                   in_y=In(MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(Q16_16.bits),
                                         **fresh_vector(vectors))),
                   out_row=Out(Samples(value=unsigned(row_bits), **fresh_vector(vectors))))


@module(ports)
def list_sampler(clk, rst, sampling, filters, texts, ran, in_y, out_row, *, row_bits, position_bits, token_bits,
                 entries, vectors=1, sequences=1):
    """`out_valid` pulses `latency` cycles after the last of a stream of logits, with the `row` that `golden.sampling`
    chooses of those that the filters leave, with a list of `entries`. Without a penalty (`repeat_last_n` is 0) logits
    go by it, and without a list (`top_k` or the inverse temperature is 0) the token is the sampler's own: then it takes
    no more cycles than the sampler. A penalty takes 5 more, the list 3 * `entries` + 13. `ran` tells the tokens of the
    text, each with or ahead of its `seed_load`.

    Of several vectors a token is chosen of each, with a penalty for the text in front of its position, drafts among it,
    and a list of its own. Logits come in any order among them, the last ones in the vectors' order, none left out; the
    lists are walked one after the other, see `sampler_lists`. Of several `sequences` each vector chooses in its own
    way; where one of them takes a penalty or a list, the others take its cycles too, of which a list's walk is none.
    """
    own_rst, resetting = own_reset("u_reset")
    list_rst, resetting_list = own_reset("u_list_reset")
    width = walking.word_bits(token_bits)
    penalises, lists, samplings = bit(), bit(), 1 if sequences == 1 else vectors
    logit, penalised = (MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(Q16_16.bits),
                                      **fresh_vector(vectors)) for _ in range(2))
    plain, walked = (Samples(value=unsigned(bits), **fresh_vector(vectors)) for bits in (row_bits, token_bits))
    scored, walked_row = TokenScores(row_bits, True, vectors), unsigned(row_bits)
    listed = MarkedSamples(value=unsigned(width), last=scored.last, **as_field(vector_of(scored)))
    unlisted, each_penalises, each_lists, uses = UnlistedChoices(token_bits, samplings), penalises, lists, ()
    if samplings > 1:
        each_penalises = unsigned(samplings)
        each_lists, uses = unlisted.lists, (any_of(each_penalises, penalises), any_of(unlisted.lists, lists))
        unlisted = unlisted.with_wires(lists=each_lists, valid=plain.valid, vector=plain.vector)
        uses = uses, resize(plain.value, unlisted.token)
    uses = uses, side_by_side("u_filter_use", filter_use, samplings, dict(
        rst=own_rst, repeat_last_n=filters.repeat_last_n, top_k=filters.top_k,
        inverse_temperature=sampling.inverse_temperature, penalises=each_penalises, lists=each_lists))

    penalty = instance("u_penalise_repetitions", penalise_repetitions, dict(
        rst=own_rst, filters=filters, texts=texts, ran=ran, in_logit=in_y, out_penalised=penalised),
        row_bits=row_bits, token_bits=token_bits, entries=entries, vectors=vectors, sequences=sequences)

    @always_comb
    def pass_by():
        logit.valid.next = in_y.valid
        logit.last.next = in_y.last
        logit.row.next = in_y.row
        logit.value.next = in_y.value
        if penalises:
            logit.valid.next = penalised.valid
            logit.last.next = penalised.last
            logit.row.next = penalised.row
            logit.value.next = penalised.value

    whose = ()
    if vectors > 1:
        @always_comb
        def whose():
            logit.vector.next = in_y.vector
            out_row.vector.next = plain.vector
            if penalises:
                logit.vector.next = penalised.vector
            if lists:
                out_row.vector.next = walked.vector

    scores = instance("u_sampler", sampler, dict(sampling=sampling, in_y=logit, out_row=plain, scored=scored),
                      row_bits=row_bits, position_bits=position_bits, vectors=vectors, shows_scores=True,
                      samplings=samplings)
    (value,), to_score = delay_line("u_to_score", (logit.value,), scoring.SCORE_LATENCY, rst=own_rst)
    choosing = instance("u_sampler_lists", sampler_lists, dict(
        rst=list_rst, filters=filters, in_word=listed, unlisted=unlisted, out_token=walked),
        token_bits=token_bits, entries=entries, vectors=vectors, samplings=samplings)

    @always_comb
    def enter():
        listed.valid.next = scored.valid and lists
        listed.value.next = concat(True, value, scored.score, scored.row[token_bits:])

    @always_comb
    def choose():
        out_row.valid.next = plain.valid
        out_row.value.next = plain.value
        if lists:
            out_row.valid.next = walked.valid
            out_row.value.next = walked_row

    return (resetting, resetting_list, uses, penalty, pass_by, whose, scores, to_score, choosing, enter,
            resize(walked.value, walked_row), choose)
