"""The decoder in float32: what the fixed-point decoder is measured against."""

import torch

from llama2_rtl.golden.tables import rope_frequencies


class FloatModel:
    """LLaMA in float32 on `device`. All positions of a batch at once, or one after the other with a KV
    cache."""

    def __init__(self, checkpoint, device="cpu"):
        self.config = checkpoint.config
        self.device = device
        self.tensors = {
            name: torch.tensor(value, device=device) for name, value in checkpoint.tensors.items()
        }
        self.frequencies = torch.tensor(
            rope_frequencies(self.config), dtype=torch.float64, device=device
        )  # [head_dim/2]

    def new_cache(self):
        """Per layer the keys and values seen so far, each [batch, time, n_kv_heads, head_dim]."""
        return [None] * self.config.n_layers

    @torch.no_grad()
    def logits(self, tokens, cache=None, position=0):
        """tokens [batch, time] from `position` on -> logits [batch, time, vocab_size]; the cache grows by
        them."""
        t = self.tensors
        cache = self.new_cache() if cache is None else cache
        rotation = self._rotation(position, tokens.shape[1])
        x = t["tok_embeddings"][tokens.to(self.device)]  # [batch, time, dim]
        for layer in range(self.config.n_layers):
            x = x + self._attention(layer, self._norm(x, t["attention_norm"][layer]), rotation, cache)
            h = self._norm(x, t["ffn_norm"][layer])
            gate = torch.nn.functional.silu(h @ t["w1"][layer].T)  # [batch, time, hidden_dim]
            x = x + (gate * (h @ t["w3"][layer].T)) @ t["w2"][layer].T
        return self._norm(x, t["norm"]) @ t.get("output", t["tok_embeddings"]).T

    def _norm(self, x, gain):
        return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + self.config.norm_eps) * gain

    def _rotation(self, position, time):
        angle = torch.arange(position, position + time, device=self.device)[:, None] * self.frequencies
        return torch.polar(torch.ones_like(angle), angle).to(torch.complex64)[
            :, None
        ]  # [time, 1, head_dim/2]

    def _rope(self, x, rotation):
        pairs = torch.view_as_complex(x.unflatten(-1, (-1, 2)))
        return torch.view_as_real(pairs * rotation).flatten(-2)

    def _attention(self, layer, x, rotation, cache):
        c, t = self.config, self.tensors
        batch, time, _ = x.shape
        q = self._rope((x @ t["wq"][layer].T).view(batch, time, c.n_heads, c.head_dim), rotation)
        k = self._rope((x @ t["wk"][layer].T).view(batch, time, c.n_kv_heads, c.head_dim), rotation)
        v = (x @ t["wv"][layer].T).view(batch, time, c.n_kv_heads, c.head_dim)
        if cache[layer] is not None:
            k, v = torch.cat([cache[layer][0], k], 1), torch.cat([cache[layer][1], v], 1)
        cache[layer] = k, v
        q = q.transpose(1, 2)  # [batch, n_heads, time, head_dim]
        k, v = (y.repeat_interleave(c.group, 2).transpose(1, 2) for y in (k, v))
        scores = q @ k.transpose(-1, -2) * c.score_scale  # [batch, n_heads, time, positions]
        seen = k.shape[2] - time
        future = torch.ones(time, seen + time, dtype=torch.bool, device=x.device).triu(seen + 1)
        weights = scores.masked_fill(future, -torch.inf).softmax(-1)
        return (weights @ v).transpose(1, 2).flatten(-2) @ t["wo"][layer].T
