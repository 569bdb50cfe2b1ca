"""What is said to a model, turn by turn, and what golden answers: a text to go on with, or a conversation."""

from dataclasses import dataclass

from llama2_rtl.prompt import check_prompt


class Prompt:
    """One turn: a text that the model goes on with. `limit` is the most tokens that it generates."""

    def __init__(self, tokens, limit):
        self.tokens, self.limit = tokens, limit

    def turns(self):
        """Yields `(words of the user, tokens, resume)`; is sent the tokens of the answer."""
        yield None, self.tokens, False


class Chat:
    """A conversation: the user's words turn by turn. `limit` is the most tokens of an answer, 0 for no limit."""

    def __init__(self, conversation, lines, limit):
        self.conversation, self.lines, self.limit = conversation, lines, limit

    def turns(self):
        """As `Prompt.turns`."""
        for line in self.lines:
            answer = yield line, *self.conversation.turn(line)
            self.conversation.answered(answer)


@dataclass(frozen=True)
class Turn:
    """What was said in a turn and what golden answers: `words` of the user, None where the prompt is a text; `prompt`,
    its tokens, at `position` and after, which go on with the text before them where `resume`; the tokens of `answer`,
    the last of which is not run."""

    words: str | None
    prompt: list
    resume: bool
    position: int
    answer: list

    @property
    def positions(self):
        """The positions that are run."""
        return range(self.position, self.position + len(self.prompt) + len(self.answer) - 1)


def golden_turns(preset, checkpoint_path, script, chance, progress):
    """The Turns of a script as the golden model answers them. Raises ValueError where a turn does not fit the context,
    or the chat template fails."""
    progress.step("the golden model's answer, to compare with")
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.decoder import Decoder
    from llama2_rtl.golden.generate import Text
    from llama2_rtl.golden.quantize import quantize_model
    from llama2_rtl.golden.sampling import Sampler
    writing = script.turns()
    said, turns = next(writing), []  # before the work of quantising: a template may fail
    check_prompt(said[1], preset.context)
    decoder, text = Decoder(quantize_model(read_checkpoint(checkpoint_path), preset.numerics)), None
    while said:
        words, prompt, resume = said
        if not resume:
            text = Text(decoder, preset.context, Sampler(*chance))
        position, answer = len(text.tokens), []
        check_prompt(prompt, preset.context, position)
        for token in text.answer(prompt, script.limit):
            answer.append(token)
            progress.detail(f"{len(text.tokens):,} positions")
        turns.append(Turn(words, prompt, resume, position, answer))
        said = next_turn(writing, answer)
    return turns


def next_turn(writing, answer):
    """What a script's `turns` yields after an answer; None at its end."""
    try:
        return writing.send(answer)
    except StopIteration:
        return None
