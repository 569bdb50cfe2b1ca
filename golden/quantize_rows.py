"""The quantiser of a matrix and of a norm: float rows to codes with their scales, gains to int16."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from math import sqrt

import numpy as np

from llama2_rtl.golden.quantize_blocks import quantize_blocks
from llama2_rtl.golden.quantized import QuantizedGains, QuantizedRows
from llama2_rtl.golden.weight_format import LARGEST_EXPONENT, MOST_COLUMNS, smallest_scales

GAIN_MAX = 32767
GAIN_SHIFT_MAX = 30
WEIGHTS_AT_ONCE = 1 << 18  # quantised together, in float64: bounds the memory that a matrix of any size takes


def quantize_rows(weights, weight_format, fold, name="matrix", factor=1.0):
    """QuantizedRows of weights [rows, columns] * factor in a WeightFormat. Rows without blocks get the smallest scale
    that there is for which max|w| <= (largest code + 1/2) * scale; for blocks see `quantize_blocks`, which all
    processors work at. Raises ValueError for weights that are not finite or out of the exponent's
    range, and for rows that are too long for blocks."""
    weights = np.asarray(weights)
    rows, columns = weights.shape
    if weight_format.block and columns > MOST_COLUMNS:
        raise ValueError(f"{name} has rows of {columns} weights; the sums of {weight_format.name} hold {MOST_COLUMNS}")
    result = _empty(rows, columns, fold, weight_format)
    count = max(1, WEIGHTS_AT_ONCE // columns)

    def quantize_part(first):
        chosen = slice(first, first + count)
        part = np.asarray(weights[chosen], np.float64) * factor
        if not np.isfinite(part).all():
            raise ValueError(f"{name} holds weights that are not finite; export the checkpoint again")
        quantized = (quantize_blocks if weight_format.block else _quantized)(part, weight_format)
        for field, values in quantized.items():
            getattr(result, field)[chosen] = values

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        for _ in (pool.map if weight_format.block else map)(quantize_part, range(0, rows, count)):
            pass
    stored = result.image_exponent
    if stored.min() < 0 or stored.max() > LARGEST_EXPONENT:
        row = int(np.argmax((stored < 0) | (stored > LARGEST_EXPONENT)))
        raise ValueError(
            f"row {row} of {name} needs the exponent {stored[row]}, beyond 0 to {LARGEST_EXPONENT}; "
            "rescale the checkpoint"
        )
    return result


def _empty(rows, columns, fold, weight_format):
    """QuantizedRows to be filled in."""
    blocks = rows, weight_format.blocks(columns)
    return QuantizedRows(
        np.empty((rows, columns), np.int8), np.empty(rows, np.int64), np.empty(rows, np.int64), fold, weight_format,
        np.empty(blocks, np.uint8) if weight_format.block else None,
        np.empty(blocks, np.uint8) if weight_format.zero_points else None,
    )


def _quantized(weights, weight_format):
    """The fields of QuantizedRows of float64 rows without blocks."""
    largest_code = weight_format.largest_code
    scale, exponent = smallest_scales(np.abs(weights).max(-1) / (largest_code + 0.5), weight_format.scale_max)
    step = np.ldexp(scale.astype(np.float64), -exponent)
    mantissas = np.clip(np.rint(weights / step[:, None]), -largest_code, largest_code)
    return dict(mantissas=mantissas, scale=scale, exponent=exponent)


def quantize_embedding(weights, weight_format):
    """QuantizedRows of the embedding [vocab_size, dim] in a WeightFormat, as `embedding_of` has them."""
    return embedding_of(quantize_rows(weights, weight_format, 0, "tok_embeddings"))


def embedding_of(rows):
    """The embedding of QuantizedRows that serve as a classifier too: without a fold, exponents clamped to 0..63, beyond
    which rows vanish."""
    return replace(rows, exponent=np.clip(rows.exponent, 0, 63), fold=0)


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
