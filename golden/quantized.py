"""A quantised model: rows of codes with their scales, int16 norm gains, and how they make up layers and the whole."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.number_formats import GAIN_SHIFT, Q16_16
from llama2_rtl.golden.weight_format import WeightFormat


@dataclass(frozen=True)
class QuantizedRows:
    """Rows w[r, c] = mantissas[r, c] * scale[r] * 2^-exponent[r]: the codes of `format`, mantissas [rows, columns]
    int8, scale [rows] int64, 256 to `format.scale_max`, exponent [rows] int64. `fold` is what the engine's shift needs
    on top (`image_exponent`)."""

    mantissas: np.ndarray
    scale: np.ndarray
    exponent: np.ndarray
    fold: int
    format: WeightFormat

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
        """Fold of the matrices that read this norm's output, which is (x * gains) >> GAIN_SHIFT."""
        return Q16_16.fraction - GAIN_SHIFT + self.shift


@dataclass(frozen=True)
class QuantizedLayer:
    """A layer with its matrices in the order of the image."""

    attention_norm: QuantizedGains
    qkv: QuantizedRows  # rows of K, then V, then Q: [2 * kv_dim + q_dim, dim]; Q carries log2(e) * score_scale
    wo: QuantizedRows  # [dim, q_dim]
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
