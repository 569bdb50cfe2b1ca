"""The weight image: everything the engine streams per token, in the order of use. Needs no torch.

Per layer the first norm's gains lie before the matrix that reads them; every segment is padded with zeros to
whole words, byte 0 of a word lowest. See `tile` for what of a matrix a word holds and `weight_format` for its codes."""

import numpy as np

from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.image_formats import CODES, FORMAT_BITS
from llama2_rtl.golden.quantized import QuantizedRows
from llama2_rtl.golden.tile import padded
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS

BYTES_PER_GAIN = 2


def gain_bytes(gains):
    """Bytes of a norm's gains [dim], int16 little-endian."""
    return np.ascontiguousarray(gains.gains, "<i2").view(np.uint8)


def scale_bytes(rows):
    """Bytes of the rows' scales, as `WeightFormat.pack_scales` has them."""
    return rows.format.pack_scales(rows.scale, rows.image_exponent).view(np.uint8)


def row_parts(rows, tile):
    """The bytes of QuantizedRows' codes in words that each hold a `tile`, in parts of `PASS_ROWS` rows, whole tiles,
    with the words of their blocks' scales among them."""
    for first in range(0, len(rows.mantissas), PASS_ROWS):
        chosen = slice(first, first + PASS_ROWS)
        codes = tile.pack(rows.mantissas[chosen], rows.format)
        yield _with_block_scales(codes, rows, chosen, tile) if rows.format.block else codes


def _with_block_scales(codes, rows, chosen, tile):
    """The words of a pass's codes with those of its block scales: each of the latter in front of the codes that it
    serves. A tile of rows uses up the scales of its first blocks, then of its second ones, ..., all rows' together."""
    weights, columns, size = rows.format, rows.mantissas.shape[1], tile.rows_of(rows.format)
    blocks, row_words = weights.blocks(columns), tile.row_words(columns)
    fields = [rows.block_scales] if rows.zero_points is None else [rows.block_scales, rows.zero_points]
    pairs = np.stack([field[chosen] for field in fields], -1)
    pairs = np.pad(pairs, [(0, -len(pairs) % size), (0, 0), (0, 0)]).reshape(-1, size, blocks, len(fields))
    scales = padded(pairs.transpose(0, 2, 1, 3).reshape(-1), tile.word_bytes).reshape(-1, tile.word_bytes)
    tiles, block = np.divmod(np.arange(len(scales)) * tile.blocks_per_scale_word(weights), blocks)
    places = tiles * row_words + block * tile.block_words(weights)
    return np.insert(codes.reshape(-1, tile.word_bytes), places, scales, 0).reshape(-1)


def matrix_parts(rows, tile):
    """The bytes of a matrix, in parts: per pass of `PASS_ROWS` rows their scales, then the rows."""
    scales, pass_bytes = scale_bytes(rows), PASS_ROWS * STORED_SCALE_BITS // 8
    for number, part in enumerate(row_parts(rows, tile)):
        yield padded(scales[number * pass_bytes : (number + 1) * pass_bytes], tile.word_bytes)
        yield part


def segments(model):
    """Gains and matrices of a QuantizedModel or a StreamedModel as the image orders them: (name, layer, content), each
    made when its turn comes."""
    qkv, w13 = map(model.numerics.formats.parts, ("qkv", "w13"))
    yield "attention_norm", 0, model.layers[0].attention_norm
    for i, layer in enumerate(model.layers):
        last = i + 1 == len(model.layers)
        yield from ((name, i, getattr(layer, name)) for name in qkv)
        yield "ffn_norm", i, layer.ffn_norm
        yield "wo", i, layer.wo
        yield from ((name, i, getattr(layer, name)) for name in w13)
        yield ("norm", i + 1, model.norm) if last else ("attention_norm", i + 1, model.layers[i + 1].attention_norm)
        yield "w2", i, layer.w2
    yield "classifier", len(model.layers), model.classifier


def format_word(formats, name, layer):
    """The byte of the word that lies in front of the gains `name` of a `layer` where matrices are in blocks: the codes
    of the formats of the matrices up to the next gains, those of Wo and W2 in its lowest bits, of W13, the classifier
    and the matrix of keys, values and queries above them; of one that is apart, those of its parts in
    their order."""
    matrices = dict(
        attention_norm=[("w2", layer - 1), *((matrix, layer) for matrix in formats.parts("qkv"))],
        ffn_norm=[("wo", layer), *((matrix, layer) for matrix in formats.parts("w13"))],
        norm=[("w2", layer - 1), ("classifier", layer)])[name]
    if layer == 0 and name == "attention_norm":
        matrices[0] = matrices[1]
    return sum(CODES[formats(*matrix).name] << FORMAT_BITS * place for place, matrix in enumerate(matrices))


def image_parts(model, tile):
    """The image in parts, uint8 arrays; of a StreamedModel no more than one matrix is held at a time. Raises ValueError
    where a matrix is not in the format that `numerics` of the model says."""
    formats = model.numerics.formats
    for name, layer, content in segments(model):
        if isinstance(content, QuantizedRows):
            if content.format != formats(name, layer):
                raise ValueError(f"{name} of layer {layer} is in {content.format.name}, where the image holds "
                                 f"{formats(name, layer).name}; quantise the model in the formats of its numerics")
            yield from matrix_parts(content, tile)
        else:
            if formats.in_blocks:
                yield padded(np.array([format_word(formats, name, layer)], np.uint8), tile.word_bytes)
            yield padded(gain_bytes(content), tile.word_bytes)
        del content  # before the next one is made


def weight_image(model, tile):
    """The image of a QuantizedModel in words that each hold a `tile`: uint8 [words * word_bytes]."""
    return np.concatenate(list(image_parts(model, tile)))


def gain_words(config, word_bytes):
    """Words of `word_bytes` bytes of a norm's gains."""
    return -(-BYTES_PER_GAIN * config.dim // word_bytes)


def scale_words(rows, tile):
    """Words of the scales of `rows` rows, those of their blocks apart."""
    return -(-rows * STORED_SCALE_BITS // 8 // tile.word_bytes)


def matrix_words(rows, columns, weights, tile):
    """Words of a matrix of the WeightFormat `weights`: the scales of each pass, then its rows with their blocks'."""
    def scales(count):
        return scale_words(count, tile) + tile.block_scale_words(count, columns, weights)
    passes, rest = divmod(rows, PASS_ROWS)
    return passes * scales(PASS_ROWS) + scales(rest) + tile.words(rows, columns, weights)


def classifier_words(config, formats, tile):
    """Words of the classifier, the last ones of the image."""
    return matrix_words(*matrix_shapes(config)["classifier"], formats("classifier"), tile)


def image_words(config, formats, tile):
    """Words that the image of a ModelConfig has in ImageFormats, without building it."""
    shapes = image_shapes(config, formats)
    gains = (2 * config.n_layers + 1) * (gain_words(config, tile.word_bytes) + formats.in_blocks)
    words = {}

    def of(name, layer=0):
        key = name, formats(name, layer)
        if key not in words:
            words[key] = matrix_words(*shapes[name], formats(name, layer), tile)
        return words[key]

    layers = sum(of(name, i) for i in range(config.n_layers) for name in shapes if name != "classifier")
    return gains + layers + classifier_words(config, formats, tile)


def image_shapes(config, formats):
    """Name -> (rows, columns) of the matrices as an image in ImageFormats has them, in its order."""
    rows = dict(wk=config.kv_dim, wv=config.kv_dim, wq=config.q_dim, w1=config.hidden_dim, w3=config.hidden_dim)
    return {part: (rows.get(part, shape[0]), shape[1]) for name, shape in matrix_shapes(config).items()
            for part in formats.parts(name)}


def matrix_shapes(config):
    """Name -> (rows, columns) of the matrices that a vector is multiplied by at once, in the order of the image."""
    c = config
    return dict(
        qkv=(2 * c.kv_dim + c.q_dim, c.dim),
        wo=(c.dim, c.q_dim),
        w13=(2 * c.hidden_dim, c.dim),
        w2=(c.dim, c.hidden_dim),
        classifier=(c.vocab_size, c.dim),
    )


def weight_bytes(config, formats, chooses=True):
    """Bytes of codes, of scales and gains in ImageFormats that a token needs, padding apart: the weights' part of the
    bound. One that `chooses` none to follow needs no classifier."""
    shapes = image_shapes(config, formats)
    layers = sum(formats(name, i).matrix_bytes(*shapes[name])
                 for i in range(config.n_layers) for name in shapes if name != "classifier")
    gains = (2 * config.n_layers + 1) * BYTES_PER_GAIN * config.dim
    return layers + gains + chooses * formats("classifier").matrix_bytes(*shapes["classifier"])


def embedding_rows(model):
    """(mantissas int8 [vocab_size, dim], scales uint16 [vocab_size]) of the embedding memory; scales are stored as
    `WeightFormat.pack_scales` says, the exponent 0 to 63."""
    embedding = model.embedding
    return embedding.mantissas, scale_bytes(embedding).view("<u2")


def embedding_parts(rows, tile):
    """The bytes of an embedding table of its own, in parts: its rows as a matrix's; in blocks all of a matrix."""
    return matrix_parts(rows, tile) if rows.format.block else row_parts(rows, tile)


def embedding_words(model, tile):
    """An embedding table of its own as bytes uint8 [words * word_bytes]."""
    return np.concatenate(list(embedding_parts(model.embedding, tile)))
