"""The cycles that a token takes with weights and KV cache in a memory beside the core: what its bus must carry."""

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.embedding_place import embedding_place
from llama2_rtl.golden.weight_image import classifier_words, image_words


def kv_words(geometry, position):
    """Words of keys, shifts and values that the token at `position` reads: those of all earlier ones, for every set of
    query heads."""
    g, layout = geometry, KvLayout(geometry)
    span, index = divmod(position, SPAN)
    keys = span * layout.key_span + layout.shift_words + index * layout.key_row
    values = span * layout.value_span + g.chunks * index * layout.value_beats
    return g.model.n_layers * g.items * (keys + values)


ONE = (1,)
"""The shares of a pass of one position: how many positions each text has in it, from the same one on."""


def bus_words(geometry, position, chooses=True, shares=ONE):
    """Words, a beat of the bus each, that a pass of these `shares` from `position` on reads: the image, without the
    classifier where it `chooses` no token, the KV cache of each text, and for each position its row of the embedding
    and the row's scale."""
    g = geometry
    shape = g.model, g.numerics.formats, g.tile
    words = image_words(*shape) - (not chooses) * classifier_words(*shape)
    return words + sum(shares) * row_words(g) + len(shares) * kv_words(g, position)


def _place(geometry):
    return embedding_place(geometry.model, geometry.numerics.formats, geometry.tile)


def row_words(geometry):
    """Words of the token's row of the embedding, with the one of its scale; in blocks with those of their scales, at
    most: of some rows one fewer."""
    place = _place(geometry)
    return 1 + bool(place.blocks) + place.row_words + row_gaps(geometry)


def row_gaps(geometry):
    """Cycles between the first and the last element of a token's row, at most, in which a word of block scales passes
    in place of an element."""
    return _place(geometry).most_scale_words_after


def start_cycles(geometry, latency):
    """Cycles of a token in which the bus waits: its row of the embedding comes behind a burst of weights, after the
    memory's latency; its elements pass one by one, but for `row_gaps`, while its own words come; after another latency
    the reads run ahead again. Of the burst a whole one is counted; what is left of it differs from position to
    position, by up to 0.6 of a burst either way."""
    g = geometry
    return g.burst + 2 * latency + g.model.dim + row_gaps(g) - row_words(g)


def external_cycles(geometry, position, latency=64, words_per_cycle=1.0, chooses=True):
    """Cycles of the token at `position`, one of an answer or, where it `chooses` none, of a prompt, with a memory that
    gives `words_per_cycle` words of `beat_bytes` bytes, at most 1, `latency` cycles after the address of their burst.
    Holds where the bus is the bottleneck: from position SPAN on, rows of some words, keys wider than the bus; else
    attention waits for its own results, some 100 cycles per set of query heads."""
    return bus_words(geometry, position, chooses) / min(words_per_cycle, 1.0) + start_cycles(geometry, latency)
