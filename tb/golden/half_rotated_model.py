"""LLaMA as Hugging Face's files mean it, a second time: pairs half a head apart, one sequence, no cache."""

import math

import torch

from llama2_rtl.golden.rope_scaling import LinearScaling, YarnScaling


def frequencies(c):
    """Radians per position, with the scalings case by case."""
    result = []
    for pair in range(c.head_dim // 2):
        frequency = 1.0 / c.rope_theta ** (2 * pair / c.head_dim)
        s = c.rope_scaling
        if isinstance(s, LinearScaling):
            frequency = 1.0 / (s.factor * c.rope_theta ** (2 * pair / c.head_dim))
        elif isinstance(s, YarnScaling):
            low, high = yarn_range(c)
            ramp = 0.0 if pair < low else 1.0 if pair > high else (pair - low) / max(high - low, 0.001)
            frequency = frequency / s.factor * ramp + frequency * (1 - ramp)
        elif s:
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


def yarn_range(c):
    """The numbers of the pairs between which yarn interpolates."""
    s, ends = c.rope_scaling, []
    for turns in (s.beta_fast, s.beta_slow):
        wavelength = s.original_max_position_embeddings / turns  # and theta^(2 pair / H) * 2 pi is a pair's
        ends.append(c.head_dim / 2 * math.log(wavelength / 2 / math.pi, c.rope_theta))
    if s.truncate:
        ends = math.floor(ends[0]), math.ceil(ends[1])
    return max(ends[0], 0), min(ends[1], c.head_dim - 1)


def rotate(x, c):
    """x [time, heads, head_dim] turned by its positions."""
    angles = torch.arange(len(x), dtype=torch.float64)[:, None] * torch.tensor(frequencies(c), dtype=torch.float64)
    angles = torch.cat((angles, angles), -1)[:, None]
    first, second = x.chunk(2, -1)
    factor = c.rope_scaling.attention_factor if isinstance(c.rope_scaling, YarnScaling) else 1.0
    return (factor * (x * angles.cos() + torch.cat((-second, first), -1) * angles.sin())).float()


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
