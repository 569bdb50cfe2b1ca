"""Heads of keys, values and queries on their way from the projection, element by element; the scores of tokens."""

from llama2_rtl.converters.attention.formats import MANTISSA_BITS, SHIFT_BITS
from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, clog2, forward, signed, unsigned
from llama2_rtl.converters.interfaces.of_vector import of_vector
from llama2_rtl.golden.sampling_formats import SAMPLING_SCORE_BITS


class VectorPosition(Interface):
    """The position of a vector's token, which stays through all layers. Of several vectors the reader gives the
    `vector` that it asks for and has its position in the same cycle."""

    RULES = (
        Rule("known", "(^{value}) !== 1'bx", "the position is known"),
    )

    def fields(self, position_bits, vectors=1):
        return of_vector(vectors, backward) | dict(value=forward(unsigned(position_bits), "the token's position"))

    def port_name(self, bundle, field):
        return bundle if field == "value" else f"{bundle}_{field}"


class VectorNumber(Interface):
    """Which vector of a batch something is about; no wire where there is one vector."""

    RULES = (
        Rule("known", "(^{vector}) !== 1'bx", "the vector is known"),
    )

    def fields(self, vectors=1):
        return of_vector(vectors)


class ElementMark(Interface):
    """That an element comes, one at most in a cycle. After reset it is low."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether an element comes is known"),
    )

    def fields(self, vectors=1):
        return dict(valid=forward(bit(), "an element"), **of_vector(vectors))

    def port_name(self, bundle, field):
        return bundle if field == "valid" else f"{bundle}_{field}"


class ProjectedHeads(Interface):
    """Quantised heads, element by element, one at most in a cycle, never refused: in a layer all heads of keys, then
    (`is_v`) of values, with `kv_valid`, then those of queries with `q_valid`. `shift` is the head's and the same with
    all of its elements. Of several vectors a head comes for each, in the order of the vectors, then the next head.
    With a `tail` of several elements as many of a head come in a cycle, the first one lowest, and `index` counts such
    groups."""

    RULES = (
        Rule("one", "!({kv_valid} && {q_valid})", "an element is a key's or value's, or a query's"),
        Rule("known", "!{kv_valid} && !{q_valid} || (^{last}) !== 1'bx",
             "whether an element is a head's last is known"),
    )

    def fields(self, model, vectors=1, tail=1):
        return dict(kv_valid=forward(bit(), "an element of a key or value"),
                    q_valid=forward(bit(), "an element of a query"), **of_vector(vectors),
                    is_v=forward(bit(), "a value's, else a key's"),
                    head=forward(unsigned(clog2(model.n_heads)), "its head"),
                    index=forward(unsigned(clog2(model.head_dim // tail)), "its place in the head"),
                    last=forward(bit(), "the head's last"),
                    mantissa=forward(signed(tail * MANTISSA_BITS), "its mantissa"),
                    shift=forward(unsigned(SHIFT_BITS), "the head's shift"))

    def port_name(self, bundle, field):
        return field


class KeyValueElements(Interface):
    """Heads of keys, then (`is_v`) of values, element by element in ascending order, one at most in a cycle, never
    refused. `shift` is the head's and the same with all of its elements. Of several vectors a head comes for each, in
    the order of the vectors, then the next head.
    With a `tail` of several elements as many of a head come in a cycle, the first one lowest, and `index` counts such
    groups."""

    RULES = (
        Rule("known", "!{valid} || (^{is_v}) !== 1'bx && (^{index}) !== 1'bx && (^{last}) !== 1'bx",
             "the marks of an element are known"),
    )

    def fields(self, model, vectors=1, tail=1):
        return dict(valid=forward(bit(), "an element"), **of_vector(vectors),
                    is_v=forward(bit(), "a value's, else a key's"),
                    index=forward(unsigned(clog2(model.head_dim // tail)), "its place in the head"),
                    last=forward(bit(), "the head's last"),
                    mantissa=forward(signed(tail * MANTISSA_BITS), "its mantissa"),
                    shift=forward(unsigned(SHIFT_BITS), "the head's shift"))

    def port_name(self, bundle, field):
        return field if field in ("mantissa", "shift") else f"{bundle.rstrip('_')}_{field}"


class WordElementWrite(Interface):
    """Writes of mantissas into a word that is put together: with `we`, `mantissa` goes to `place`; place 0 begins a new
    word. One at most in a cycle, or `tail` side by side, of which `place` counts the groups, never refused. Each of
    several vectors has a word of its own."""

    RULES = (
        Rule("known", "!{we} || (^{place}) !== 1'bx", "the place of a write is known"),
    )

    def fields(self, place_bits, vectors=1, tail=1):
        return dict(we=forward(bit(), "a mantissa is written"), **of_vector(vectors),
                    place=forward(unsigned(place_bits), "its place"),
                    mantissa=forward(signed(tail * MANTISSA_BITS), "the mantissa"))

    def port_name(self, bundle, field):
        return field


class ListCommand(Interface):
    """What the sampler's sorted list does in a cycle: takes a word, moves its entries up by one, the first to the end,
    or is emptied. It is done with the next cycle; another command may come in it."""

    RULES = (
        Rule("known", "(^{insert}) !== 1'bx && (^{rotate}) !== 1'bx && (^{clear}) !== 1'bx",
             "what the list does is known"),
        Rule("one", "{insert} + {rotate} + {clear} < 2'd2", "a list does one thing at a time"),
    )

    def fields(self):
        return dict(insert=forward(bit(), "a word comes"), rotate=forward(bit(), "the list moves up by one"),
                    clear=forward(bit(), "the list is emptied"))

    def port_name(self, bundle, field):
        return field


class UnlistedChoices(Interface):
    """The tokens of vectors that choose from all logits beside those that choose from a list: `lists` says which those
    are, while a token is at work; each other one's token comes with the pulse `valid`, two cycles behind its last score
    or earlier. Nothing with one of `samplings`: then all vectors choose alike."""

    RULES = (
        Rule("known", "(^{lists}) !== 1'bx && (^{valid}) !== 1'bx", "who chooses from a list is known"),
    )

    def fields(self, token_bits, samplings):
        return dict(lists=forward(unsigned(samplings), "each vector that chooses from a list"),
                    valid=forward(bit(), "a token chosen from all"), **of_vector(samplings),
                    token=forward(unsigned(token_bits), "the token")) if samplings > 1 else {}


class TokenScores(Interface):
    """The scores by which tokens are chosen, one row at most in a cycle, `last` with the vocabulary's last. Nothing
    where they are not `shown`."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a score is there is known"),
    )

    def fields(self, row_bits, shown, vectors=1):
        if not shown:
            return {}
        return dict(valid=forward(bit(), "a score"), **of_vector(vectors),
                    row=forward(unsigned(row_bits), "the token that it is of"), last=forward(bit(), "the last token"),
                    score=forward(signed(SAMPLING_SCORE_BITS), "the score"))
