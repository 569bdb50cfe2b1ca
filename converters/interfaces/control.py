"""Pulses by which stages hand over, and what counts their cycles."""

from converters.hdl import Interface, Rule, backward, bit, forward, unsigned


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
    """What each cycle of the decoder is: a beat; a stall; in a stage neither, a bubble. A word of scales or gains may
    be taken beside a beat of attention."""

    RULES = (
        Rule("weights_alone", "!({weight_beat} && ({parameter_beat} || {attention_beat}))",
             "a beat of weights is the only one of its cycle"),
    )

    def fields(self, state_bits):
        return dict(stage=forward(unsigned(state_bits), "the stage at work"),
                    weight_beat=forward(bit(), "a word of weights is consumed"),
                    parameter_beat=forward(bit(), "a word of scales or gains is consumed"),
                    attention_beat=forward(bit(), "a word of keys or values is consumed"),
                    stall=forward(bit(), "a word was wanted and not there"))

    def port_name(self, bundle, field):
        return field
