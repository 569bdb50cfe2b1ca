"""The least number of cycles that a token can take: all bytes that it needs, each read once, at one word per cycle."""

from llama2_rtl.converters.cycles import ONE
from llama2_rtl.golden.weight_image import matrix_shapes, weight_bytes

BOUND = ("The bound of a token, in cycles, is the bytes of its codes, scales, gains and KV cache, each read once, "
         "by the bytes of a word.")
"""What a share of the bound is one of, for readers."""


def bound(geometry, position, chooses=True):
    """Cycles of the token at `position`, of an answer or, where it `chooses` none, inside a prompt: (weight bytes + KV
    bytes) / word_bytes. Weight bytes are the codes, scales and gains without padding. Query heads that read their keys
    one after the other, padding and waiting lower the share of it."""
    weights = weight_bytes(geometry.model, geometry.numerics.formats, chooses)
    return (weights + kv_bytes(geometry, position)) / geometry.word_bytes


def multiplier_bound(geometry, position):
    """As `bound`, with the cycles of attention's multiplications in place of those of the KV cache's bytes where they
    are more: each lane has a multiplier for them in every way. Figures were shares of it while one position read the
    cache once for each set of query heads; it is kept so that they can be compared."""
    macs = attention_multiplications(geometry, position) / (geometry.lanes * geometry.query_ways)
    of_cache = kv_bytes(geometry, position) / geometry.word_bytes
    return bound(geometry, position) + max(0, macs - of_cache)


def bound_before_classifier(geometry, position):
    """The cycles of `bound` without those of the classifier's codes and scales."""
    model, weights = geometry.model, geometry.numerics.formats("classifier")
    return bound(geometry, position) - weights.matrix_bytes(model.vocab_size, model.dim) / geometry.word_bytes


def pass_bound(geometry, position, positions=1, classifier=True):
    """As `bound`, of a pass of so many `positions` from `position` on, or without the codes and scales of the
    `classifier`: that of the last one, for weights, keys and values are read once, and each position has multipliers of
    its own."""
    last = position + positions - 1
    return bound(geometry, last) if classifier else bound_before_classifier(geometry, last)


def shared_bound(geometry, position, texts, positions=1, classifier=True):
    """As `pass_bound`, of a pass that so many `texts` share, each with so many `positions` from `position` on: weights
    are read once, each text's keys and values for it alone."""
    others = (texts - 1) * kv_bytes(geometry, position + positions - 1) / geometry.word_bytes
    return pass_bound(geometry, position, positions, classifier) + others


def kv_bytes(geometry, position):
    """Bytes of the keys and values up to `position`, without their shifts: each is read once for the token there."""
    model, numerics = geometry.model, geometry.numerics
    return (position + 1) * model.n_layers * model.kv_dim * (numerics.k_bits + numerics.v_bits) / 8


def multiplications(geometry, position, chooses=True):
    """Products that the token at `position` needs: one for each element of its matrices, and of attention one for each
    element of the query heads, layer and position, of the scores and of the weighted values. By the lanes and the
    cycles they give the multipliers' own utilisation."""
    matrices = matrix_multiplications(geometry)
    left_out = 0 if chooses else matrices["classifier"]
    return sum(matrices.values()) - left_out + attention_multiplications(geometry, position)


def utilisation(geometry, position, cycles, shares=ONE):
    """The share of the `cycles` of a pass of the `shares` of its texts from `position` on in which a multiplier does
    useful work, the mean of all."""
    products = sum(multiplications(geometry, position + number) for share in shares for number in range(share))
    return products / geometry.products / cycles


def matrix_multiplications(geometry):
    """Matrix -> its products in a token, those of all layers together."""
    return {name: rows * columns * (1 if name == "classifier" else geometry.model.n_layers)
            for name, (rows, columns) in matrix_shapes(geometry.model).items()}


def attention_multiplications(geometry, position):
    """Products of attention in the token at `position`, all layers together."""
    return 2 * (position + 1) * geometry.model.n_layers * geometry.model.q_dim
