"""Pulses by which stages hand over, and what counts their cycles."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, unsigned
from llama2_rtl.converters.interfaces.of_vector import flags_of
from llama2_rtl.golden.drafts import LONGEST_NGRAM, NGRAM_BITS
from llama2_rtl.golden.sampling_formats import (
    INVERSE_BITS,
    INVERSE_FRACTION_BITS,
    MASS_FRACTION_BITS,
    MIN_P_BITS,
    PENALTY_BITS,
    PENALTY_FRACTION_BITS,
    REPEAT_LAST_N_BITS,
    SEED_BITS,
    TOP_K_BITS,
    TOP_P_BITS,
)


class Handover(Interface):
    """The source starts a stage by a pulse; the stage answers by a pulse when it is done, and is not started before
    that again."""

    RULES = (
        Rule("pulse", "!{start} || !{was_start}", "start is a pulse of one cycle"),
        Rule("done_pulse", "!{done} || !{was_done}", "done is a pulse of one cycle"),
        Rule("once", "!{start} || !{open}", "a stage is started only when it is done", between=("{start}", "{done}")),
        Rule("answer", "!{done} || {open}", "a stage is done only once it has been started",
             between=("{start}", "{done}")),
    )

    def fields(self):
        return dict(start=forward(bit(), "begin"), done=backward(bit(), "all of it is done"))

    def port_name(self, bundle, field):
        return field if bundle == "handover" else f"{bundle}_{field}"


class CoreEvents(Interface):
    """What a cycle of the decoder is: a beat, of weights, of parameters or of attention; a stall; in a stage, neither
    is a bubble. Parameters are also read ahead beside the beats of attention."""

    RULES = (
        Rule("one_matrix_or_attention", "!({weight_beat} && {attention_beat})",
             "the multipliers have weights or attention, not both"),
        Rule("one_word", "!({weight_beat} && {parameter_beat})", "a word of the stream is weights or parameters"),
    )

    def fields(self, state_bits):
        return dict(stage=forward(unsigned(state_bits), "the stage at work"),
                    weight_beat=forward(bit(), "a word of weights is consumed"),
                    parameter_beat=forward(bit(), "a word of scales or gains is consumed"),
                    attention_beat=forward(bit(), "a word of keys or values is consumed"),
                    stall=forward(bit(), "a word was wanted and not there"))

    def port_name(self, bundle, field):
        return field


class Sampling(Interface):
    """How a text's tokens are chosen. `inverse_temperature` and `seed` hold still while a token is at work; where the
    source says when that begins, and at which `position` (of `position_bits`), by the pulse `seed_load`. Of several
    `samplings`, one for each vector, all but the pulse stand side by side, the first vector's lowest.
    """

    RULES = (
        Rule("known", "(^{inverse_temperature}) !== 1'bx", "how tokens are chosen is known"),
    )

    def fields(self, position_bits=0, samplings=1):
        fields = dict(inverse_temperature=forward(unsigned(samplings * INVERSE_BITS), f"{INVERSE_FRACTION_BITS} "
                                                  "fraction bits; 0: the likeliest token"),
                      seed=forward(unsigned(samplings * SEED_BITS), "where a text's random numbers begin"))
        if position_bits:
            fields |= dict(seed_load=forward(bit(), "the numbers of a position begin"),
                           position=forward(unsigned(samplings * position_bits), "the position"))
        return fields

    def port_name(self, bundle, field):
        return field if bundle == "sampling" else f"{bundle}_{field}"


class TokenFilters(Interface):
    """Which tokens may be chosen, as `golden.token_filters` has it. They hold still while a token is at work. Those of
    several `samplings`, one for each vector or text, stand side by side, the first one's lowest. Nothing in a core
    whose sampler has a list of no `entries`."""

    RULES = (
        Rule("known", "(^{top_k}) !== 1'bx && (^{top_p}) !== 1'bx && (^{min_p}) !== 1'bx && "
             "(^{repeat_penalty}) !== 1'bx && (^{repeat_inverse}) !== 1'bx && (^{repeat_last_n}) !== 1'bx",
             "which tokens may be chosen is known"),
    )

    def fields(self, entries, samplings=1):
        if not entries:
            return {}
        mass, penalty = f"{MASS_FRACTION_BITS} fraction bits", f"{PENALTY_FRACTION_BITS} fraction bits"
        return {name: forward(unsigned(samplings * bits), what) for name, bits, what in (
            ("top_k", TOP_K_BITS, "how many of the largest logits, at most the list's; 0: all"),
            ("top_p", TOP_P_BITS, f"the share of their mass, {mass}"),
            ("min_p", MIN_P_BITS, f"the least part of the largest probability, {mass}"),
            ("repeat_penalty", PENALTY_BITS, f"on tokens of the window, {penalty}"),
            ("repeat_inverse", PENALTY_BITS, f"its inverse, {penalty}"),
            ("repeat_last_n", REPEAT_LAST_N_BITS, "tokens of the window; 0: none"))}

    def port_name(self, bundle, field):
        return field if bundle == "filters" else f"{bundle}_{field}"


class TokensRun(Interface):
    """The tokens of a text that are run, in their order: the pulse `run` tells `token`, when it is run or earlier,
    `first` with it that it begins a text. In a core of several vectors the pulse `drafted` tells a draft that the pass
    runs behind them, or may run; the next `run` forgets the drafts, and tells those that were accepted one after the
    other. Those of several `sequences` stand side by side, the first text's lowest. Nothing for a list of no
    `entries`."""

    RULES = (
        Rule("known", "{run} == 0 || (^{token}) !== 1'bx", "a token that is run is known"),
        Rule("first", "({first} & ~{run}) == 0", "a text begins with a token"),
        Rule("draft", "{drafted} == 0 || ({drafted} & {run}) == 0 && (^{token}) !== 1'bx",
             "a draft is known, and no token of the text yet"),
    )

    def fields(self, token_bits, entries=1, vectors=1, sequences=1):
        if not entries:
            return {}
        drafted = dict(drafted=forward(flags_of(sequences), "a draft behind the text")) if vectors > 1 else {}
        return dict(run=forward(flags_of(sequences), "a token of the text"),
                    first=forward(flags_of(sequences), "it is its text's first"),
                    token=forward(unsigned(sequences * token_bits), "its number"), **drafted)

    def port_name(self, bundle, field):
        return "run" if field == "run" else f"run_{field}"


class Drafting(Interface):
    """Where drafts come from: from the `host`, who is asked for them, or from the text, where they are what follows the
    latest earlier occurrence of the last `ngram` tokens, 0 for no drafts. It may change at any time. Nothing in a core
    of one vector."""

    RULES = (
        Rule("known", "(^{ngram}) !== 1'bx && (^{host}) !== 1'bx", "whether there are drafts is known"),
    )

    def fields(self, vectors=1):
        return dict(ngram=forward(unsigned(NGRAM_BITS), f"tokens that are looked for, 1 to {LONGEST_NGRAM}; 0: none"),
                    host=forward(bit(), "the host is asked for drafts")) if vectors > 1 else {}

    def port_name(self, bundle, field):
        return f"draft_{field}" if bundle == "drafting" else f"{bundle.rstrip('_')}_{field}"


def told(geometry):
    """The bundle of a text's tokens for a sampler that wants them, of a core whose passes may have drafts among theirs,
    or tokens of several texts; where a pass has one token, this is it."""
    return TokensRun(geometry.token_bits, geometry.sampler_list if geometry.vectors > 1 else 0, geometry.vectors,
                     geometry.sequences)


class DraftEvents(Interface):
    """What becomes of passes and of the drafts in them, a pulse each; of the drafts of several `sequences` they stand
    side by side, the first text's lowest. Nothing in a core of one vector."""

    RULES = (
        Rule("known", "(^{begins}) !== 1'bx && (^{offered}) !== 1'bx && (^{accepted}) !== 1'bx",
             "what happens is known"),
        Rule("apart", "({offered} & {accepted}) == 0", "drafts are accepted behind the pass that they were offered to"),
    )

    def fields(self, vectors=1, sequences=1):
        return dict(begins=forward(bit(), "a pass begins"),
                    offered=forward(flags_of(sequences), "a draft goes into the next pass"),
                    accepted=forward(flags_of(sequences), "a draft was right: its token belongs to the text")
                    ) if vectors > 1 else {}

    def port_name(self, bundle, field):
        return "pass_begins" if field == "begins" else f"draft_{field}"
