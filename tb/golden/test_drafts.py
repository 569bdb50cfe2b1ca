"""Prompt lookup against its definition, and the passes that it makes of texts."""

import random

import pytest

from llama2_rtl.golden.drafts import DraftedPass, Drafter, lookup, next_limit


def places(tokens, ngram):
    """Where the last `ngram` tokens stand in front of the last token, by the number of the token behind them."""
    wanted = tokens[len(tokens) - ngram:]
    return [end for end in range(ngram, len(tokens)) if tokens[end - ngram:end] == wanted]


@pytest.mark.parametrize("ngram", [1, 2, 3])
def test_lookup(ngram):
    numbers = random.Random(ngram)
    found = 0
    for _ in range(500):
        tokens = [numbers.randrange(3) for _ in range(numbers.randint(1, 24))]
        most, ends = numbers.randrange(8), places(tokens, ngram)
        expected = []
        if ends:
            text = list(tokens)
            for _ in range(most):
                # Behind the text's end the drafts themselves go on: they repeat what stands behind the place.
                text.append(text[ends[-1] + len(text) - len(tokens)])
            expected = text[len(tokens):]
        assert lookup(tokens, ngram, most) == expected
        found += bool(expected)
    assert found > 100


def test_latest_place():
    assert lookup([5, 6, 1, 5, 6, 2, 5, 6], 2, 4) == [2, 5, 6, 2]
    assert lookup([5, 6, 1, 7, 6], 2, 4) == [] and lookup([5, 6, 1, 7, 6], 1, 2) == [1, 7]
    assert lookup([4], 1, 3) == [] and lookup([4, 4], 3, 3) == [] and lookup([4, 4], 1, 3) == [4, 4, 4]


@pytest.mark.parametrize(("offered", "accepted", "limit"), [
    (0, 0, 5), (7, 7, 7), (3, 3, 7), (1, 1, 3), (7, 6, 6), (4, 0, 1), (2, 1, 1)])
def test_next_limit(offered, accepted, limit):
    assert next_limit(5, offered, accepted, 7) == limit


def test_passes():
    """A prompt whose end stands in it already, and an answer that goes on alike, then otherwise."""
    drafter = Drafter(4, 2, 100)
    prompt, answer = [1, 2, 3, 4, 5, 1], [2, 3, 4, 9, 8]
    # 1 2 is found with 3 4 5 behind it: 3 and 4 are right, 9 was chosen behind them; behind 4 9 there is nothing.
    assert drafter.passes(prompt, answer) == [DraftedPass(6, 3, 2), DraftedPass(9, 0, 0)]
    assert drafter.tokens == prompt + answer[:-1] and drafter.limit == 2


def test_what_ends_a_text_is_not_run():
    """The answer's last token is a right draft, and yet no longer asked for."""
    drafter = Drafter(8, 2, 100)
    assert drafter.passes([1, 2, 3, 4, 1], [2, 3, 4]) == [DraftedPass(5, 7, 1)]


def test_no_drafts():
    assert Drafter(4, 0, 100).passes([1, 2, 1], [2, 1, 2]) == [DraftedPass(3, 0, 0), DraftedPass(4, 0, 0)]


def test_last_token_of_a_prompt_alone():
    """Four positions of the prompt's five share a pass; drafts go with the fifth."""
    assert Drafter(4, 1, 100).passes([1, 2, 3, 4, 1], [2, 3, 4, 5, 6]) == [DraftedPass(4, 3, 3), DraftedPass(8, 0, 0)]


def test_going_on():
    """A second prompt goes on with the text, of which the first answer's last token is no part unless it is given."""
    drafter = Drafter(4, 2, 100)
    drafter.passes([1, 2, 3], [9, 8])
    assert drafter.passes([5, 1], [2, 3, 9, 4]) == [DraftedPass(6, 3, 2)]
    assert drafter.tokens == [1, 2, 3, 9, 5, 1, 2, 3, 9]


def test_a_prompt_that_fills_the_context():
    assert Drafter(4, 2, 5).passes([1, 2] * 4, [1]) == [DraftedPass(4, 0, 0)]


@pytest.mark.parametrize("room", range(6))
def test_room(room):
    """The last position is never a draft's: it is run alone, as without drafts."""
    prompt = [1, 2] * 3
    drafter = Drafter(4, 1, len(prompt) + 2 + room)
    (first, *_), = [drafter.passes(prompt, [1, 2, 1, 2, 1, 2])]
    assert first == DraftedPass(6, min(room, 3), min(room, 3))


def test_a_host():
    """It is asked behind tokens of the answer alone; what has no place is left out, and what is wrong."""
    asked = []

    def host(tokens):
        asked.append(len(tokens))
        return [2, 3, 4, 5, 6]

    passes = Drafter(4, 2, 100, host).passes([9, 8, 7, 6, 5], [1, 2, 3, 7, 1, 9])
    # 5 is the prompt's last token, alone; behind 1 are 2 and 3, behind 7 nothing, behind 1 nothing.
    assert passes == [DraftedPass(4, 0, 0), DraftedPass(5, 3, 2), DraftedPass(8, 3, 0), DraftedPass(9, 3, 0)]
    assert asked == [6, 9, 10]


def test_a_host_at_the_end_of_the_context():
    drafts = [3, 4, 5]
    assert Drafter(4, 0, 5, lambda _: drafts).passes([1, 9], [2, 3, 4, 5]) == [
        DraftedPass(2, 1, 1), DraftedPass(4, 0, 0)]
