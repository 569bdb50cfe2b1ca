"""Contents of the look-up tables, as lists of ints, and of the memory files that hold them. Needs no torch.

A file's word packs the fields of one entry, the first named in the lowest bits.
"""

from math import exp, log, log1p, pi, sin, sqrt

EXP2_BITS = 15
EXP2 = [min((1 << EXP2_BITS) - 1, round(2.0 ** (EXP2_BITS - f / 256))) for f in range(256)]
"""2^15 * 2^(-f/256), f the eight fraction bits of a distance; the entry 2^15 itself clamped to 15 bits."""

NEWTON_SEED_BITS = 20
"""Fraction bits of the seeds of `RSQRT` and `RECIPROCAL`: four more than their results have."""

RSQRT_SLOPE_BITS = 14
RECIPROCAL_SLOPE_BITS = 12
_HALF = 1 << (NEWTON_SEED_BITS - 17)


def _rsqrt_entry(index):
    middle = (max(index, 16) + 0.5) / 16
    root = sqrt(middle)
    raised = (1 + 3 / 16 * (1 / 32 / middle) ** 2) / root
    return round(2**NEWTON_SEED_BITS * raised) + _HALF, round(2**RSQRT_SLOPE_BITS / (2 * middle * root))


def _reciprocal_entry(index):
    middle = 1 + (index + 0.5) / 256
    return round(2**NEWTON_SEED_BITS / middle) + _HALF, round(2**RECIPROCAL_SLOPE_BITS / (middle * middle))


RSQRT = [_rsqrt_entry(index) for index in range(64)]
"""Per sixteenth of m in [1, 4), c its middle: (seed r = c^(-1/2) plus half a last bit of the result, r^3 / 2).

Newton's step r (3 - m r^2) / 2 is r - (m - c) r^3 / 2 for an exact r: the tangent in c, below the curve by up to
3/8 r ((m - c) / c)^2 at the entry's edges. Half of that is in the seed, so that the error has both signs. Entries
below 16 (m < 1) repeat entry 16.
"""

RECIPROCAL = [_reciprocal_entry(index) for index in range(256)]
"""Per 256th of m in [1, 2), c its middle: (seed r = 1/c plus half a last bit of the result, r^2).

Newton's step r (2 - m r) is r - (m - c) r^2 when r is exact.
"""


def _differences(values):
    return [after - before for before, after in zip(values, values[1:], strict=False)]


SILU_VALUE_BITS, SILU_SLOPE_BITS = 15, 12
_SILU = [round(2**16 * (i / 16) / (1 + exp(i / 16))) for i in range(257)]
SILU = list(zip(_SILU[:256], _differences(_SILU), strict=True))
"""x / (1 + e^x) in 16 fraction bits at x = i/16: (value, step to the next entry)."""

SINE_VALUE_BITS, SINE_SLOPE_BITS = 17, 12
SINE_FRACTION_BITS = 16
_SINE = [round(2**SINE_FRACTION_BITS * sin(pi / 2 * i / 64)) for i in range(65)]
_COSINE = _SINE[::-1]
SINE = list(zip(_SINE[:64], _differences(_SINE), _COSINE[:64], _differences(_COSINE), strict=True))
"""The quarter wave at i/64 of a quarter turn, 16 fraction bits: (sine, its step, cosine, its step)."""


GUMBEL_VALUE_BITS, GUMBEL_SLOPE_BITS = 22, 14
GUMBEL_TABLE_FRACTION_BITS = 16
GUMBEL_OCTAVES, GUMBEL_SEGMENTS, GUMBEL_POSITION_BITS = 32, 16, 12


def _gumbel(upper, w):
    """-ln(-ln r), of r = 1 - w in the upper half, of r = w in the lower."""
    return -log(-log1p(-w)) if upper else -log(-log(w))


def _gumbel_entry(index):
    half, octave = divmod(index // GUMBEL_SEGMENTS, GUMBEL_OCTAVES)
    low, middle, high = (2.0 ** -(octave + 2) * (1 + (index % GUMBEL_SEGMENTS + part) / GUMBEL_SEGMENTS)
                         for part in (0, 0.5, 1))
    low, middle, high = (_gumbel(half == 0, w) for w in (low, middle, high))
    slope = high - low
    value = low + 2 / 3 * (middle - (low + high) / 2) + slope / 2 ** (GUMBEL_POSITION_BITS + 1)
    return tuple(round(2**GUMBEL_TABLE_FRACTION_BITS * part) for part in (value, slope))


GUMBEL = [_gumbel_entry(index) for index in range(2 * GUMBEL_OCTAVES * GUMBEL_SEGMENTS)]
"""Gumbel variates -ln(-ln r), 16 fraction bits: (value, step to the next segment).

r or 1 - r, whichever is below a half, is w = 2^-(octave + 2) * (1 + (segment + position) / 16): an entry per half (the
upper first), octave and segment. Lines through a segment's ends, moved so that the error (up to 4e-4) has mean zero
in every segment; a position stands for the middle of its 4096th.
"""


def rope_frequencies(config):
    """Radians per position of every pair of a head of a ModelConfig: theta^(-2i/H), scaled where it says so
    (`rope_scaling`)."""
    pairs = range(config.head_dim // 2)
    frequencies = [config.rope_theta ** (-2 * pair / config.head_dim) for pair in pairs]
    return config.rope_scaling.scaled(frequencies, config.rope_theta) if config.rope_scaling else frequencies


def rope_increments(config):
    """Per pair of a head of a ModelConfig: the phase per position, in 2^-32 turns."""
    return [round(2**32 * frequency / (2 * pi)) % 2**32 for frequency in rope_frequencies(config)]


def pack(fields, widths):
    """One memory word from fields, the first lowest. Raises ValueError where one does not fit its width."""
    word, place = 0, 0
    for field, width in zip(fields, widths, strict=True):
        if not -(1 << (width - 1)) <= field < 1 << width:
            raise ValueError(f"table entry {field} does not fit in {width} bits; widen the field")
        word |= (field & ((1 << width) - 1)) << place
        place += width
    return word


def _file(entries, *widths):
    return sum(widths), [pack(entry, widths) for entry in entries]


EXP2_MEM, RSQRT_MEM, RECIPROCAL_MEM, SILU_MEM, SINE_MEM, GUMBEL_MEM = (
    f"{name}.mem" for name in ("exp2", "rsqrt", "reciprocal", "silu", "sine", "gumbel"))
ROPE_MEM = "rope_increment.mem"

MEMORIES = {
    EXP2_MEM: (EXP2_BITS, EXP2),
    RSQRT_MEM: _file(RSQRT, NEWTON_SEED_BITS, RSQRT_SLOPE_BITS - 1),
    RECIPROCAL_MEM: _file(RECIPROCAL, NEWTON_SEED_BITS, RECIPROCAL_SLOPE_BITS),
    SILU_MEM: _file(SILU, SILU_VALUE_BITS, SILU_SLOPE_BITS),
    SINE_MEM: _file(SINE, SINE_VALUE_BITS, SINE_SLOPE_BITS, SINE_VALUE_BITS, SINE_SLOPE_BITS),
    GUMBEL_MEM: _file(GUMBEL, GUMBEL_VALUE_BITS, GUMBEL_SLOPE_BITS),
}
"""File name -> (bits per word, words) of every table that does not depend on the model."""


def memories(config):
    """`MEMORIES` and the RoPE increments of a ModelConfig."""
    return MEMORIES | {ROPE_MEM: (32, rope_increments(config))}
