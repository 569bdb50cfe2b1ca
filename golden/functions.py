"""The nonlinear functions of the decoder on int64 tensors, equal to the kernels bit for bit."""

from functools import cache

import torch

from llama2_rtl.golden import tables
from llama2_rtl.golden.arithmetic import msb, ones_or, rhu, sat, ssat
from llama2_rtl.golden.number_formats import Q16_16, RECIPROCAL_MANTISSA

LIMB_BITS = 31


@cache
def _columns(name, device):
    """The fields of table `name` as one tensor each."""
    entries = torch.tensor(getattr(tables, name), dtype=torch.int64, device=device)
    return entries.unbind(-1) if entries.dim() > 1 else (entries,)


def look_up(name, index):
    return tuple(column[index] for column in _columns(name, index.device))


def _by_seed(seed, slope, distance, slope_bits, distance_bits):
    """Newton's step from a seed: the result is a mantissa as RECIPROCAL_MANTISSA."""
    bits = slope_bits + distance_bits - tables.NEWTON_SEED_BITS
    down = bits + tables.NEWTON_SEED_BITS - RECIPROCAL_MANTISSA.fraction
    return (((seed << bits) - slope * distance) >> down).clamp(max=RECIPROCAL_MANTISSA.largest)


def square_limbs(x, dim=-1):
    """The exact sum of squares of int32 values as `(hi, lo)`, hi * 2^31 + lo; lo may exceed 31 bits."""
    squares = x * x
    return (squares >> LIMB_BITS).sum(dim), (squares & ((1 << LIMB_BITS) - 1)).sum(dim)


def rsqrt(hi, lo):
    """1 / sqrt(s) of s = hi * 2^31 + lo as `(rm, k)`: rm * 2^-16 * 2^-k, rm in [2^15, 2^16 - 1].

    `lo` may exceed 31 bits. Midpoint seed of 64 entries, one Newton step: relative error below 1.9e-4. s = 0
    gives the table's entry of m < 1 and k = 0.
    """
    hi, lo = hi + (lo >> LIMB_BITS), lo & ((1 << LIMB_BITS) - 1)
    top = torch.where(hi > 0, msb(hi) + LIMB_BITS, msb(lo))
    k = top >> 1
    down = 2 * k - 16
    coarse = (hi << (LIMB_BITS - down).clamp(0, LIMB_BITS)) | (lo >> down.clamp(0, 63))
    coarse = torch.where(down >= LIMB_BITS, hi >> (down - LIMB_BITS).clamp(0, 63), coarse)
    m = torch.where(down < 0, lo << (-down).clamp(0, 63), coarse)
    seed, slope = look_up("RSQRT", m >> 12)
    return _by_seed(seed, slope, (m & 4095) - 2048, tables.RSQRT_SLOPE_BITS, 16), k


def reciprocal(x):
    """1 / x of x > 0 as `(rc, k)`: rc * 2^-16 * 2^-k, k = msb(x), rc in [2^15, 2^16 - 1].

    Midpoint seed of 256 entries, one Newton step: relative error below 1.9e-5.
    """
    k = msb(x)
    m = torch.where(k > 16, x >> (k - 16).clamp(min=0), x << (16 - k).clamp(min=0))
    seed, slope = look_up("RECIPROCAL", (m >> 8) & 255)
    return _by_seed(seed, slope, (m & 255) - 128, tables.RECIPROCAL_SLOPE_BITS, 16), k


def exp2(distance, shift):
    """Of d >= 0 with 8 fraction bits: `(p, l)`, p = 2^-d in 15 fraction bits, l = 2^-(d + shift) in 31."""
    (mantissa,) = look_up("EXP2", distance & 255)
    whole = distance >> 8
    return rhu(mantissa, whole), rhu(mantissa << 16, whole + shift)


def silu(x):
    """x / (1 + e^-x) of a Q16_16, as max(x, 0) - r(abs x), r zero from 16 on. Error below 3e-4."""
    magnitude = x.abs()
    inside = magnitude < 1 << 20
    magnitude = torch.where(inside, magnitude, 0)
    value, step = look_up("SILU", magnitude >> 12)
    remainder = value + rhu(step * (magnitude & 4095), 12)
    return x.clamp(min=0) - torch.where(inside, remainder, 0)


def sincos(phase):
    """Sine and cosine of a phase in 2^-32 turns (0..2^32 - 1), 14 fraction bits, error below 1.2e-4."""
    sine, sine_step, cosine, cosine_step = look_up("SINE", (phase >> 24) & 63)
    fraction = (phase >> 8) & 0xFFFF
    down = tables.SINE_FRACTION_BITS + 16 - 14
    s = rhu((sine << 16) + sine_step * fraction, down)
    c = rhu((cosine << 16) + cosine_step * fraction, down)
    quadrant = phase >> 30
    turned = (quadrant & 1).bool()
    s, c = torch.where(turned, c, s), torch.where(turned, s, c)
    return torch.where(quadrant >= 2, -s, s), torch.where((quadrant == 1) | (quadrant == 2), -c, c)


def rope_phases(position, increments):
    """Phase of every pair at `position` (int, or a tensor that broadcasts against the increments)."""
    return (increments * position) & 0xFFFFFFFF


def rope(x, position, increments):
    """Rotate the pairs (2i, 2i+1) of heads x [..., H] (int32) by the phases of `position`; increments [H/2].

    `position` is an int or a tensor that broadcasts against x[..., 0::2].
    """
    sine, cosine = sincos(rope_phases(position, increments))
    even, odd = x[..., 0::2], x[..., 1::2]
    turned = torch.stack((even * cosine - odd * sine, even * sine + odd * cosine), -1)
    return sat(rhu(turned, 14), Q16_16.bits).flatten(-2)


def quantize(u, bits, dim=-1):
    """Vectors u (int32) as `bits`-bit mantissas and one shift each: `(m, shift)`, u ~ m * 2^shift."""
    shift = (msb(ones_or(u, dim)) - (bits - 2)).clamp(min=0)
    return ssat(rhu(u, shift.unsqueeze(dim)), bits), shift
