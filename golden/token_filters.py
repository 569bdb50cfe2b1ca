"""Which tokens may be chosen, in integers: the chain of llama.cpp, repetition penalty, top-k, top-p, min-p, before the
temperature.

| number | format |
|---|---|
| repeat penalty p, and 1/p | 16 bits unsigned, 14 fraction bits |
| top-p | 16 bits unsigned, 15 fraction bits; 2^15 drops nothing |
| min-p | 15 bits unsigned, 15 fraction bits |
| weight of a token, 2^-d by `golden.functions.exp2` | 15 fraction bits; d, in octaves below the largest, 8 |

A logit l of one of the last n tokens that were run, those of the prompt too, becomes l / p where l > 0, else l * p:
once, however often the token stands there. The product with p or 1/p is truncated to Q16.16 and saturated. The k
largest logits, of equals the lower token first, are the list; what follows looks at it alone, its weights are those at
a temperature of 1. A token stays while the weights before it are less than top-p times the sum of all, and while its
weight is at least min-p; the first one stays.
"""

from llama2_rtl.golden.arithmetic import rhu
from llama2_rtl.golden.functions import exp2
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling_formats import (
    ALL,
    LOG2_E,
    LOG2_E_FRACTION_BITS,
    MASS_FRACTION_BITS,
    NEARNESS_BITS,
    NEARNESS_FRACTION_BITS,
    PENALTY_FRACTION_BITS,
)

DISTANCE_SHIFT = NEARNESS_FRACTION_BITS + LOG2_E_FRACTION_BITS - 8
"""Bits that a distance times log2(e) has more than the 8 that `exp2` takes."""


def penalised(logits, tokens, filters):
    """Logits [vocab_size] with the repetition penalty on these tokens."""
    logits, largest = logits.clone(), (1 << (Q16_16.bits - 1)) - 1
    for token in set(tokens):
        value = int(logits[token])
        factor = filters.repeat_inverse if value > 0 else filters.repeat_penalty
        logits[token] = max(-largest - 1, min(value * factor >> PENALTY_FRACTION_BITS, largest))
    return logits


def weights(below):
    """Of distances below the largest logit, int64 >= 0 in Q16.16: 2^-d with 15 fraction bits, which never grows with
    the distance."""
    near = (below >> (Q16_16.fraction - NEARNESS_FRACTION_BITS)).clamp(max=(1 << NEARNESS_BITS) - 1)
    return exp2(rhu(near * LOG2_E, DISTANCE_SHIFT), 0)[0]


def kept(logits, filters):
    """The tokens that the Filters, whose top_k is not 0, leave of logits [vocab_size], the largest first."""
    order = logits.sort(descending=True, stable=True).indices[:filters.top_k]
    listed = logits[order].long()
    shares = weights(listed[0] - listed).tolist()
    total, before, tokens = sum(shares), 0, []
    for token, share in zip(order.tolist(), shares, strict=True):
        within = filters.top_p >= ALL or before << MASS_FRACTION_BITS < filters.top_p * total
        if not tokens or within and share >= filters.min_p:
            tokens.append(token)
        before += share
    return tokens
