"""Random quantised heads whose scores are flat, peaked, far apart or saturated."""

import torch


def _mantissas(shape, bits):
    """Elements of every magnitude, the extremes among them."""
    limit = (1 << (bits - 1)) - 1
    uniform = torch.randint(-limit, limit + 1, shape)
    return torch.where(torch.rand(shape) < 0.1, uniform.sign() * limit, uniform >> torch.randint(0, bits, shape))


def random_heads(geometry, position):
    """(q, k, v), each (mantissas, shifts): q [heads, H], k and v [position + 1, kv_heads, H], the shifts
    without H.

    The larger the shifts of a query and a key, the fewer bits of their dot product are cut off and the
    farther apart are the scores.
    """
    m, n = geometry.model, geometry.numerics
    positions, largest = position + 1, 32 - n.k_bits
    q = _mantissas((m.n_heads, m.head_dim), n.k_bits), torch.randint(0, largest + 1, (m.n_heads,))
    k_shift = torch.randint(0, largest + 1, (m.n_kv_heads,)) + torch.randint(-2, 3, (positions, m.n_kv_heads))
    k = _mantissas((positions, m.n_kv_heads, m.head_dim), n.k_bits), k_shift.clamp(0, largest)
    v_shift = torch.randint(0, 26, (m.n_kv_heads,)) + torch.randint(-1, 2, (positions, m.n_kv_heads))
    v = _mantissas((positions, m.n_kv_heads, m.head_dim), n.v_bits), v_shift.clamp(0, 32 - n.v_bits)
    return q, k, v
