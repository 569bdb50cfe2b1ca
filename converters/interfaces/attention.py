"""Attention: the operands of its beats, the sums that come of them, positions in spans."""

from llama2_rtl.converters.attention.formats import INDEX_BITS, span_bits
from llama2_rtl.converters.hdl import Interface, Rule, bit, forward, signed, unsigned
from llama2_rtl.converters.interfaces.of_vector import of_vector
from llama2_rtl.converters.multipliers import OPERAND_BITS


class OperandBeat(Interface):
    """A beat of attention for the multipliers, one at most in a cycle, never refused: keys with queries, or (`value`)
    values with probabilities; `first` and `last` mark those of one sum. Several ways have operands `b` of their own,
    those of way 0 lowest, and `a` in common."""

    RULES = (
        Rule("known", "!{valid} || (^{value}) !== 1'bx && (^{first}) !== 1'bx && (^{last}) !== 1'bx",
             "the marks of a beat are known"),
    )

    def fields(self, geometry):
        width = geometry.lanes * OPERAND_BITS
        return dict(valid=forward(bit(), "a beat"), value=forward(bit(), "of values, else of keys"),
                    first=forward(bit(), "its sum's first"), last=forward(bit(), "its sum's last"),
                    a=forward(unsigned(width), "elements of keys or values, one per lane"),
                    b=forward(unsigned(geometry.attention_ways * width),
                              "elements of queries, or probabilities, one per lane and way"))


class Sums(Interface):
    """Sums of attention's beats, packed, at a fixed time after the last beat of each; never refused. The port of the
    sums of a bundle `dot` is `dots`, of any other the bundle's name."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "valid is known"),
    )

    def fields(self, width):
        return dict(valid=forward(bit(), "sums are there"), value=forward(unsigned(width), "the sums, packed"))

    def port_name(self, bundle, field):
        if field == "value":
            return "dots" if bundle == "dot" else bundle
        return f"{bundle}_{field}"


class HeadElements(Interface):
    """Heads as mantissas of one shift each, element by element, one at most in a cycle, never refused; `last` with a
    head's last. Of several vectors a head comes for each, in the order of the vectors. The ports of a bundle `q_write`
    are `q_we`, `q_mantissa`, `q_shift` and `q_last`."""

    RULES = (
        Rule("known", "!{valid} || (^{last}) !== 1'bx", "whether an element is a head's last is known"),
    )

    def fields(self, mantissa_bits, shift_bits, vectors=1):
        return dict(valid=forward(bit(), "an element"), **of_vector(vectors),
                    mantissa=forward(signed(mantissa_bits), "its mantissa"),
                    shift=forward(unsigned(shift_bits), "the head's shift"), last=forward(bit(), "the head's last"))

    def port_name(self, bundle, field):
        if bundle.endswith("_write"):
            bundle, field = bundle.removesuffix("_write"), "we" if field == "valid" else field
        return f"{bundle}_{field}"


class SpanPosition(Interface):
    """The token's position as a span of positions and an index in it, of a batch that of its last vector; they stay
    while a token is at work."""

    RULES = (
        Rule("known", "(^{last_span}) !== 1'bx && (^{last_index}) !== 1'bx", "the position is known"),
    )

    def fields(self, geometry):
        return dict(last_span=forward(unsigned(span_bits(geometry)), "the span of the token's position"),
                    last_index=forward(unsigned(INDEX_BITS), "the position in its span"))

    def port_name(self, bundle, field):
        return field
