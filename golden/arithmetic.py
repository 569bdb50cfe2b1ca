"""Exact integer arithmetic on int64 tensors: the operations from which every stage of the decoder is built.

All functions take and return int64 tensors of any shape, on any device; bit counts may be ints or
tensors that broadcast. None of them passes through floating point.
"""

import torch


def _int64(n, like):
    return n if isinstance(n, torch.Tensor) else torch.tensor(n, dtype=torch.int64, device=like.device)


def rhu(x, n):
    """Round half up: `(x + 2**(n-1)) >> n` for n > 0, `x` for n <= 0; n is clamped to 0..63.

    Written as the shifted value plus the last bit shifted out, which cannot overflow.
    """
    n = _int64(n, x).clamp(0, 63)
    rounds = (n > 0).long()
    last = x >> (n - rounds)
    last &= rounds
    return last.add_(x >> n)


def sat(x, bits):
    """Clamp to the signed range of `bits` bits, [-2**(bits-1), 2**(bits-1) - 1]."""
    return x.clamp(-(1 << (bits - 1)), (1 << (bits - 1)) - 1)


def ssat(x, bits):
    """Clamp to the symmetric range of `bits` bits, +-(2**(bits-1) - 1)."""
    limit = (1 << (bits - 1)) - 1
    return x.clamp(-limit, limit)


def msb(v):
    """Index of the highest set bit of v >= 0; 0 for v = 0."""
    index = torch.zeros_like(v)
    for step in (32, 16, 8, 4, 2, 1):
        high = v >> step
        index = index + torch.where(high > 0, step, 0)
        v = torch.where(high > 0, high, v)
    return index


def ones(u):
    """One's complement magnitude of an int32: u where u >= 0, -u - 1 where u < 0 (31 bits)."""
    return u ^ (u >> 31)


def ones_or(u, dim=-1):
    """Bitwise OR of `ones(u)` over the dimension `dim`, which disappears."""
    magnitudes = ones(u).movedim(dim, -1)
    while magnitudes.shape[-1] > 1:
        half = (magnitudes.shape[-1] + 1) // 2
        folded = magnitudes[..., :half].clone()
        folded[..., : magnitudes.shape[-1] - half] |= magnitudes[..., half:]
        magnitudes = folded
    return magnitudes[..., 0]
