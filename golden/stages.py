"""The decoder's stages as exact integer functions on int64 tensors: what the RTL must equal bit for bit.

X, u, y and logits are Q16_16 (u of a norm: see `QuantizedGains`); leading dimensions are free. Quantised
vectors are (mantissas, shift) as `golden.functions.quantize` makes them."""

import torch

from llama2_rtl.golden.arithmetic import rhu, sat
from llama2_rtl.golden.config import SCORE_BITS, SCORE_FRACTION_BITS
from llama2_rtl.golden.functions import rsqrt, silu, square_limbs
from llama2_rtl.golden.number_formats import FACTOR_SHIFT, GAIN_SHIFT, Q16_16, RESULT_SHIFT

DOT_SHIFT = 2 * Q16_16.fraction - SCORE_FRACTION_BITS
"""What a dot product of two heads without shifts of their own is shifted to the right by to become a score."""


WEIGHTS_AT_ONCE = 1 << 19
"""Of a matrix, in float64: about what a processor's cache holds."""


def exact_matmul(a, b):
    """a @ b of integers by float64, exact while every partial sum stays below 2^53: 16-bit mantissas by integers of 17
    bits, the widest that weights make, leave room for 2^22 terms."""
    return (a.double() @ b.double()).long()


def embed(integers, scale, exponent):
    """X [..., dim] from the embedding rows' integers [..., dim] (`QuantizedRows`), scale and exponent [...]."""
    return sat(rhu((integers * scale[..., None]) << Q16_16.fraction, exponent[..., None]), Q16_16.bits)


def add_residual(x, y):
    """X + y, saturating."""
    return sat(x + y, Q16_16.bits)


def rms_norm(x, gains, eps):
    """(u [..., dim], rm [...], k [...]): u = X * gains before its quantisation; rm * 2^-16 * 2^-k = 1 / sqrt
    of the sum of squares plus `eps` (`eps_word`), which multiplies the mat-vec's results later."""
    hi, lo = square_limbs(x)
    rm, k = rsqrt(hi, lo + eps)
    return rhu(x * gains, GAIN_SHIFT), rm, k


def scale_rows(acc, shift, scale, image_exponent, rm, k):
    """y [..., rows] of a mat-vec's exact sums acc [..., rows]: acc * scale * rm, rounded twice, saturated.
    shift, rm and k [...] belong to the input vector (rm and k may be ints), scale and image_exponent [rows]
    to the matrix."""
    rm, k = (torch.as_tensor(value, device=acc.device)[..., None] for value in (rm, k))
    down = image_exponent + k - shift[..., None] - RESULT_SHIFT
    return sat(rhu(acc * rhu(scale * rm, FACTOR_SHIFT), down), Q16_16.bits)


def mat_vec(a, shift, matrix, rm, k):
    """y [..., rows] = matrix times the quantised vector a [..., columns]. `matrix` has integers [rows, columns]
    (`QuantizedRows`), scale and image_exponent [rows] as tensors. In blocks the sum is that of s * (16 * dot - z * sum)
    over them, dot and sum being those of a block's codes times activations and of its activations."""
    rows, columns = matrix.integers.shape
    y, count = a.new_empty(*a.shape[:-1], rows), max(1, WEIGHTS_AT_ONCE // columns)
    for first in range(0, rows, count):
        part = slice(first, first + count)
        acc = exact_matmul(a, matrix.integers[part].T)
        y[..., part] = scale_rows(acc, shift, matrix.scale[part], matrix.image_exponent[part], rm, k)
    return y


def gated(gate, up):
    """hidden = silu(gate) * up."""
    return sat(rhu(silu(gate) * up, Q16_16.fraction), Q16_16.bits)


def score(queries, query_shift, keys, key_shift):
    """Scores [..., time, positions] in the log2 domain with 8 fraction bits, of queries [..., time, H] and keys
    [..., positions, H] with their shifts. Shifts of more than 24 together, which 8-bit heads reach, move the dot
    product to the left."""
    dot = exact_matmul(queries, keys.transpose(-1, -2))
    left = query_shift[..., :, None] + key_shift[..., None, :] - DOT_SHIFT
    return sat(rhu(dot << left.clamp(min=0), -left), SCORE_BITS)
