"""The contents of every memory of a design."""

from converters.memory.embedding import EMBEDDING_MEM, SCALE_BITS, SCALES_MEM
from golden import tables
from golden.config import WEIGHT_BITS
from golden.weight_image import embedding_rows, embedding_words, weight_image

WEIGHTS_MEM = "weights.mem"


def _words(data, lanes):
    """Words of `lanes` bytes, lane 0 lowest, as ints."""
    return [int.from_bytes(word.tobytes(), "little") for word in data.reshape(-1, lanes)]


def weight_words(model, lanes):
    """The weight image as the engine reads it, word by word."""
    return _words(weight_image(model, lanes), lanes)


def memories(model, geometry):
    """File name -> (bits per word, words) of a `QuantizedModel` on a `Geometry`: weights, embedding, tables."""
    lanes, config = geometry.lanes, geometry.model
    _, scales = embedding_rows(model)
    return tables.memories(config.head_dim, config.rope_theta) | {
        WEIGHTS_MEM: (lanes * WEIGHT_BITS, weight_words(model, lanes)),
        EMBEDDING_MEM: (lanes * WEIGHT_BITS, _words(embedding_words(model, lanes), lanes)),
        SCALES_MEM: (SCALE_BITS, scales.tolist()),
    }
