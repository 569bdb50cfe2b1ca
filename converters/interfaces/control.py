"""Pulses by which stages hand over, and what counts their cycles."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, unsigned


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
