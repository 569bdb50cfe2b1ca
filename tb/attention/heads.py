"""Random quantised heads whose scores are flat, peaked, far apart or saturated."""

import torch


def _mantissas(shape, bits):
    """Elements of every magnitude, the extremes among them."""
    limit = (1 << (bits - 1)) - 1
    uniform = torch.randint(-limit, limit + 1, shape)
    return torch.where(torch.rand(shape) < 0.1, uniform.sign() * limit, uniform >> torch.randint(0, bits, shape))


def random_heads(geometry, position):
    """(q, k, v), each (mantissas, shifts): q [heads, H], k and v [position + 1, kv_heads, H], shifts without H.

    Scores have 24 - q_shift - k_shift bits less than the products' sum: the shifts of a head decide how far apart
    they are.
    """
    m, n = geometry.model, geometry.numerics
    positions = position + 1
    q = _mantissas((m.n_heads, m.head_dim), n.k_bits), torch.randint(0, 14, (m.n_heads,))
    base = torch.randint(0, 13, (m.n_kv_heads,)) * torch.randint(0, 2, (m.n_kv_heads,))
    k_shift = (base + torch.randint(-1, 3, (positions, m.n_kv_heads))).clamp(0, 25)
    k = _mantissas((positions, m.n_kv_heads, m.head_dim), n.k_bits), k_shift
    v_shift = torch.randint(0, 26, (m.n_kv_heads,)) + torch.randint(-1, 2, (positions, m.n_kv_heads))
    v = _mantissas((positions, m.n_kv_heads, m.head_dim), n.v_bits), v_shift.clamp(0, 25)
    return q, k, v
