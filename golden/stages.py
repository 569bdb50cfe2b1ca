"""The decoder's stages as exact integer functions on int64 tensors: what the RTL must equal bit for bit.

X, u, y and logits are int32 values with 16 fraction bits (u of a norm: see `QuantizedGains`); leading
dimensions are free. Quantised vectors are (mantissas, shift) as `golden.functions.quantize` makes them."""

import torch

from golden.arithmetic import rhu, sat
from golden.config import SCORE_BITS
from golden.functions import rsqrt, silu, square_limbs

NO_NORM = (1 << 15, 15)
"""(rm, k) of a vector that no norm produced: a factor of one."""


def exact_matmul(a, b):
    """a @ b of integers by float64, exact while every partial sum stays below 2^53: 16-bit by 16-bit
    mantissas leave room for 2^22 terms."""
    return (a.double() @ b.double()).long()


def embed(mantissas, scale, exponent):
    """X [..., dim] from the embedding rows' mantissas [..., dim], scale and exponent [...]."""
    return sat(rhu((mantissas * scale[..., None]) << 16, exponent[..., None]), 32)


def add_residual(x, y):
    """X + y, saturating."""
    return sat(x + y, 32)


def rms_norm(x, gains, eps):
    """(u [..., dim], rm [...], k [...]): u = X * gains before its quantisation; rm * 2^-16 * 2^-k = 1 / sqrt
    of the sum of squares plus `eps` (`eps_word`), which multiplies the mat-vec's results later."""
    hi, lo = square_limbs(x)
    rm, k = rsqrt(hi, lo + eps)
    return rhu(x * gains, 15), rm, k


def scale_rows(acc, shift, scale, image_exponent, rm, k):
    """y [..., rows] of a mat-vec's exact sums acc [..., rows]: acc * scale * rm, rounded twice, saturated.
    shift, rm and k [...] belong to the input vector (rm and k may be ints), scale and image_exponent [rows]
    to the matrix."""
    rm, k = (torch.as_tensor(value, device=acc.device)[..., None] for value in (rm, k))
    return sat(rhu(acc * rhu(scale * rm, 8), image_exponent + k - shift[..., None] - 24), 32)


def mat_vec(a, shift, matrix, rm, k):
    """y [..., rows] = matrix times the quantised vector a [..., columns]. `matrix` has mantissas [rows,
    columns], scale and image_exponent [rows] as tensors."""
    acc = exact_matmul(a, matrix.mantissas.T)
    return scale_rows(acc, shift, matrix.scale, matrix.image_exponent, rm, k)


def gated(gate, up):
    """hidden = silu(gate) * up."""
    return sat(rhu(silu(gate) * up, 16), 32)


def score(q, q_shift, k, k_shift):
    """Scores [..., time, positions] in the log2 domain with 8 fraction bits, of queries q [..., time, H] and
    keys k [..., positions, H] with their shifts. Shifts of more than 24 together, which 8-bit heads reach,
    move the dot product to the left."""
    dot = exact_matmul(q, k.transpose(-1, -2))
    left = q_shift[..., :, None] + k_shift[..., None, :] - 24
    return sat(rhu(dot << left.clamp(min=0), -left), SCORE_BITS)
