"""The quantiser of weights: float32 rows to int8 mantissas with a scale each, norm gains to int16."""

from dataclasses import dataclass
from math import e as EULER
from math import log2, sqrt

import numpy as np

from golden.config import ModelConfig, Numerics

DEFAULT_NUMERICS = Numerics()

MANTISSA_MAX = 127
SCALE_MIN, SCALE_MAX = 256, 511
GAIN_MAX = 32767
GAIN_SHIFT_MAX = 30
FOLD_OUT = 16
"""Fold of the matrices whose input has no norm (Wo, W2): their input is Q16.16."""


@dataclass(frozen=True)
class QuantizedRows:
    """Rows w[r, c] = mantissas[r, c] * scale[r] * 2^-exponent[r]: mantissas [rows, columns] int8 within
    +-127, scale [rows] int64 in [256, 511], exponent [rows] int64. `fold` is what the engine's shift needs on
    top (`image_exponent`)."""

    mantissas: np.ndarray
    scale: np.ndarray
    exponent: np.ndarray
    fold: int

    @property
    def image_exponent(self):
        """[rows] int64, 0 to 255: the exponents as the image stores them."""
        return self.exponent + self.fold


@dataclass(frozen=True)
class QuantizedGains:
    """Norm gains g * sqrt(dim) = gains * 2^-shift: gains [dim] int16, one shift for the vector."""

    gains: np.ndarray
    shift: int

    @property
    def fold(self):
        """Fold of the matrices that read this norm's output, which is (x * gains) >> 15."""
        return 1 + self.shift


@dataclass(frozen=True)
class QuantizedLayer:
    """A layer with its matrices in the order of the image."""

    attention_norm: QuantizedGains
    qkv: QuantizedRows  # rows of K, then V, then Q: [2 * kv_dim + dim, dim]; Q carries log2(e)/sqrt(head_dim)
    wo: QuantizedRows  # [dim, dim]
    ffn_norm: QuantizedGains
    w13: QuantizedRows  # row 2i = W1[i] (gate), row 2i+1 = W3[i] (up): [2 * hidden_dim, dim]
    w2: QuantizedRows  # [dim, hidden_dim]


@dataclass(frozen=True)
class QuantizedModel:
    """Everything the machine stores of a model."""

    config: ModelConfig
    numerics: Numerics
    embedding: QuantizedRows  # [vocab_size, dim], fold 0
    layers: tuple
    norm: QuantizedGains
    classifier: QuantizedRows  # [vocab_size, dim]


def quantize_rows(weights, scale_bits, fold, name="matrix"):
    """QuantizedRows of weights [rows, columns] with the smallest scale for which max|w| <= 127.5 * scale;
    with scale_bits 0 a power of two. Raises ValueError for weights that are not finite or out of the
    exponent's range."""
    weights = np.asarray(weights, np.float64)
    if not np.isfinite(weights).all():
        raise ValueError(f"{name} holds weights that are not finite; export the checkpoint again")
    scale_max = SCALE_MAX if scale_bits else SCALE_MIN
    largest = np.abs(weights).max(-1)
    fraction, power = np.frexp(largest / 127.5)  # fraction in [1/2, 1), 0 for a row of zeros
    scale, exponent = np.ceil(fraction * 2 * SCALE_MIN).astype(np.int64), 9 - power.astype(np.int64)
    exponent -= scale > scale_max
    scale = np.where((scale > scale_max) | (scale == 0), SCALE_MIN, scale)
    step = np.ldexp(scale.astype(np.float64), -exponent)
    mantissas = np.clip(np.rint(weights / step[:, None]), -MANTISSA_MAX, MANTISSA_MAX).astype(np.int8)
    result = QuantizedRows(mantissas, scale, exponent, fold)
    stored = result.image_exponent
    if stored.min() < 0 or stored.max() > 255:
        row = int(np.argmax((stored < 0) | (stored > 255)))
        raise ValueError(
            f"row {row} of {name} needs the exponent {stored[row]}, beyond 0 to 255; rescale the checkpoint"
        )
    return result


def quantize_embedding(weights, scale_bits):
    """QuantizedRows of the embedding [vocab_size, dim]; exponents are clamped to 0..63, beyond which rows
    vanish."""
    rows = quantize_rows(weights, scale_bits, 0, "tok_embeddings")
    return QuantizedRows(rows.mantissas, rows.scale, np.clip(rows.exponent, 0, 63), 0)


def quantize_gains(gains, name="norm"):
    """QuantizedGains of a norm's gains [dim], with the largest shift that int16 allows. Raises ValueError if
    none."""
    target = np.asarray(gains, np.float64) * sqrt(len(gains))
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


def quantize_model(checkpoint, numerics=DEFAULT_NUMERICS):
    """QuantizedModel of a float checkpoint."""
    t, config = checkpoint.tensors, checkpoint.config
    bits = numerics.scale_bits
    score_scale = log2(EULER) / sqrt(config.head_dim)

    def layer(i):
        attention_norm = quantize_gains(t["attention_norm"][i], f"attention_norm of layer {i}")
        ffn_norm = quantize_gains(t["ffn_norm"][i], f"ffn_norm of layer {i}")
        qkv = np.concatenate([t["wk"][i], t["wv"][i], t["wq"][i].astype(np.float64) * score_scale])
        w13 = np.stack([t["w1"][i], t["w3"][i]], 1).reshape(-1, config.dim)
        return QuantizedLayer(
            attention_norm,
            quantize_rows(qkv, bits, attention_norm.fold, f"wk, wv, wq of layer {i}"),
            quantize_rows(t["wo"][i], bits, FOLD_OUT, f"wo of layer {i}"),
            ffn_norm,
            quantize_rows(w13, bits, ffn_norm.fold, f"w1, w3 of layer {i}"),
            quantize_rows(t["w2"][i], bits, FOLD_OUT, f"w2 of layer {i}"),
        )

    norm = quantize_gains(t["norm"])
    classifier = t.get("output", t["tok_embeddings"])
    return QuantizedModel(
        config,
        numerics,
        quantize_embedding(t["tok_embeddings"], bits),
        tuple(layer(i) for i in range(config.n_layers)),
        norm,
        quantize_rows(classifier, bits, norm.fold, "output" if "output" in t else "tok_embeddings"),
    )


def eps_word(config):
    """The norm's eps beside the sum of squares of Q16.16 values: round(eps * dim * 2^32)."""
    return round(config.norm_eps * config.dim * 2**32)
