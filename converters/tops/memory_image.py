"""The contents of every memory of a design."""

import numpy as np

from converters.tops.llama2_rtl import WEIGHTS_MEM
from golden import tables
from golden.config import WEIGHT_BITS
from golden.weight_image import embedding_rows, embedding_words, weight_image


def _words(data, lanes):
    """Words of `lanes` bytes, lane 0 lowest, as ints."""
    return [int.from_bytes(word.tobytes(), "little") for word in data.reshape(-1, lanes)]


def memories(model, geometry):
    """File name -> (bits per word, words) of a `QuantizedModel` on a `Geometry`: weights, embedding, tables."""
    lanes, config = geometry.lanes, geometry.model
    return tables.memories(config.head_dim, config.rope_theta) | {
        WEIGHTS_MEM: (lanes * WEIGHT_BITS, _words(weight_image(model, lanes), lanes)),
    }
