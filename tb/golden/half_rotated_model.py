"""LLaMA as Hugging Face's files mean it, a second time: pairs half a head apart, one sequence, no cache."""

import math

import torch


def frequencies(c):
    """Radians per position, with Llama 3.1's scaling case by case."""
    result = []
    for pair in range(c.head_dim // 2):
        frequency = 1.0 / c.rope_theta ** (2 * pair / c.head_dim)
        s = c.rope_scaling
        if s:
            wavelength = 2 * math.pi / frequency
            longest = s.original_max_position_embeddings / s.low_freq_factor
            shortest = s.original_max_position_embeddings / s.high_freq_factor
            if wavelength > longest:
                frequency = frequency / s.factor
            elif wavelength >= shortest:
                smooth = (s.original_max_position_embeddings / wavelength - s.low_freq_factor) / (
                    s.high_freq_factor - s.low_freq_factor)
                frequency = (1 - smooth) * frequency / s.factor + smooth * frequency
        result.append(frequency)
    return result


def rotate(x, c):
    """x [time, heads, head_dim] turned by its positions."""
    angles = torch.arange(len(x), dtype=torch.float64)[:, None] * torch.tensor(frequencies(c), dtype=torch.float64)
    angles = torch.cat((angles, angles), -1)[:, None]
    first, second = x.chunk(2, -1)
    return (x * angles.cos() + torch.cat((-second, first), -1) * angles.sin()).float()


def norm(x, gain, c):
    return x / (x.square().mean(-1, keepdim=True) + c.norm_eps).sqrt() * gain


def logits(c, t, tokens):
    """tokens [time] -> logits [time, vocab_size]; `t` maps the names of the files to tensors."""
    x = t["model.embed_tokens.weight"][tokens]
    future = torch.ones(len(tokens), len(tokens), dtype=torch.bool).triu(1)
    for layer in range(c.n_layers):
        def weight(name, layer=layer):
            return t[f"model.layers.{layer}.{name}.weight"]
        h = norm(x, weight("input_layernorm"), c)
        q = rotate((h @ weight("self_attn.q_proj").T).view(-1, c.n_heads, c.head_dim), c)
        k = rotate((h @ weight("self_attn.k_proj").T).view(-1, c.n_kv_heads, c.head_dim), c)
        v = (h @ weight("self_attn.v_proj").T).view(-1, c.n_kv_heads, c.head_dim)
        heads = []
        for head in range(c.n_heads):
            kv = head // (c.n_heads // c.n_kv_heads)
            scores = q[:, head] @ k[:, kv].T / math.sqrt(c.head_dim)
            heads.append(scores.masked_fill(future, -torch.inf).softmax(-1) @ v[:, kv])
        x = x + torch.cat(heads, -1) @ weight("self_attn.o_proj").T
        h = norm(x, weight("post_attention_layernorm"), c)
        gate = h @ weight("mlp.gate_proj").T
        x = x + (gate * gate.sigmoid() * (h @ weight("mlp.up_proj").T)) @ weight("mlp.down_proj").T
    head = "model.embed_tokens.weight" if c.tied else "lm_head.weight"
    return norm(x, t["model.norm.weight"], c) @ t[head].T
