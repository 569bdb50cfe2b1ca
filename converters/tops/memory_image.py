"""The contents of every memory of a design."""

from llama2_rtl.converters.memory.deep_rom import deep_contents
from llama2_rtl.golden import tables
from llama2_rtl.golden.embedding_place import memory_image
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS
from llama2_rtl.golden.weight_image import embedding_rows, weight_image

WEIGHTS_MEM, SCALES_MEM = "weights.mem", "embedding_scales.mem"


def _words(data, word_bytes):
    """Words of `word_bytes` bytes, byte 0 lowest, as ints."""
    return [int.from_bytes(word.tobytes(), "little") for word in data.reshape(-1, word_bytes)]


def weight_words(model, tile):
    """The weight image as the engine reads it, word by word."""
    return _words(weight_image(model, tile), tile.word_bytes)


def memory_words(model, tile):
    """The words of the memory of the weights: the image and, where it is not tied, the embedding."""
    return _words(memory_image(model, tile), tile.word_bytes)


def memories(model, geometry):
    """File name -> (bits per word, words) of a `QuantizedModel` on a `Geometry`: weights, embedding, tables."""
    config = geometry.model
    _, scales = embedding_rows(model)
    return (tables.memories(config) | {SCALES_MEM: (STORED_SCALE_BITS, scales.tolist())}
            | deep_contents(8 * geometry.word_bytes, WEIGHTS_MEM, memory_words(model, geometry.tile)))
