"""The choice of a token at a temperature, in integers: the Gumbel maximum.

The argmax over the vocabulary of logit / T + g, with g = -ln(-ln r) and r uniform, chooses token i with the probability
softmax(logits / T)[i] (Gumbel 1954; Maddison, Tarlow and Minka, "A* sampling", 2014): each logit once, and no buffer.

| number | format |
|---|---|
| inverse temperature 1/T | 16 bits unsigned, 12 fraction bits; 0 is greedy |
| seed | 32 bits unsigned |
| state of the generator | 64 bits, one step per row of the vocabulary, begun anew at every position |
| variate g | 18 bits signed, 12 fraction bits, -3.2 to 23.6 |
| score | 32 bits signed, saturating: 12 fraction bits, or a greedy logit as it is, 16 |

The generator is Marsaglia's xorshift with 64 bits ("Xorshift RNGs", Journal of Statistical Software 8(14), 2003). Of a
state, bit 63 says in which half r lies, the leading zeros of bits 62 to 31 how near to that half's end (the octave),
and bits 15 to 0 where in the octave: the tails are as fine as the middle, and `golden.tables.GUMBEL` is read without a
logarithm. Products and variates are truncated, which moves all scores alike.
"""

import torch

from llama2_rtl.golden import tables
from llama2_rtl.golden.arithmetic import msb, sat
from llama2_rtl.golden.functions import look_up
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.sampling_formats import (
    EVERY_TOKEN,
    INVERSE_BITS,
    SAMPLING_SCORE_BITS,
    SCALE_SHIFT,
    SEED_BITS,
    SHIFTS,
    STATE_BITS,
    VARIATE_FRACTION_BITS,
    WARM_UP,
    check_seed,
)
from llama2_rtl.golden.token_filters import kept, penalised

_STATE_MASK = (1 << STATE_BITS) - 1


def step(state):
    """The state of the generator after `state` (an int)."""
    left, right, left_again = SHIFTS
    state ^= state << left & _STATE_MASK
    state ^= state >> right
    return state ^ (state << left_again & _STATE_MASK)


def stir(state):
    """The state with its upper half added to its lower one. The generator's own steps are linear, and the positions of
    a text would keep the same differences in every text; a carry is not. Zero comes of zero alone."""
    half = (1 << SEED_BITS) - 1
    return state & ~half | (state + (state >> SEED_BITS)) & half


def first_state(seed, position=0):
    """The state of a position's first row, whatever was run before: from the seed beside its complement, in which the
    position's bits are inverted, WARM_UP steps on, each second one of which stirs. Never zero, for no position has a
    bit for every one of the seed's."""
    state = check_seed(seed) << SEED_BITS | (~seed & ((1 << SEED_BITS) - 1)) ^ position
    for _ in range(WARM_UP // 2):
        state = stir(step(state))
    return state


def states(state, count):
    """`count` successive states as int64 [count] (two's complement), the first `state`."""
    rows = []
    for _ in range(count):
        rows.append(state - ((state >> (STATE_BITS - 1)) << STATE_BITS))
        state = step(state)
    return torch.tensor(rows, dtype=torch.int64)


def variates(state):
    """Gumbel variates of states (int64, any shape): int64 with 12 fraction bits."""
    half = (state >> 63) & 1
    zeros = 31 - msb((state >> 31) & 0xFFFFFFFF)
    entry = half << 9 | zeros << 4 | (state >> tables.GUMBEL_POSITION_BITS) & 15
    value, slope = look_up("GUMBEL", entry)
    position = state & ((1 << tables.GUMBEL_POSITION_BITS) - 1)
    total = value + (slope * position >> tables.GUMBEL_POSITION_BITS)
    return total >> (tables.GUMBEL_TABLE_FRACTION_BITS - VARIATE_FRACTION_BITS)


def scores(logits, inverse, state):
    """Of int32 logits and one state for each: the scores whose largest is chosen, at the inverse temperature
    `inverse` > 0."""
    return sat((logits * inverse >> SCALE_SHIFT) + variates(state), SAMPLING_SCORE_BITS)


class Sampler:
    """Chooses tokens at `inverse_temperature` with the numbers that follow from `seed`: `sampler(logits, tokens)` is
    the token of logits [vocab_size], which the last of the text's `tokens` gave, the lowest of equals. It depends on
    these alone: on the text before by the repetition penalty, on the position by its numbers. The Filters say what may
    be chosen: the largest score among those that they leave is a choice from the renormalised distribution. Raises
    ValueError for a number out of range.
    """

    def __init__(self, inverse_temperature, seed=0, filters=EVERY_TOKEN):
        if not 0 <= inverse_temperature < 1 << INVERSE_BITS:
            raise ValueError(f"the inverse temperature is {inverse_temperature}; it has {INVERSE_BITS} bits")
        self.inverse, self.seed, self.filters = inverse_temperature, check_seed(seed), filters

    def window(self, tokens):
        """The tokens that the repetition penalty sees, the newest first."""
        return tokens[::-1][:self.filters.repeat_last_n]

    def __call__(self, logits, tokens):
        logits = penalised(logits.cpu(), self.window(tokens), self.filters)
        if self.inverse == 0:
            return argmax_lowest(logits)
        chances = scores(logits, self.inverse, states(first_state(self.seed, len(tokens) - 1), len(logits)))
        if not self.filters.top_k:
            return argmax_lowest(chances)
        kept_tokens = sorted(kept(logits, self.filters))
        return kept_tokens[argmax_lowest(chances[kept_tokens])]
