"""The number formats of sampling, and what a user gives in them. Needs no torch."""

from typing import NamedTuple

from llama2_rtl.golden.number_formats import Q16_16

INVERSE_BITS, INVERSE_FRACTION_BITS = 16, 12
"""The inverse temperature, unsigned; 0 is greedy."""

SEED_BITS, STATE_BITS = 32, 64

SHIFTS = (13, 7, 17)
"""A step of the generator: x ^= x << 13, x ^= x >> 7, x ^= x << 17."""

WARM_UP = 64
"""Steps from a seed and a position to the state of the first row, an even number: by then neighbouring seeds and
positions have nothing in common."""

VARIATE_BITS, VARIATE_FRACTION_BITS = 18, 12
SAMPLING_SCORE_BITS = 32
SCALE_SHIFT = Q16_16.fraction + INVERSE_FRACTION_BITS - VARIATE_FRACTION_BITS
"""Bits dropped from a logit, a Q16_16, times the inverse temperature."""


def inverse_temperature(temperature):
    """1/T as the core takes it; 0 for a temperature of 0. Raises ValueError where 16 bits cannot hold it."""
    lowest, highest = 2.0 ** (INVERSE_FRACTION_BITS - INVERSE_BITS), 2.0**INVERSE_FRACTION_BITS
    if temperature == 0:
        return 0
    if not lowest <= temperature <= highest:
        raise ValueError(f"a temperature of {temperature}; give 0 (the likeliest token) or {lowest} to {highest:.0f}")
    return min(round(2**INVERSE_FRACTION_BITS / temperature), (1 << INVERSE_BITS) - 1)


def check_seed(seed):
    """The seed. Raises ValueError where 32 bits cannot hold it."""
    if not 0 <= seed < 1 << SEED_BITS:
        raise ValueError(f"the sampling seed is {seed}; give a number from 0 to {(1 << SEED_BITS) - 1}")
    return seed


LONGEST_LIST = 64
"""Entries of a sampler's list, at most, and so the largest top-k."""

WINDOW = 64
"""The tokens that were run last, of which the repetition penalty sees as many as it is told."""

TOP_K_BITS, REPEAT_LAST_N_BITS = LONGEST_LIST.bit_length(), WINDOW.bit_length()

MASS_FRACTION_BITS = 15
"""Of probabilities that a sum is compared with, and of the weights that are summed, whose largest is just below one."""
TOP_P_BITS, MIN_P_BITS = MASS_FRACTION_BITS + 1, MASS_FRACTION_BITS
ALL = 1 << MASS_FRACTION_BITS
"""The top-p that drops nothing."""

PENALTY_BITS, PENALTY_FRACTION_BITS = 16, 14
UNCHANGED = 1 << PENALTY_FRACTION_BITS
"""The penalty that leaves a logit as it is, and its inverse."""

NEARNESS_BITS, NEARNESS_FRACTION_BITS = 17, 13
"""How far a logit lies below the largest, as a weight is made of it: what is as far as this goes has none."""
LOG2_E = round(2**14 * 1.4426950408889634)
LOG2_E_FRACTION_BITS = 14


class Filters(NamedTuple):
    """Which tokens may be chosen, as the core takes it: see `golden.token_filters`. The defaults let every token be."""

    top_k: int = 0
    top_p: int = ALL
    min_p: int = 0
    repeat_penalty: int = UNCHANGED
    repeat_inverse: int = UNCHANGED
    repeat_last_n: int = 0


EVERY_TOKEN = Filters()


def token_filters(top_k=0, top_p=1.0, min_p=0.0, repeat_penalty=1.0, repeat_last_n=WINDOW, longest=LONGEST_LIST):
    """The Filters of what a user gives, as llama.cpp names it, for a sampler's list of `longest` entries: the `top_k`
    largest logits (0: all); of these the likeliest whose probabilities reach `top_p` (1: all), and of these such as
    have `min_p` times the largest probability (0: all); logits of the last `repeat_last_n` tokens (0: none) are divided
    by `repeat_penalty` where they are positive, else multiplied by it (1: not). Raises ValueError for what the list or
    the formats cannot hold."""
    if not longest and (top_k or top_p != 1 or min_p or repeat_penalty != 1):
        raise ValueError("this core's sampler has no list, which TOP_K, TOP_P, MIN_P and REPEAT_PENALTY need; give "
                         f"SAMPLER_LIST= with its entries, at most {LONGEST_LIST}")
    if not 0 <= top_k <= longest:
        raise ValueError(f"a top-k of {top_k}; give 0 (all tokens) or at most {longest}, the entries of the sampler's "
                         "list")
    if not 0 <= top_p <= 1:
        raise ValueError(f"a top-p of {top_p}; give 0 (the likeliest token) to 1 (no limit)")
    if not 0 <= min_p <= 1:
        raise ValueError(f"a min-p of {min_p}; give 0 (no limit) to 1 (the likeliest token)")
    if not top_k and (top_p != 1 or min_p):
        raise ValueError("top-p and min-p choose among the top-k tokens; give TOP_K= too, at most "
                         f"{longest}, or neither")
    most = 1 << (PENALTY_BITS - PENALTY_FRACTION_BITS)
    if not 1 / most <= repeat_penalty <= most:
        raise ValueError(f"a repeat penalty of {repeat_penalty}; give {1 / most} to {most}, 1 for none")
    if not 0 <= repeat_last_n <= WINDOW:
        raise ValueError(f"a repeat penalty over the last {repeat_last_n} tokens; give 0 (none) to {WINDOW}")
    largest = (1 << PENALTY_BITS) - 1
    return Filters(top_k, round(top_p * ALL), min(round(min_p * ALL), ALL - 1),
                   min(round(repeat_penalty * UNCHANGED), largest), min(round(UNCHANGED / repeat_penalty), largest),
                   repeat_last_n if repeat_penalty != 1 else 0)
