"""The least number of cycles that a token can take: what the lanes must be fed, at one word per cycle."""

from llama2_rtl.golden.weight_image import matrix_shapes, weight_bytes

BOUND = ("The bound of a token, in cycles, is the bytes of its codes, scales and gains by the bytes of a word, and the "
         "larger of attention's multiplications by its multipliers and the KV cache's bytes by the bytes of a word.")
"""What a share of the bound is one of, for readers."""


def bound(geometry, position, chooses=True):
    """Cycles of the token at `position`, of an answer or, where it `chooses` none, inside a prompt: weight bytes /
    word_bytes + max(attention MACs / multipliers, KV bytes / word_bytes).

    Weight bytes are the codes, scales and gains without padding. The scores and the weighted values take one MAC
    per element of all heads, layer and position each, for which each lane has a multiplier in every way; the KV cache
    is read once per layer and position.
    """
    macs, kv_bound = attention_multiplications(geometry, position), kv_bytes(geometry, position) / geometry.word_bytes
    attention = max(macs / (geometry.lanes * geometry.query_ways), kv_bound)
    return byte_bound(geometry, position, chooses) - kv_bound + attention


def byte_bound(geometry, position, chooses=True):
    """Cycles of the token at `position` by bytes alone, each read once: weight bytes and KV bytes / word_bytes. Query
    heads that read their keys one after the other lower the share of this bound, not of `bound`."""
    weights = weight_bytes(geometry.model, geometry.numerics.formats, chooses)
    return (weights + kv_bytes(geometry, position)) / geometry.word_bytes


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


def utilisation(geometry, position, cycles):
    """The share of the `cycles` of the token at `position` in which a multiplier does useful work, the mean of all."""
    return multiplications(geometry, position) / geometry.products / cycles


def matrix_multiplications(geometry):
    """Matrix -> its products in a token, those of all layers together."""
    return {name: rows * columns * (1 if name == "classifier" else geometry.model.n_layers)
            for name, (rows, columns) in matrix_shapes(geometry.model).items()}


def attention_multiplications(geometry, position):
    """Products of attention in the token at `position`, all layers together."""
    return 2 * (position + 1) * geometry.model.n_layers * geometry.model.q_dim
