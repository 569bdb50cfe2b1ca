"""Where the parts of a packed model lie, in the file and in a memory that holds it. Needs no torch."""

from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.weight_image import image_words, matrix_shapes, matrix_words


def align(offset):
    """The next multiple of `PAGE`."""
    return -(-offset // PAGE) * PAGE


def sections(config, weights, tile):
    """Name -> (offset, bytes) in the payload for the WeightFormat `weights` in words that each hold a `tile`, in the
    payload's order; each begins at a page. A tied model has no embedding of its own: 0 bytes."""
    own_rows = 0 if config.tied else config.vocab_size
    sizes = dict(stream=image_words(config, weights, tile) * tile.word_bytes,
                 embedding=tile.words(own_rows, config.dim, weights) * tile.word_bytes,
                 embedding_scales=weights.scale_bytes(own_rows, config.dim))
    result, end = {}, 0
    for name, size in sizes.items():
        result[name] = (end, size)
        end = align(end + size)
    return result


def classifier_section(config, weights, tile):
    """(offset, bytes) of the classifier in the payload: the end of the stream."""
    size = matrix_words(*matrix_shapes(config)["classifier"], weights, tile) * tile.word_bytes
    return sum(sections(config, weights, tile)["stream"]) - size, size


def payload_bytes(config, weights, tile):
    """Bytes of all sections in whole pages."""
    return align(sum(sections(config, weights, tile)["embedding_scales"]))
