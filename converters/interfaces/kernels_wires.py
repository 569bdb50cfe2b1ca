"""What flows through the arithmetic pipelines: samples, seeds of a generator, angles of a position."""

from llama2_rtl.converters.hdl import Interface, Rule, Stays, backward, bit, forward, signed, unsigned
from llama2_rtl.converters.interfaces.of_vector import of_vector


class Samples(Interface):
    """Samples of a pipeline: at most one in a cycle, there while `valid` is high, never refused.

    A pipelined block that is the sink of one such bundle and the source of another answers every sample by one, in the
    order of arrival, after a fixed latency that the block states; a new sample may come in every cycle. While `valid`
    is low the other fields mean nothing. A reset clears `valid`, also of the samples in the pipeline.

    The fields beside `valid` are the signals given by name, which may be existing ones; likewise `valid`. `value` is
    the one of a sample that has but one: the ports of a bundle `in_x` are `in_valid` and `x`, of `out_y` `out_valid`
    and `y`, of any other, `load_x`, `load_valid` and `load_x`. Fields of another name are ports of this name, but for
    the `vector` of a batch that a sample belongs to, `in_vector`.
    """

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a sample is there is known"),
    )

    def fields(self, *, valid=None, **values):
        valid = bit() if valid is None else valid
        return dict(valid=forward(valid, "a sample")) | {name: forward(value, "") for name, value in values.items()}

    def port_name(self, bundle, field):
        prefix, _, own = bundle.partition("_")
        if field in ("valid", "vector"):
            return f"{prefix}_{field}"
        if field == "value":
            return own if prefix in ("in", "out") else bundle
        return field


class MarkedSamples(Samples):
    """As `Samples`, with marks that say what a sample is, `last` or `row`: all fields but `value` bear the prefix, as
    `in_last`."""

    def port_name(self, bundle, field):
        return super().port_name(bundle, field) if field == "value" else f"{bundle.partition('_')[0]}_{field}"


class SeedLoad(Interface):
    """Where a random number generator begins: seed `value` and `position` are sampled with the pulse `load`, at any
    time, never refused. What the generator gave before ends there."""

    RULES = (
        Rule("known", "!{load} || (^{value}) !== 1'bx && (^{position}) !== 1'bx",
             "a seed that is loaded and its position are known"),
    )

    def fields(self, bits, position_bits):
        return dict(load=forward(bit(), "a position's numbers begin"), value=forward(unsigned(bits), "the seed"),
                    position=forward(unsigned(position_bits), "the position"))

    def port_name(self, bundle, field):
        if field == "value":
            return "seed"
        return field if bundle == "seeding" else f"{bundle}_{field}"


class AngleStart(Interface):
    """The pulse `start` computes the angles of `position`, which stays until `ready` rises; `ready` falls in the cycle
    after `start`, and is low after reset. One position at a time, and of several vectors one `vector`, which stays
    likewise."""

    RULES = (
        Rule("computing", "!{was_start} || !{ready}", "the angles of a new position are not ready at once"),
        Stays("position", "{start}", ("position",), "the position stays while its angles are computed"),
    )

    def fields(self, position_bits, vectors=1):
        return dict(start=forward(bit(), "compute the angles"), **of_vector(vectors),
                    position=forward(unsigned(position_bits), "of this"), ready=backward(bit(), "they are there"))

    def port_name(self, bundle, field):
        return f"{bundle}_vector" if field == "vector" else field


class AngleRead(Interface):
    """Reads of the angles of a position, that of a `vector` where there are several: cosine and sine, 14 fraction bits,
    follow `pair` by one cycle."""

    RULES = (
        Rule("known", "(^{pair}) !== 1'bx", "which pair is read is known"),
    )

    def fields(self, pair_bits, angle_bits, vectors=1):
        return dict(**of_vector(vectors), pair=forward(unsigned(pair_bits), "the pair of elements"),
                    cos=backward(signed(angle_bits), "its cosine"), sin=backward(signed(angle_bits), "its sine"))

    def port_name(self, bundle, field):
        return f"{bundle}_vector" if field == "vector" else field


class PackedLoad(Interface):
    """The pulse `load` brings elements side by side in `value`, which leave one after the other; the sink states how
    many cycles lie between two pulses at least. After reset `load` is low. The port of `value` bears the bundle's name.
    """

    RULES = (
        Rule("known", "(^{load}) !== 1'bx", "whether elements come is known"),
    )

    def fields(self, width):
        return dict(load=forward(bit(), "elements come"), value=forward(unsigned(width), "the elements, packed"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else field
