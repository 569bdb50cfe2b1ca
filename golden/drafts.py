"""Speculative decoding: drafts that the core takes from the text itself, by prompt lookup, or from a host.

A pass that decodes has room for more positions than the one it needs. They are given the tokens that stood behind the
latest earlier occurrence of the text's last tokens (Saxena, "Prompt Lookup Decoding", 2023), and are accepted as far as
the core itself would have chosen them (Leviathan, Kalman and Matias, "Fast inference from transformers via speculative
decoding", 2023): with greedy choices, and with random ones that follow from seed and position alone, the text is the
one without drafts, token by token. Needs no torch.
"""

from typing import NamedTuple

LONGEST_NGRAM = 3
"""The most tokens that are looked for."""
NGRAM_BITS = LONGEST_NGRAM.bit_length()
USUAL_NGRAM = 2
"""Tokens that are looked for where nobody says otherwise."""


def lookup(tokens, ngram, most):
    """Drafts to follow `tokens` (a list): `most` tokens that follow the latest place in front of the last one where the
    last `ngram` tokens stand. Behind the end of the text comes what stands behind that place again. None where there is
    no such place."""
    for end in range(len(tokens) - 2, ngram - 2, -1):
        if tokens[end - ngram + 1:end + 1] == tokens[-ngram:]:
            behind = tokens[end + 1:]
            return [behind[number % len(behind)] for number in range(most)]
    return []


def next_limit(limit, offered, accepted, most):
    """The most drafts of the next pass, of `most` that there is room for, after a pass that offered and accepted so
    many."""
    if accepted < offered:
        return max(1, accepted)
    return min(2 * accepted + 1, most) if offered else limit


class DraftedPass(NamedTuple):
    """A pass that chooses a token behind a single one of the text: the position of that one, the drafts behind it, and
    how many of them the text took."""

    position: int
    offered: int
    accepted: int


class Drafter:
    """Which passes a core with room for `vectors` positions in each, two or more, and for `context` positions in its
    cache takes for the texts that it reads and writes; `ngram` 0 drafts nothing. With a `host`, a function that makes a
    list of drafts of the tokens of a text, it asks that one instead."""

    def __init__(self, vectors, ngram, context, host=None):
        self.vectors, self.ngram, self.context, self.host = vectors, ngram, context, host
        self.begin()

    def begin(self):
        """A text begins."""
        self.tokens, self.limit = [], self.vectors - 1

    def passes(self, prompt, answer):
        """The DraftedPasses that read `prompt` and write `answer` behind it, lists of tokens. The answer's last token
        is not run, and belongs to the text only as the next prompt begins with it. Of a prompt the last token has a
        pass of its own where those before it fill theirs, for which no host is asked."""
        prompt = prompt[:self.context - len(self.tokens)]
        alone = len(prompt) % self.vectors == 1
        self.tokens += prompt[:-1] if alone else prompt
        passes, asked = [], ([prompt[-1]] if alone else []) + answer[:-1]
        while asked:
            self.tokens.append(asked.pop(0))
            position = len(self.tokens) - 1
            drafts = self._drafts(max(0, self.context - 2 - position), alone and not passes)
            accepted = 0
            while asked and accepted < len(drafts) and asked[0] == drafts[accepted]:
                self.tokens.append(asked.pop(0))
                accepted += 1
            self.limit = next_limit(self.limit, len(drafts), accepted, self.vectors - 1)
            passes.append(DraftedPass(position, len(drafts), accepted))
        return passes

    def _drafts(self, room, of_prompt):
        """Drafts that follow the text, for so many positions that are left; `of_prompt`: behind a prompt's last token.
        """
        if self.host is not None:
            return [] if of_prompt else self.host(self.tokens)[:min(self.vectors - 1, room)]
        return lookup(self.tokens, self.ngram, min(self.limit, room)) if self.ngram else []
