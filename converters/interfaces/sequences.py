"""Which texts the vectors of a batch belong to; attention goes through these texts one after the other."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, clog2, forward, unsigned
from llama2_rtl.converters.interfaces.of_vector import flags_of
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber


class VectorTexts(Interface):
    """The number of each vector's text, `sequences`, and how many drafts lead from the last token of that text to the
    vector's own, `behind`, side by side, the first vector's lowest: the vectors of a text are neighbours. They are
    levels, which change only while no token is at work. Nothing where there is one text."""

    RULES = (
        Rule("known", "(^{sequences}) !== 1'bx && (^{behind}) !== 1'bx", "whose the vectors are is known"),
    )

    def fields(self, vectors=1, sequences=1):
        return dict(sequences=forward(unsigned(vectors * clog2(sequences)), "each vector's text"),
                    behind=forward(unsigned(vectors * clog2(vectors)), "drafts from its text to each vector's token")
                    ) if sequences > 1 else {}


class PassPositions(Interface):
    """Where the tokens of a pass stand: of one text the `position` of the last vector's token; in front of it are those
    of the others, one by one. Of several texts the number of each vector's text, `sequences`, and its position there,
    `positions`, side by side, the first vector lowest: the vectors of a text are neighbours, at positions that follow
    one another. They are levels, which change only while no token is at work."""

    RULES = (
        Rule("known", "(^{position}) !== 1'bx", "the position is known"),
        Rule("all_known", "(^{sequences}) !== 1'bx && (^{positions}) !== 1'bx", "whose the vectors are is known"),
    )

    def fields(self, position_bits, vectors=1, sequences=1):
        if sequences == 1:
            return dict(position=forward(unsigned(position_bits), "the token's position, of a batch the last one's"))
        return dict(sequences=VectorTexts(vectors, sequences).members["sequences"],
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


class WaitingToken(Interface):
    """The next token of a text, at its `position`. While it is `valid` it waits, and stays as it is until the pulse
    `taken` takes it into a pass; the one behind it may wait in the next cycle. With `chooses` a token is to be chosen
    to follow it: it is the last for now, but for drafts. Where it has some behind it, it is `followed`: the next one
    waits in the cycle after this one was taken, and in that alone; a draft that is not taken in its cycle is none any
    more, nor are those behind it. The pulse `done` says that the pass is over. `soon` says that a token will wait in a
    bounded time, which is worth waiting for; `answers`, how many answers' tokens waited as the latest pass began, is
    what a prompt leaves room for. Of several `texts` each has a token, and all other wires stand side by
    side, the first text's lowest."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a token waits is known"),
        Rule("taken", "({taken} & ~{valid}) == 0", "only a token that waits is taken",
             duty="sink"),
        Rule("offer", "({was_valid} & ~{was_taken} & ~{was_draft} & ~{valid}) == 0",
             "a token that is no draft waits until it is taken"),
        Rule("drafts", "({was_valid} & {was_followed} & {was_taken} & ~({valid} & {draft})) == 0",
             "drafts that follow a token wait in the cycle after it was taken"),
        Rule("done", "!{done} || !{was_done}", "done is a pulse of one cycle", duty="sink"),
        Rule("apart", "!{done} || {taken} == 0", "no token is taken as a pass is over", duty="sink"),
    )

    def fields(self, token_bits, position_bits, vectors, texts=1):
        return dict(valid=forward(flags_of(texts), "a token waits"),
                    token=forward(unsigned(texts * token_bits), "its number"),
                    position=forward(unsigned(texts * position_bits), "its position in the text"),
                    chooses=forward(flags_of(texts), "a token is chosen to follow it"),
                    draft=forward(flags_of(texts), "it is a draft"),
                    followed=forward(flags_of(texts), "a draft stands behind it"),
                    soon=forward(flags_of(texts), "a token will wait soon"),
                    taken=backward(flags_of(texts), "it goes into a pass"),
                    done=backward(bit(), "the pass is over"),
                    answers=backward(unsigned(vectors.bit_length()), "answers in the latest pass"))


def waiting_token(geometry, texts=1):
    """The WaitingToken of one text of a Geometry, or of all `texts`."""
    return WaitingToken(geometry.token_bits, geometry.position_bits, geometry.vectors, texts)


class TextChoice(Interface):
    """What a pass chooses: the pulse `valid` brings the token that was chosen to follow the last one of a text so far,
    before the pass is over. Of several `texts` each has a `valid`, side by side, the first text's lowest."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a token is chosen is known"),
        Rule("chosen", "{valid} == 0 || (^{token}) !== 1'bx", "a token that is chosen is known"),
    )

    def fields(self, token_bits, texts=1):
        return dict(valid=forward(flags_of(texts), "a token is chosen"),
                    token=forward(unsigned(token_bits), "its number"))


class TextWords(Interface):
    """A stream of tokens for each of several `texts`, each by the rules of `Stream`, with `last` at a packet's end; all
    wires stand side by side, the first text's lowest. Where the word is `shared` there is one, which is one text's."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx", "whether a token is offered is known"),
    )

    def fields(self, width, texts, shared=False):
        words = 1 if shared else texts
        return dict(valid=forward(flags_of(texts), "a token is offered"),
                    ready=backward(flags_of(texts), "it is taken"),
                    data=forward(unsigned(words * width), "the token"),
                    last=forward(flags_of(words), "the last of its packet"))
