"""Pulses by which stages hand over, and what counts their cycles."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, unsigned
from llama2_rtl.golden.sampling_formats import INVERSE_BITS, INVERSE_FRACTION_BITS, SEED_BITS


class Handover(Interface):
    """The source starts a stage by a pulse; the stage answers by a pulse when it is done, and is not started before
    that again."""

    RULES = (
        Rule("pulse", "!{start} || !{was_start}", "start is a pulse of one cycle"),
        Rule("done_pulse", "!{done} || !{was_done}", "done is a pulse of one cycle"),
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
    """How a text's tokens are chosen. `inverse_temperature` holds still while a token is at work. `seed` is taken as a
    text begins; where the source says when that is (`starts`), by the pulse `seed_load`.
    """

    RULES = (
        Rule("known", "(^{inverse_temperature}) !== 1'bx", "how tokens are chosen is known"),
    )

    def fields(self, starts=False):
        fields = dict(inverse_temperature=forward(unsigned(INVERSE_BITS), f"{INVERSE_FRACTION_BITS} fraction bits; 0: "
                                                  "the likeliest token"),
                      seed=forward(unsigned(SEED_BITS), "where a text's random numbers begin"))
        return fields | (dict(seed_load=forward(bit(), "a text begins")) if starts else {})

    def port_name(self, bundle, field):
        return field
