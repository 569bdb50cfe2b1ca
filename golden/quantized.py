"""A quantised model: rows of codes with their scales, int16 norm gains, and how they make up layers and the whole."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.number_formats import GAIN_SHIFT, Q16_16
from llama2_rtl.golden.weight_format import ZERO_POINT, WeightFormat


@dataclass(frozen=True)
class QuantizedRows:
    """Rows w[r, c] = integers[r, c] * scale[r] * 2^-exponent[r]: mantissas [rows, columns] int8, the codes of `format`;
    scale [rows] int64, 256 to `format.scale_max`; exponent [rows] int64. `fold` is what the engine's shift needs on top
    (`image_exponent`). Where the format has blocks, block_scales [rows, blocks] uint8, 1 to 255, and where it has zero
    points, zero_points [rows, blocks] uint8, sixteenths of a code; else None."""

    mantissas: np.ndarray
    scale: np.ndarray
    exponent: np.ndarray
    fold: int
    format: WeightFormat
    block_scales: np.ndarray | None = None
    zero_points: np.ndarray | None = None

    @property
    def integers(self):
        """What the activations are multiplied by, int32 [rows, columns], below 2^16 in magnitude: the codes m; in
        blocks s * m, with zero points s * (16 q - z)."""
        result = self.mantissas.astype(np.int32)
        if self.zero_points is not None:
            result <<= ZERO_POINT.fraction
            result -= self._of_columns(self.zero_points)
        if self.block_scales is not None:
            result *= self._of_columns(self.block_scales)
        return result

    def _of_columns(self, of_blocks):
        """[rows, columns] of numbers [rows, blocks]."""
        return np.repeat(of_blocks, self.format.block, -1)[:, : self.mantissas.shape[1]]

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


class ImageMatrices:
    """What the weight image joins of a layer's tensors. Raises ValueError where their formats differ."""

    @property
    def qkv(self):
        """Rows of K, then V, then Q: [2 * kv_dim + q_dim, dim]."""
        return _joined(np.concatenate, self.wk, self.wv, self.wq)

    @property
    def w13(self):
        """Row 2i = W1[i] (gate), row 2i+1 = W3[i] (up): [2 * hidden_dim, dim]."""
        return _joined(_in_turn, self.w1, self.w3)


ROW_FIELDS = ("mantissas", "scale", "exponent", "block_scales", "zero_points")
"""The fields of QuantizedRows that have an entry for each row, or are None."""


def _joined(join, *parts):
    """QuantizedRows of matrices with one fold and one format, their rows put in order by `join`."""
    formats = {part.format.name for part in parts}
    if len(formats) > 1:
        raise ValueError(f"a matrix of the image has one format, not {' and '.join(sorted(formats))}; quantise its "
                         "tensors in the same")
    fields = {name: [getattr(part, name) for part in parts] for name in ROW_FIELDS}
    joined = {name: None if columns[0] is None else join(columns) for name, columns in fields.items()}
    return QuantizedRows(fold=parts[0].fold, format=parts[0].format, **joined)


def _in_turn(arrays):
    """The rows of equal arrays in turn: the first of each, the second of each, ..."""
    return np.stack(arrays, 1).reshape(-1, *arrays[0].shape[1:])


@dataclass(frozen=True)
class QuantizedLayer(ImageMatrices):
    """A layer, each tensor in a format of its own."""

    attention_norm: QuantizedGains
    wk: QuantizedRows  # [kv_dim, dim]
    wv: QuantizedRows  # [kv_dim, dim]
    wq: QuantizedRows  # [q_dim, dim]; carries log2(e) * score_scale
    wo: QuantizedRows  # [dim, q_dim]
    ffn_norm: QuantizedGains
    w1: QuantizedRows  # [hidden_dim, dim], gate
    w3: QuantizedRows  # [hidden_dim, dim], up
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
