"""Which tokens a pass takes that several texts share."""

from typing import NamedTuple


class Waiting(NamedTuple):
    """How many tokens of a text wait for a pass, whether one is to be chosen behind the last of them, and how many
    drafts follow it."""

    tokens: int
    chooses: bool
    drafts: int = 0

    @property
    def is_answer(self):
        """Whether it is a single token behind which one is to be chosen."""
        return self.tokens == 1 and self.chooses


def tokens_at_once(vectors, answers):
    """How many tokens of a prompt wait together for passes of so many `vectors`: as many as the answers in the latest
    one leave room for, or one. So a prompt beside answers fills each pass, and leaves no rest for one of its own."""
    return max(1, vectors - answers)


def share_pass(waiting, vectors, turn):
    """`(shares, turn)` of a pass with room for so many `vectors`: (number of the text, how many of its tokens and
    drafts) in the order of the vectors, and the text with which the next pass begins.

    The answers come first, from the text `turn` on: each text of which a single token waits behind which one is to be
    chosen. Then, in the same order, the others, each with as many tokens as there is room for. Where there are no
    others, each answer has as many of its drafts as there is room for. `turn` is the text behind the last one that got
    drafts or tokens of a prompt.
    """
    order = [(turn + step) % len(waiting) for step in range(len(waiting))]
    answers = [text for text in order if waiting[text].is_answer]
    prompts = [text for text in order if waiting[text].tokens and not waiting[text].is_answer]
    shares, room = [], vectors - len(answers)
    for text in answers:
        drafts = 0 if prompts else min(room, waiting[text].drafts)
        shares.append((text, 1 + drafts))
        room -= drafts
        turn = (text + 1) % len(waiting) if drafts else turn
    for text in prompts:
        count = min(room, waiting[text].tokens)
        if count:
            shares.append((text, count))
            room, turn = room - count, (text + 1) % len(waiting)
    return shares, turn
