"""The weight image: everything the engine streams per token, in the order of use. Needs no torch.

Per layer the first norm's gains lie before the matrix that reads them; every segment is padded with zeros to
whole words of `lanes` bytes, byte 0 of a word being lane 0. See `row_words` for the rows of a matrix."""

import numpy as np

from golden.config import PASS_ROWS
from golden.quantize_rows import SCALE_MIN
from golden.quantized import QuantizedRows
from golden.row_words import padded, rows_in_words, rows_words

BYTES_PER_SCALE = 2
BYTES_PER_GAIN = 2


def gain_bytes(gains):
    """Bytes of a norm's gains [dim], int16 little-endian."""
    return np.ascontiguousarray(gains.gains, "<i2").view(np.uint8)


def scale_bytes(rows):
    """Bytes of the rows' scales: (exponent << 8) | (scale - 256), little-endian."""
    words = (rows.image_exponent << 8) | (rows.scale - SCALE_MIN)
    return np.ascontiguousarray(words, "<u2").view(np.uint8)


def row_parts(mantissas, lanes):
    """The words of the rows of mantissas [rows, columns] int8, in parts of `PASS_ROWS` rows, an even number."""
    for first in range(0, len(mantissas), PASS_ROWS):
        yield rows_in_words(mantissas[first : first + PASS_ROWS].view(np.uint8), lanes)


def matrix_parts(rows, lanes):
    """The bytes of a matrix, in parts: per pass of `PASS_ROWS` rows their scales, then the rows."""
    scales = scale_bytes(rows)
    for number, part in enumerate(row_parts(rows.mantissas, lanes)):
        first = number * PASS_ROWS * BYTES_PER_SCALE
        yield padded(scales[first : first + PASS_ROWS * BYTES_PER_SCALE], lanes)
        yield part


def segments(model):
    """Gains and matrices of a QuantizedModel or a StreamedModel as the image orders them: (name, layer, content), each
    made when its turn comes."""
    yield "attention_norm", 0, model.layers[0].attention_norm
    for i, layer in enumerate(model.layers):
        last = i + 1 == len(model.layers)
        yield "qkv", i, layer.qkv
        yield "ffn_norm", i, layer.ffn_norm
        yield "wo", i, layer.wo
        yield "w13", i, layer.w13
        yield ("norm", i + 1, model.norm) if last else ("attention_norm", i + 1, model.layers[i + 1].attention_norm)
        yield "w2", i, layer.w2
    yield "classifier", len(model.layers), model.classifier


def image_parts(model, lanes):
    """The image in parts, uint8 arrays; of a StreamedModel no more than one matrix is held at a time."""
    for _, _, content in segments(model):
        if isinstance(content, QuantizedRows):
            yield from matrix_parts(content, lanes)
        else:
            yield padded(gain_bytes(content), lanes)
        del content  # before the next one is made


def weight_image(model, lanes):
    """The image of a QuantizedModel for `lanes` lanes: uint8 [words * lanes]."""
    return np.concatenate(list(image_parts(model, lanes)))


def matrix_words(rows, columns, lanes):
    """Words of `lanes` bytes of a matrix: the scales of each pass, then its rows."""
    passes = [PASS_ROWS] * (rows // PASS_ROWS) + [rows % PASS_ROWS]
    return sum(-(-BYTES_PER_SCALE * count // lanes) for count in passes) + rows_words(rows, columns, lanes)


def image_words(config, lanes):
    """Words of `lanes` bytes that the image of a ModelConfig has, without building it."""
    gains = -(-BYTES_PER_GAIN * config.dim // lanes)
    shapes = matrix_shapes(config)
    layer = 2 * gains + sum(matrix_words(*shapes[name], lanes) for name in ("qkv", "wo", "w13", "w2"))
    return config.n_layers * layer + gains + matrix_words(*shapes["classifier"], lanes)


def matrix_shapes(config):
    """Name -> (rows, columns) of the matrices as the image has them."""
    c = config
    return dict(
        qkv=(2 * c.kv_dim + c.dim, c.dim),
        wo=(c.dim, c.dim),
        w13=(2 * c.hidden_dim, c.dim),
        w2=(c.dim, c.hidden_dim),
        classifier=(c.vocab_size, c.dim),
    )


def weight_bytes(config):
    """Bytes of mantissas, scales and gains that a token needs, padding apart: the weights' part of the
    bound."""
    matrices = {
        name: rows * (columns + BYTES_PER_SCALE) for name, (rows, columns) in matrix_shapes(config).items()
    }
    classifier = matrices.pop("classifier")
    gains = BYTES_PER_GAIN * config.dim
    return config.n_layers * (sum(matrices.values()) + 2 * gains) + gains + classifier


def embedding_rows(model):
    """(mantissas int8 [vocab_size, dim], scales uint16 [vocab_size]) of the embedding memory; a scale is
    (exponent << 8) | (scale - 256), the exponent 0 to 63."""
    embedding = model.embedding
    return embedding.mantissas, scale_bytes(embedding).view("<u2")


def embedding_words(model, lanes):
    """The embedding table as bytes uint8 [words * lanes], its rows as those of a matrix."""
    return np.concatenate(list(row_parts(model.embedding.mantissas, lanes)))
