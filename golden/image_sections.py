"""Where the parts of a packed model lie, in the file and in a memory that holds it. Needs no torch."""

from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.row_words import rows_words
from llama2_rtl.golden.weight_image import image_words, matrix_shapes, matrix_words


def align(offset):
    """The next multiple of `PAGE`."""
    return -(-offset // PAGE) * PAGE


def sections(config, weights, word_bytes):
    """Name -> (offset, bytes) in the payload for the WeightFormat `weights` in words of `word_bytes` bytes, in the
    payload's order; each begins at a page. A tied model has no embedding of its own: 0 bytes."""
    own_rows = 0 if config.tied else config.vocab_size
    sizes = dict(stream=image_words(config, weights, word_bytes) * word_bytes,
                 embedding=rows_words(own_rows, config.dim, weights.codes(word_bytes)) * word_bytes,
                 embedding_scales=weights.scale_bytes(own_rows, config.dim))
    result, end = {}, 0
    for name, size in sizes.items():
        result[name] = (end, size)
        end = align(end + size)
    return result


def classifier_section(config, weights, word_bytes):
    """(offset, bytes) of the classifier in the payload: the end of the stream."""
    size = matrix_words(*matrix_shapes(config)["classifier"], weights, word_bytes) * word_bytes
    return sum(sections(config, weights, word_bytes)["stream"]) - size, size


def payload_bytes(config, weights, word_bytes):
    """Bytes of all sections in whole pages."""
    return align(sum(sections(config, weights, word_bytes)["embedding_scales"]))
