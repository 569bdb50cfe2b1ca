"""Which tokens a pass takes that several texts share."""

from typing import NamedTuple


class Waiting(NamedTuple):
    """How many tokens of a text wait for a pass, and whether one is to be chosen behind the last of them."""

    tokens: int
    chooses: bool


def share_pass(waiting, vectors, turn):
    """`(shares, turn)` of a pass with room for so many `vectors`: (number of the text, how many of its tokens) in the
    order of the vectors, and the text at which the next pass begins with its prompts.

    The answers come first, in the order of the texts: each text of which a single token waits behind which one is to be
    chosen. Then, from the text `turn` on, the others, each with as many tokens as there is room for. `turn` is the
    text behind the last of these that got some.
    """
    shares = [(text, 1) for text, of_text in enumerate(waiting) if of_text == Waiting(1, True)]
    room, begin = vectors - len(shares), turn
    for step in range(len(waiting)):
        text = (begin + step) % len(waiting)
        count = min(room, waiting[text].tokens)
        if count and waiting[text] != Waiting(1, True):
            shares.append((text, count))
            room, turn = room - count, (text + 1) % len(waiting)
    return shares, turn
