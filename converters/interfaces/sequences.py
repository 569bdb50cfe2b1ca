"""Which texts the vectors of a batch belong to; attention goes through these texts one after the other."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, clog2, forward, unsigned
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber


class VectorTexts(Interface):
    """The number of each vector's text, `sequences`, side by side, the first vector's lowest: the vectors of a text are
    neighbours. They are levels, which change only while no token is at work. Nothing where there is one text."""

    RULES = (
        Rule("known", "(^{sequences}) !== 1'bx", "whose the vectors are is known"),
    )

    def fields(self, vectors, sequences):
        return dict(sequences=forward(unsigned(vectors * clog2(sequences)), "each vector's text")
                    ) if sequences > 1 else {}

    def port_name(self, bundle, field):
        return field


class PassPositions(Interface):
    """Where the tokens of a pass stand: of one text the `position` of the last vector's token; in front of it are those
    of the others, one by one. Of several texts VectorTexts, and each vector's position in its text, `positions`, side
    by side, the first vector lowest: those of a text follow one another. They are levels, which change only while no
    token is at work."""

    RULES = (
        Rule("known", "(^{position}) !== 1'bx", "the position is known"),
        Rule("all_known", "(^{sequences}) !== 1'bx && (^{positions}) !== 1'bx", "whose the vectors are is known"),
    )

    def fields(self, position_bits, vectors=1, sequences=1):
        if sequences == 1:
            return dict(position=forward(unsigned(position_bits), "the token's position, of a batch the last one's"))
        return dict(**VectorTexts(vectors, sequences).members,
                    positions=forward(unsigned(vectors * position_bits), "each vector's position in its text"))

    def port_name(self, bundle, field):
        return field


def pass_positions(geometry):
    """The PassPositions of a Geometry."""
    return PassPositions(geometry.position_bits, geometry.vectors, geometry.sequences)


def vector_texts(geometry):
    """The VectorTexts that the sampler of a Geometry has: with a list they have windows of their own."""
    return VectorTexts(geometry.vectors, geometry.sequences if geometry.sampler_list else 1)


def last_attending(geometry):
    """The VectorNumber of the last of the vectors that attend, where that need not be the batch's last."""
    return VectorNumber(geometry.vectors if geometry.sequences > 1 else 1)


class SequenceTurn(Interface):
    """The text whose vectors attend: the pulse `start` begins its turn; its `number` stays until the next turn. Nothing
    where there is one text: its turn is the layer."""

    RULES = (
        Rule("pulse", "!{start} || !{was_start}", "start is a pulse of one cycle"),
        Rule("known", "!{start} || (^{number}) !== 1'bx", "whose turn it is is known"),
        Rule("stays", "{number} == {was_number} || {start}", "the text changes with a turn's start alone"),
    )

    def fields(self, geometry):
        return dict(start=forward(bit(), "a text's turn begins"),
                    number=forward(unsigned(clog2(geometry.sequences)), "the text's number")
                    ) if geometry.sequences > 1 else {}


def _flags(texts):
    return bit() if texts == 1 else unsigned(texts)


class WaitingToken(Interface):
    """The next token of a text, at its `position`. While it is `valid` it waits, and stays as it is until the pulse
    `taken` takes it into a pass; the one behind it may wait in the next cycle. With `chooses` a token is to be chosen
    to follow it: it is the last for now. Of several `texts` each has a token, and all wires stand side by side, the
    first text's lowest."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a token waits is known"),
        Rule("taken", "({taken} & ~{valid}) == 0", "only a token that waits is taken",
             duty="sink"),
        Rule("offer", "({was_valid} & ~{was_taken} & ~{valid}) == 0", "a token waits until it is taken"),
    )

    def fields(self, token_bits, position_bits, texts=1):
        return dict(valid=forward(_flags(texts), "a token waits"),
                    token=forward(unsigned(texts * token_bits), "its number"),
                    position=forward(unsigned(texts * position_bits), "its position in the text"),
                    chooses=forward(_flags(texts), "a token is chosen to follow it"),
                    taken=backward(_flags(texts), "it goes into a pass"))


class TextChoice(Interface):
    """What becomes of passes: the pulse `valid` brings the token that was chosen to follow the last one of a text so
    far, `done` pulses when a pass is over, after them. Of several `texts` each has a `valid`, side by side, the first
    text's lowest."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx && (^{done}) !== 1'bx", "what becomes of a pass is known"),
        Rule("chosen", "{valid} == 0 || (^{token}) !== 1'bx", "a token that is chosen is known"),
        Rule("done", "!{done} || !{was_done}", "done is a pulse of one cycle"),
    )

    def fields(self, token_bits, texts=1):
        return dict(valid=forward(_flags(texts), "a token is chosen"),
                    token=forward(unsigned(token_bits), "its number"), done=forward(bit(), "a pass is over"))


class TextWords(Interface):
    """A stream of tokens for each of several `texts`, each by the rules of `Stream`, with `last` at a packet's end; all
    wires stand side by side, the first text's lowest. Where the word is `shared` there is one, which is one text's."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a token is offered is known"),
    )

    def fields(self, width, texts, shared=False):
        words = 1 if shared else texts
        return dict(valid=forward(_flags(texts), "a token is offered"), ready=backward(_flags(texts), "it is taken"),
                    data=forward(unsigned(words * width), "the token"),
                    last=forward(_flags(words), "the last of its packet"))
