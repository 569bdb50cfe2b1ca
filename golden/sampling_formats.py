"""The number formats of sampling, and what a user gives in them. Needs no torch."""

from llama2_rtl.golden.number_formats import Q16_16

INVERSE_BITS, INVERSE_FRACTION_BITS = 16, 12
"""The inverse temperature, unsigned; 0 is greedy."""

SEED_BITS, STATE_BITS = 32, 64

SHIFTS = (13, 7, 17)
"""A step of the generator: x ^= x << 13, x ^= x >> 7, x ^= x << 17."""

WARM_UP = 64
"""Steps from the seed to the state of the first row: by then neighbouring seeds have nothing in common."""

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
