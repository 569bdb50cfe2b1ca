"""Where the parts of a packed model lie, in the file and in a memory that holds it. Needs no torch."""

from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.weight_image import image_words, matrix_shapes, matrix_words


def align(offset):
    """The next multiple of `PAGE`."""
    return -(-offset // PAGE) * PAGE


def sections(config, formats, tile):
    """Name -> (offset, bytes) in the payload for ImageFormats in words that each hold a `tile`, in the payload's
    order; each begins at a page. A tied model has no embedding of its own: 0 bytes. Else it is a table of rows and one
    of their scales; in blocks it is one matrix."""
    sizes = dict(stream=image_words(config, formats, tile) * tile.word_bytes, embedding=0, embedding_scales=0)
    if not config.tied:
        table, weights = (config.vocab_size, config.dim), formats("embedding")
        if weights.block:
            sizes["embedding"] = matrix_words(*table, weights, tile) * tile.word_bytes
        else:
            sizes["embedding"] = tile.words(*table, weights) * tile.word_bytes
            sizes["embedding_scales"] = weights.scale_bytes(*table)
    result, end = {}, 0
    for name, size in sizes.items():
        result[name] = (end, size)
        end = align(end + size)
    return result


def classifier_section(config, formats, tile):
    """(offset, bytes) of the classifier in the payload: the end of the stream."""
    size = matrix_words(*matrix_shapes(config)["classifier"], formats("classifier"), tile) * tile.word_bytes
    return sum(sections(config, formats, tile)["stream"]) - size, size


def payload_bytes(config, formats, tile):
    """Bytes of all sections in whole pages."""
    return align(sum(sections(config, formats, tile)["embedding_scales"]))
