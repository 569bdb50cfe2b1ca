"""The weight image: everything the engine streams per token, in the order of use. Needs no torch.

Per layer the first norm's gains lie before the matrix that reads them; every segment is padded with zeros to
whole words, byte 0 of a word lowest. See `tile` for what of a matrix a word holds and `weight_format` for its codes."""

import numpy as np

from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.quantized import QuantizedRows, check_image_format
from llama2_rtl.golden.tile import padded

BYTES_PER_GAIN = 2


def gain_bytes(gains):
    """Bytes of a norm's gains [dim], int16 little-endian."""
    return np.ascontiguousarray(gains.gains, "<i2").view(np.uint8)


def scale_bytes(rows):
    """Bytes of the rows' scales, as `WeightFormat.pack_scales` has them."""
    return rows.format.pack_scales(rows.scale, rows.image_exponent).view(np.uint8)


def row_parts(rows, tile):
    """The bytes of QuantizedRows' codes in words that each hold a `tile`, in parts of `PASS_ROWS` rows, whole tiles.
    Raises ValueError for rows in blocks."""
    check_image_format(rows)
    for first in range(0, len(rows.mantissas), PASS_ROWS):
        yield tile.pack(rows.mantissas[first : first + PASS_ROWS], rows.format)


def matrix_parts(rows, tile):
    """The bytes of a matrix, in parts: per pass of `PASS_ROWS` rows their scales, then the rows."""
    scales, pass_bytes = scale_bytes(rows), rows.format.scale_bytes(PASS_ROWS, rows.mantissas.shape[1])
    for number, part in enumerate(row_parts(rows, tile)):
        yield padded(scales[number * pass_bytes : (number + 1) * pass_bytes], tile.word_bytes)
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


def image_parts(model, tile):
    """The image in parts, uint8 arrays; of a StreamedModel no more than one matrix is held at a time."""
    for _, _, content in segments(model):
        if isinstance(content, QuantizedRows):
            yield from matrix_parts(content, tile)
        else:
            yield padded(gain_bytes(content), tile.word_bytes)
        del content  # before the next one is made


def weight_image(model, tile):
    """The image of a QuantizedModel in words that each hold a `tile`: uint8 [words * word_bytes]."""
    return np.concatenate(list(image_parts(model, tile)))


def gain_words(config, word_bytes):
    """Words of `word_bytes` bytes of a norm's gains."""
    return -(-BYTES_PER_GAIN * config.dim // word_bytes)


def matrix_words(rows, columns, weights, tile):
    """Words of a matrix of the WeightFormat `weights`: the scales of each pass, then its rows."""
    passes = [PASS_ROWS] * (rows // PASS_ROWS) + [rows % PASS_ROWS]
    scales = sum(weights.scale_words(count, columns, tile.word_bytes) for count in passes)
    return scales + tile.words(rows, columns, weights)


def image_words(config, weights, tile):
    """Words that the image of a ModelConfig has in the WeightFormat `weights`, without building it."""
    gains, shapes = gain_words(config, tile.word_bytes), matrix_shapes(config)
    layer = 2 * gains + sum(matrix_words(*shapes[name], weights, tile) for name in ("qkv", "wo", "w13", "w2"))
    return config.n_layers * layer + gains + matrix_words(*shapes["classifier"], weights, tile)


def matrix_shapes(config):
    """Name -> (rows, columns) of the matrices as the image has them."""
    c = config
    return dict(
        qkv=(2 * c.kv_dim + c.q_dim, c.dim),
        wo=(c.dim, c.q_dim),
        w13=(2 * c.hidden_dim, c.dim),
        w2=(c.dim, c.hidden_dim),
        classifier=(c.vocab_size, c.dim),
    )


def weight_bytes(config, weights):
    """Bytes of codes in the WeightFormat `weights`, of scales and gains that a token needs, padding apart: the weights'
    part of the bound."""
    matrices = {name: weights.matrix_bytes(*shape) for name, shape in matrix_shapes(config).items()}
    classifier = matrices.pop("classifier")
    gains = BYTES_PER_GAIN * config.dim
    return config.n_layers * (sum(matrices.values()) + 2 * gains) + gains + classifier


def embedding_rows(model):
    """(mantissas int8 [vocab_size, dim], scales uint16 [vocab_size]) of the embedding memory; scales are stored as
    `WeightFormat.pack_scales` says, the exponent 0 to 63."""
    embedding = model.embedding
    return embedding.mantissas, scale_bytes(embedding).view("<u2")


def embedding_words(model, tile):
    """The embedding table as bytes uint8 [words * word_bytes], its rows as those of a matrix."""
    return np.concatenate(list(row_parts(model.embedding, tile)))
