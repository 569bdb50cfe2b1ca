"""Vectors element by element: into the residual, out of it, into the quantisers; gains beside them."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, signed, unsigned
from llama2_rtl.converters.interfaces.of_vector import of_vector
from llama2_rtl.golden.number_formats import Q16_16


class VectorElements(Interface):
    """A vector in int32 that is written element by element, in ascending order, one at most in a cycle, never refused;
    `commit` comes with the last one. Several vectors come each in this order and in any order among them. With a `tail`
    of several elements as many come in a cycle, the first one lowest, and `index` counts such groups.

    The ports of a bundle `u` are `u_we`, `u_index`, `u` and `u_commit`, those of `norm_u` `norm_we`, `norm_index`,
    `norm_u` and `norm_commit`, those of `elements` `we`, `index`, `u` and `commit`.
    """

    RULES = (
        Rule("last", "!{commit} || {we}", "a vector is committed with its last element"),
    )

    def fields(self, index_bits, vectors=1, tail=1):
        return dict(we=forward(bit(), "an element is written"), **of_vector(vectors),
                    index=forward(unsigned(index_bits), "its number"),
                    value=forward(signed(tail * Q16_16.bits), "the element"),
                    commit=forward(bit(), "it is the vector's last"))

    def port_name(self, bundle, field):
        if bundle == "elements":
            return "u" if field == "value" else field
        return bundle if field == "value" else f"{bundle.removesuffix('_u')}_{field}"


class Gains(Interface):
    """Parameters that wait, the next one on `value` while `valid`. The sink takes it by `pop` and has the next one in
    the cycle after; `pop_last` takes the last of a vector and drops the rest of its word, and the next one may come a
    cycle later. Where vectors have no ends there is no `pop_last`.

    The ports of a bundle `m` are `m_valid`, `m_data`, `pop` and `pop_last`."""

    RULES = (
        Rule("there", "!{pop} || {valid}", "only a parameter that is there is taken", duty="sink"),
    )

    def fields(self, width=16, ends=True):
        fields = dict(valid=forward(bit(), "a parameter waits"), value=forward(unsigned(width), "the parameter"),
                      pop=backward(bit(), "it is taken"))
        if ends:
            fields["pop_last"] = backward(bit(), "it is taken, the last of a vector")
        return fields

    def port_name(self, bundle, field):
        if bundle == "m":
            return dict(valid="m_valid", value="m_data").get(field, field)
        return bundle if field == "value" else f"{bundle}_{field}"
