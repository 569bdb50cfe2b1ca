"""The LLaMA-2 decoder in floating point, for training."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional as F


@dataclass(frozen=True)
class Config:
    """The shape of the decoder, in the order of a llama2.c header."""

    dim: int = 64
    hidden_dim: int = 160
    n_layers: int = 4
    n_heads: int = 8
    n_kv_heads: int = 4
    vocab_size: int = 512
    seq_len: int = 256

    @property
    def head_dim(self) -> int:
        return self.dim // self.n_heads


NORM_EPS = 1e-5
ROPE_BASE = 10000.0
INIT_STD = 0.02


def rope_angles(config: Config) -> Tensor:
    """Rotation angles [seq_len, head_dim / 2] in radians (RoFormer, eq. 15)."""
    frequencies = ROPE_BASE ** (-torch.arange(0, config.head_dim, 2) / config.head_dim)
    return torch.outer(torch.arange(config.seq_len), frequencies)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn the interleaved pairs of x [batch, time, heads, head_dim] by angles; cos, sin [time, 1, pairs]."""
    even, odd = x[..., 0::2], x[..., 1::2]
    return torch.stack((even * cos - odd * sin, even * sin + odd * cos), dim=-1).flatten(-2)


class Attention(nn.Module):
    """Grouped-query causal attention with rotary positions."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        kv_dim = config.n_kv_heads * config.head_dim
        self.wq = nn.Linear(config.dim, config.dim, bias=False)
        self.wk = nn.Linear(config.dim, kv_dim, bias=False)
        self.wv = nn.Linear(config.dim, kv_dim, bias=False)
        self.wo = nn.Linear(config.dim, config.dim, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """x [batch, time, dim] to [batch, time, dim]."""
        batch, time, _ = x.shape
        q, k, v = (w(x).view(batch, time, -1, self.config.head_dim) for w in (self.wq, self.wk, self.wv))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        group = self.config.n_heads // self.config.n_kv_heads
        k, v = k.repeat_interleave(group, dim=2), v.repeat_interleave(group, dim=2)
        heads = (tensor.transpose(1, 2) for tensor in (q, k, v))
        y = F.scaled_dot_product_attention(*heads, is_causal=True)
        return self.wo(y.transpose(1, 2).flatten(2))


class FeedForward(nn.Module):
    """SwiGLU: w2(silu(w1 x) * w3 x)."""

    def __init__(self, config: Config):
        super().__init__()
        self.w1 = nn.Linear(config.dim, config.hidden_dim, bias=False)
        self.w2 = nn.Linear(config.hidden_dim, config.dim, bias=False)
        self.w3 = nn.Linear(config.dim, config.hidden_dim, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """x [batch, time, dim] to [batch, time, dim]."""
        return self.w2(F.silu(self.w1(x)) * self.w3(x))


class Layer(nn.Module):
    """Attention and feed-forward network, each after a norm and added to the residual."""

    def __init__(self, config: Config):
        super().__init__()
        self.attention_norm = nn.RMSNorm(config.dim, eps=NORM_EPS)
        self.attention = Attention(config)
        self.ffn_norm = nn.RMSNorm(config.dim, eps=NORM_EPS)
        self.ffn = FeedForward(config)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
        """x [batch, time, dim] to [batch, time, dim]."""
        x = x + self.attention(self.attention_norm(x), cos, sin)
        return x + self.ffn(self.ffn_norm(x))


class Decoder(nn.Module):
    """Token ids to logits; the classifier is the embedding, transposed."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocab_size, config.dim)
        self.layers = nn.ModuleList(Layer(config) for _ in range(config.n_layers))
        self.norm = nn.RMSNorm(config.dim, eps=NORM_EPS)
        angles = rope_angles(config).unsqueeze(1)
        self.register_buffer("cos", angles.cos())
        self.register_buffer("sin", angles.sin())
        for name, weight in self.named_parameters():
            if weight.dim() == 2:
                # The two matrices that write to the residual start smaller, as in GPT-2.
                last = name.endswith(("wo.weight", "w2.weight"))
                nn.init.normal_(weight, std=INIT_STD / (2 * config.n_layers) ** 0.5 if last else INIT_STD)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens [batch, time] to logits [batch, time, vocab_size]; time is at most seq_len."""
        x = self.embedding(tokens)
        time = tokens.shape[1]
        for layer in self.layers:
            x = layer(x, self.cos[:time], self.sin[:time])
        return F.linear(self.norm(x), self.embedding.weight)
