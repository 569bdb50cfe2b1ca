"""The fixed-point decoder on PyTorch integers: the specification that the RTL equals bit for bit."""

from dataclasses import dataclass, replace

import torch

from llama2_rtl.golden.attention import attend
from llama2_rtl.golden.functions import quantize, rope
from llama2_rtl.golden.number_formats import NO_NORM
from llama2_rtl.golden.quantize import eps_word
from llama2_rtl.golden.stages import add_residual, embed, gated, mat_vec, rms_norm
from llama2_rtl.golden.tables import rope_increments
from llama2_rtl.golden.taps import Recorder

MATRICES = ("wk", "wv", "wq", "wo", "w1", "w3", "w2")
"""The matrices of a `QuantizedLayer`."""


@dataclass(frozen=True)
class Matrix:
    """`QuantizedRows` on a device: integers [rows, columns] float32, which holds them exactly in half the memory of
    what they are multiplied in; scale, exponent and image_exponent [rows] int64."""

    integers: torch.Tensor
    scale: torch.Tensor
    exponent: torch.Tensor
    image_exponent: torch.Tensor

    @classmethod
    def of(cls, rows, device="cpu"):
        return cls(
            torch.from_numpy(rows.integers).to(device, torch.float32),
            *(torch.from_numpy(x).to(device) for x in (rows.scale, rows.exponent, rows.image_exponent)),
        )


class Decoder:
    """The machine's arithmetic for a QuantizedModel on `device`. Positions of a batch at once or one by one
    with a KV cache give identical numbers."""

    def __init__(self, model, device="cpu"):
        self.config = model.config
        self.numerics = model.numerics
        self.device = device
        self.eps = eps_word(model.config)
        self.increments = torch.tensor(rope_increments(model.config), device=device)
        self.classifier = Matrix.of(model.classifier, device)
        self.embedding = self._embedding(model)
        self.norm = self._gains(model.norm)
        self.layers = [
            {name: Matrix.of(getattr(layer, name), device) for name in MATRICES}
            | {name: self._gains(getattr(layer, name)) for name in ("attention_norm", "ffn_norm")}
            for layer in model.layers
        ]

    def _embedding(self, model):
        """The Matrix of the embedding, which shares its integers with a tied classifier."""
        rows = model.embedding
        if rows.mantissas is not model.classifier.mantissas:
            return Matrix.of(rows, self.device)
        own = {name: torch.from_numpy(getattr(rows, name)).to(self.device) for name in ("exponent", "image_exponent")}
        return replace(self.classifier, **own)

    def _gains(self, gains):
        return torch.from_numpy(gains.gains).to(self.device).long()

    def new_cache(self):
        """Per layer the quantised keys and values: mantissas [batch, time, n_kv_heads, H] and shifts without
        H."""
        return [None] * self.config.n_layers

    @torch.no_grad()
    def logits(self, tokens, cache=None, position=0, taps=None):
        """Logits [batch, time, vocab_size] (int32, Q16.16) of tokens [batch, time] at `position` and after.
        The cache grows by them; every intermediate number goes to `taps` (`golden.taps.Taps`)."""
        cache = self.new_cache() if cache is None else cache
        tokens = tokens.to(self.device)
        table = self.embedding
        x = embed(table.integers[tokens].long(), table.scale[tokens], table.exponent[tokens])
        for layer, weights in enumerate(self.layers):
            record = Recorder(taps, layer, position)
            x = add_residual(x, self._attention(layer, x, weights, position, cache, record))
            x = add_residual(x, self._feed_forward(x, weights, record))
        record = Recorder(taps, self.config.n_layers, position)
        vector, norm = self._normed(x, self.norm, "norm", record)
        logits = mat_vec(*vector, self.classifier, *norm)
        record(dict(logits=logits))
        return logits

    def step(self, token, position, cache, taps=None):
        """Logits [vocab_size] of one token [int] at `position`, after the positions that the cache holds."""
        return self.logits(torch.tensor([[token]]), cache, position, taps)[0, 0]

    def _normed(self, x, gains, name, record):
        """((a, shift), (rm, k)) of `mat_vec` for the matrices that read a norm."""
        u, rm, k = rms_norm(x, gains, self.eps)
        a, shift = quantize(u, self.numerics.act_bits)
        record(
            {
                f"{name}.x": x,
                f"{name}.u": u,
                f"{name}.a": a,
                f"{name}.sh": shift,
                f"{name}.rm": rm,
                f"{name}.k": k,
            }
        )
        return (a, shift), (rm, k)

    def _plain(self, vector, name, record):
        """The same for a matrix that reads a Q16.16 vector."""
        a, shift = quantize(vector, self.numerics.act_bits)
        record({f"{name}.a": a, f"{name}.sh": shift})
        return (a, shift), NO_NORM

    def _attention(self, layer, x, weights, position, cache, record):
        vector, norm = self._normed(x, weights["attention_norm"], "attention_norm", record)
        k, v, q = (
            mat_vec(*vector, weights[name], *norm).unflatten(-1, (-1, self.config.head_dim))
            for name in ("wk", "wv", "wq")
        )
        at = torch.arange(position, position + x.shape[1], device=self.device)[:, None, None]
        q, k = rope(q, at, self.increments), rope(k, at, self.increments)
        heads = {
            name: quantize(vectors, bits)
            for name, vectors, bits in (
                ("q", q, self.numerics.k_bits),
                ("k", k, self.numerics.k_bits),
                ("v", v, self.numerics.v_bits),
            )
        }
        seen = _grow(cache, layer, heads["k"], heads["v"])
        record(
            dict(q=q, k=k, v=v)
            | {f"{name}.a": a for name, (a, _) in heads.items()}
            | {f"{name}.sh": shift for name, (_, shift) in heads.items()}
        )
        record.scores(heads["q"], seen["k"])
        out = attend(heads["q"], seen["k"], seen["v"], position).flatten(-2)
        record({"attend.out": out})
        vector, no_norm = self._plain(out, "attend", record)
        y = mat_vec(*vector, weights["wo"], *no_norm)
        record({"wo.y": y})
        return y

    def _feed_forward(self, x, weights, record):
        vector, norm = self._normed(x, weights["ffn_norm"], "ffn_norm", record)
        gate, up = (mat_vec(*vector, weights[name], *norm) for name in ("w1", "w3"))
        hidden = gated(gate, up)
        record(dict(gate=gate, up=up, hidden=hidden))
        vector, no_norm = self._plain(hidden, "hidden", record)
        y = mat_vec(*vector, weights["w2"], *no_norm)
        record({"w2.y": y})
        return y


def _grow(cache, layer, k, v):
    """Appends quantised heads to the layer's cache and returns all it holds."""
    new = dict(k=k, v=v)
    if cache[layer] is not None:
        new = {
            name: tuple(torch.cat(pair, 1) for pair in zip(cache[layer][name], new[name], strict=True))
            for name in new
        }
    cache[layer] = {name: (a.to(torch.int16), shift.to(torch.int16)) for name, (a, shift) in new.items()}
    return cache[layer]
