"""The least number of cycles that a token can take: what the lanes must be fed, at one word per cycle."""

from llama2_rtl.golden.weight_image import weight_bytes


def bound(geometry, position):
    """Cycles of the token at `position`: weight bytes / word_bytes + max(attention MACs / lanes, KV bytes /
    word_bytes).

    Weight bytes are the codes, scales and gains without padding. The scores and the weighted values take one MAC
    per element of all heads, layer and position each; the KV cache is read once per layer and position.
    """
    model, numerics = geometry.model, geometry.numerics
    positions = (position + 1) * model.n_layers
    macs = 2 * positions * model.q_dim
    kv_bytes = positions * model.kv_dim * (numerics.k_bits + numerics.v_bits) / 8
    attention = max(macs / geometry.lanes, kv_bytes / geometry.word_bytes)
    return weight_bytes(model, numerics.weights) / geometry.word_bytes + attention
