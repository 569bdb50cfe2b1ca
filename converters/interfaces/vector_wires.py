"""Between two matrices: elements on their way into the residual and the quantisers, what the lanes of these do with
them, vectors and heads that are quantised."""

from llama2_rtl.converters.hdl import Interface, Rule, Stays, backward, bit, forward, signed, unsigned
from llama2_rtl.converters.interfaces.of_vector import of_vector
from llama2_rtl.converters.interfaces.vector import Gains
from llama2_rtl.converters.vector.formats import MANTISSA_BITS, SHIFT_BITS, SHIFT_HIGH_BITS, U_BITS


class ElementsInOrder(Interface):
    """A vector element by element from its first on, without their numbers, one at most in a cycle, never refused; with
    `ends`, `last` comes with its last one. Several vectors come one after the other, or their first elements in the
    order of the vectors, then their second ones. With a `tail` of several elements as many come in a cycle, the first
    one lowest. After reset `valid` is low.

    The ports of a bundle `load_x` are `load_valid` and `load_x`, those of `in_x` `in_valid`, `in_last` and `x`.
    """

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether an element comes is known"),
        Rule("last", "!{last} || {valid}", "a vector ends with an element"),
    )

    def fields(self, ends=False, vectors=1, tail=1):
        fields = dict(valid=forward(bit(), "an element"), **of_vector(vectors))
        if ends:
            fields["last"] = forward(bit(), "the vector's last")
        return fields | dict(value=forward(signed(tail * U_BITS), "the element"))

    def port_name(self, bundle, field):
        prefix, _, name = bundle.rpartition("_")
        if field == "value":
            return name if prefix == "in" else bundle
        return f"{prefix}_{field}"


class NewElements(Interface):
    """Elements of X as they change, `index` of a vector, one at most in a cycle, or `tail` side by side, of which
    `index` counts the groups. After reset `we` is low."""

    RULES = (
        Rule("known", "(^{we}) !== 1'bx", "whether an element changes is known"),
    )

    def fields(self, index_bits, vectors=1, tail=1):
        return dict(we=forward(bit(), "a new element of X"), **of_vector(vectors),
                    index=forward(unsigned(index_bits), "its number"),
                    element=forward(signed(tail * U_BITS), "the element"))

    def port_name(self, bundle, field):
        return bundle if field == "element" else f"{bundle}_{field}"


class PromisedGains(Gains):
    """As `Gains`, where one is known to wait whenever it is taken, so that there is no `valid`. A sink with a `tail` of
    several elements takes as many in a cycle."""

    RULES = (
        Rule("last", "!{pop_last} || {pop}", "the last parameter of a vector is taken like any other"),
    )

    def fields(self, width=16, is_signed=False):
        value = signed(width) if is_signed else unsigned(width)
        return dict(value=forward(value, "the parameter"), pop=backward(bit(), "it is taken"),
                    pop_last=backward(bit(), "it is taken, the last of a vector"))


class SumOfSquares(Interface):
    """The sum over a vector: a pulse of `valid` brings a new `total`, which then stays up to the next one, be it of
    another vector. After reset both are 0."""

    RULES = (
        Rule("held", "{valid} || {total} === {was_total}", "the sum changes only as valid pulses"),
    )

    def fields(self, width, vectors=1):
        return dict(valid=forward(bit(), "a new sum"), **of_vector(vectors), total=forward(unsigned(width), "the sum"))

    def port_name(self, bundle, field):
        return field if field == "total" else f"{bundle}_{field}"


class QuantizerShift(Interface):
    """A quantiser's shift, its upper bits `high` a cycle ahead of all of it. It changes between two vectors alone;
    after reset it is 0."""

    RULES = (
        Rule("ahead", f"({{value}} >> {SHIFT_BITS - SHIFT_HIGH_BITS}) == {{was_high}}",
             "the upper bits of a shift come a cycle ahead of it"),
    )

    def fields(self):
        return dict(high=forward(unsigned(SHIFT_HIGH_BITS), "the shift's upper bits, a cycle ahead"),
                    value=forward(unsigned(SHIFT_BITS), "the shift"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else f"{bundle}_{field}"


class UpperBits(Interface):
    """The upper bits of a vector's elements, one element at most in a cycle, or several side by side, never refused;
    `commit` comes with the last one. Elements of several vectors come in any order. After reset `we` is low."""

    RULES = (
        Rule("last", "!{commit} || {we}", "a vector is committed with its last element"),
    )

    def fields(self, width, vectors=1):
        return dict(we=forward(bit(), "an element"), **of_vector(vectors),
                    u_high=forward(unsigned(width), "its upper bits"), commit=forward(bit(), "it is the vector's last"))

    def port_name(self, bundle, field):
        return field


class QuantizedVector(Interface):
    """A vector that has been quantised by one `shift` and can be read. `ready` rises with the new `shift` and falls in
    the cycle after `take`; `shift` stays up to the next vector. After reset `ready` is low. Several vectors are ready
    together, and the reader has the shift of the `vector` that it asks for.

    The ports of a bundle `vector` are `vector_ready`, `vector_take` and `shift`, those of `result` bear the names of
    the fields.
    """

    RULES = (
        Stays("until_taken", "{ready} && !{take}", ("ready",), "a vector is ready until it is taken"),
        Stays("shift", "{ready}", ("shift",), "the shift of a vector stays while it is ready", unless="vector"),
    )

    def fields(self, vectors=1):
        return dict(ready=forward(bit(), "the vector can be read"), take=backward(bit(), "its reader begins"),
                    **of_vector(vectors, backward), shift=forward(unsigned(SHIFT_BITS), "the shift of its mantissas"))

    def port_name(self, bundle, field):
        if field == "vector":
            return "shift_vector"
        return field if field == "shift" or bundle == "result" else f"{bundle}_{field}"


class LaneWrites(Interface):
    """Elements for the lanes of the quantiser, one at most in a cycle, never refused: `we` names an element's lane, the
    cycle after it brings the element `u`, its vector and its word, with `commit` if it is the vector's last. After
    reset `we` and `commit` are low.
    """

    RULES = (
        Rule("element", "!{commit} || {was_we}", "a vector is committed with its last element"),
    )

    def fields(self, lane_bits, word_bits, vectors=1):
        return dict(we=forward(bit(), "an element comes in the next cycle"),
                    write_lane=forward(unsigned(lane_bits), "its lane"), **of_vector(vectors),
                    write_word=forward(unsigned(word_bits), "the element's word, a cycle after we"),
                    u=forward(unsigned(U_BITS), "the element, a cycle after we"),
                    commit=forward(bit(), "the element is the vector's last, a cycle after its we"))

    def port_name(self, bundle, field):
        return "write_vector" if field == "vector" else field


class LaneReads(Interface):
    """Words that the lanes of the quantiser read, while `reading` is high: from word 0 of a vector on, one per cycle
    without a pause, up to `at_last_word`. After reset `reading` is low."""

    RULES = (
        Rule("ascending", "!{reading} || {read_word} == ({was_reading} ? {was_read_word} + 1 : 0)",
             "the words of a vector are read from the first on, one per cycle"),
        Rule("end", "!{was_reading} || {reading} == !{was_at_last_word}", "a vector is read up to its last word"),
    )

    def fields(self, word_bits, vectors=1):
        return dict(reading=forward(bit(), "a word is read"), **of_vector(vectors),
                    read_word=forward(unsigned(word_bits), "its number"),
                    at_last_word=forward(bit(), "it is the vector's last"))

    def port_name(self, bundle, field):
        return "read_vector" if field == "vector" else field


class Heads(Interface):
    """Heads of keys and of values element by element, in order, one at most in a cycle, with or without pauses, never
    refused: `is_v` and `tag` are the same for all elements of a head. Heads of several vectors end in the order of the
    vectors. With a `tail` of several elements as many of a head come in a cycle, the first one lowest. After reset
    `valid` is low."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx && (!{valid} || (^{is_v}) !== 1'bx)", "what an element belongs to is known"),
    )

    def fields(self, tag_bits, vectors=1, tail=1):
        return dict(valid=forward(bit(), "an element"), **of_vector(vectors),
                    is_v=forward(bit(), "of a value, else of a key"),
                    tag=forward(unsigned(tag_bits), "the head's tag"), x=forward(signed(tail * U_BITS), "the element"))

    def port_name(self, bundle, field):
        return f"in_{field}" if field in ("valid", "vector", "is_v") else field


class QuantizedHeads(Interface):
    """Heads as mantissas of one shift each, in the order in which they came: a head's leave from index 0 on, one per
    cycle without a pause, never refused; with a `tail` of several elements as many per cycle, and `index` counts the
    groups. After reset `valid` is low."""

    RULES = (
        Rule("whole", "!{was_valid} || {was_last} || {valid}", "a head leaves without a pause"),
        Rule("ascending", "!{was_valid} || {was_last} || {index} == {was_index} + 1",
             "the elements of a head leave in order"),
        Rule("constant", "!{was_valid} || {was_last} || {shift} == {was_shift} && {tag} == {was_tag}",
             "a head has one shift and one tag"),
    )

    def fields(self, tag_bits, index_bits, vectors=1, tail=1):
        return dict(valid=forward(bit(), "a mantissa"), **of_vector(vectors),
                    tag=forward(unsigned(tag_bits), "its head's tag"),
                    index=forward(unsigned(index_bits), "its index in the head"),
                    last=forward(bit(), "the head's last"),
                    mantissa=forward(signed(tail * MANTISSA_BITS), "the mantissa"),
                    shift=forward(unsigned(SHIFT_BITS), "the head's shift"))

    def port_name(self, bundle, field):
        return field if field in ("mantissa", "shift") else f"out_{field}"
