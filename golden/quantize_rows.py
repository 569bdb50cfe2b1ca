"""The quantiser of a matrix and of a norm: float rows to int8 mantissas with a scale each, gains to int16."""

from math import sqrt

import numpy as np

from llama2_rtl.golden.quantized import QuantizedGains, QuantizedRows
from llama2_rtl.golden.weight_format import LARGEST_EXPONENT, SCALE_MIN

GAIN_MAX = 32767
GAIN_SHIFT_MAX = 30
WEIGHTS_AT_ONCE = 1 << 18  # quantised together, in float64: bounds the memory that a matrix of any size takes


def quantize_rows(weights, weight_format, fold, name="matrix", factor=1.0):
    """QuantizedRows of weights [rows, columns] * factor in a WeightFormat, with the smallest scale that it has for
    which max|w| <= (largest code + 1/2) * scale. Raises ValueError for weights that are not finite or out of the
    exponent's range."""
    weights = np.asarray(weights)
    result = QuantizedRows(
        np.empty(weights.shape, np.int8), np.empty(len(weights), np.int64), np.empty(len(weights), np.int64), fold,
        weight_format,
    )
    count = max(1, WEIGHTS_AT_ONCE // weights.shape[1])
    for first in range(0, len(weights), count):
        chosen = slice(first, first + count)
        part = np.asarray(weights[chosen], np.float64) * factor
        if not np.isfinite(part).all():
            raise ValueError(f"{name} holds weights that are not finite; export the checkpoint again")
        result.mantissas[chosen], result.scale[chosen], result.exponent[chosen] = _quantized(part, weight_format)
    stored = result.image_exponent
    if stored.min() < 0 or stored.max() > LARGEST_EXPONENT:
        row = int(np.argmax((stored < 0) | (stored > LARGEST_EXPONENT)))
        raise ValueError(
            f"row {row} of {name} needs the exponent {stored[row]}, beyond 0 to {LARGEST_EXPONENT}; "
            "rescale the checkpoint"
        )
    return result


def _quantized(weights, weight_format):
    """(mantissas, scale, exponent) of float64 rows."""
    scale_max, largest_code = weight_format.scale_max, weight_format.largest_code
    largest = np.abs(weights).max(-1)
    fraction, power = np.frexp(largest / (largest_code + 0.5))  # fraction in [1/2, 1), 0 for a row of zeros
    scale, exponent = np.ceil(fraction * 2 * SCALE_MIN).astype(np.int64), 9 - power.astype(np.int64)
    exponent -= scale > scale_max
    scale = np.where((scale > scale_max) | (scale == 0), SCALE_MIN, scale)
    step = np.ldexp(scale.astype(np.float64), -exponent)
    mantissas = np.clip(np.rint(weights / step[:, None]), -largest_code, largest_code)
    return mantissas, scale, exponent


def quantize_embedding(weights, weight_format):
    """QuantizedRows of the embedding [vocab_size, dim] in a WeightFormat; exponents are clamped to 0..63,
    beyond which rows vanish."""
    rows = quantize_rows(weights, weight_format, 0, "tok_embeddings")
    return QuantizedRows(rows.mantissas, rows.scale, np.clip(rows.exponent, 0, 63), 0, weight_format)


def quantize_gains(gains, name="norm"):
    """QuantizedGains of a norm's gains [dim], with the largest shift that int16 allows. Raises ValueError if
    none."""
    gains = np.asarray(gains, np.float64)
    target = gains * sqrt(len(gains))
    if not np.isfinite(target).all():
        raise ValueError(f"{name} holds gains that are not finite; export the checkpoint again")
    for shift in range(GAIN_SHIFT_MAX, -1, -1):
        rounded = np.rint(np.ldexp(target, shift))
        if np.abs(rounded).max() <= GAIN_MAX:
            return QuantizedGains(rounded.astype(np.int16), shift)
    raise ValueError(
        f"{name} holds a gain of {np.abs(gains).max():g}, which times sqrt(dim) exceeds {GAIN_MAX}; "
        "rescale the checkpoint"
    )
