"""The contents of every memory of a design."""

from converters.memory.deep_rom import deep_contents
from converters.memory.embedding import SCALE_BITS
from golden import tables
from golden.config import WEIGHT_BITS
from golden.embedding_place import memory_image
from golden.weight_image import embedding_rows, weight_image

WEIGHTS_MEM, SCALES_MEM = "weights.mem", "embedding_scales.mem"


def _words(data, lanes):
    """Words of `lanes` bytes, lane 0 lowest, as ints."""
    return [int.from_bytes(word.tobytes(), "little") for word in data.reshape(-1, lanes)]


def weight_words(model, lanes):
    """The weight image as the engine reads it, word by word."""
    return _words(weight_image(model, lanes), lanes)


def memory_words(model, lanes):
    """The words of the memory of the weights: the image and, where it is not tied, the embedding."""
    return _words(memory_image(model, lanes), lanes)


def memories(model, geometry):
    """File name -> (bits per word, words) of a `QuantizedModel` on a `Geometry`: weights, embedding, tables."""
    lanes, config = geometry.lanes, geometry.model
    _, scales = embedding_rows(model)
    return (tables.memories(config) | {SCALES_MEM: (SCALE_BITS, scales.tolist())}
            | deep_contents(lanes * WEIGHT_BITS, WEIGHTS_MEM, memory_words(model, lanes)))
