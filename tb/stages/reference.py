"""What golden says about a token whose attention is replaced by a vector of the test's choice."""

import torch

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.decoder import Matrix
from llama2_rtl.golden.functions import quantize, rope
from llama2_rtl.golden.number_formats import NO_NORM
from llama2_rtl.golden.quantize import eps_word, quantize_model
from llama2_rtl.golden.stages import add_residual, gated, mat_vec, rms_norm
from llama2_rtl.golden.tables import rope_increments
from llama2_rtl.golden.weight_image import weight_image


class Reference:
    """A random model of the geometry, its weight image, and its matrices on int64 vectors."""

    def __init__(self, geometry, seed):
        self.config, self.numerics = geometry.model, geometry.numerics
        self.model = quantize_model(random_checkpoint(self.config, seed), self.numerics)
        image = weight_image(self.model, geometry.tile).tobytes()
        self.words = [int.from_bytes(image[at:at + geometry.word_bytes], "little")
                      for at in range(0, len(image), geometry.word_bytes)]

    def _normed(self, x, gains, rows):
        u, rm, k = rms_norm(x, torch.from_numpy(gains.gains).long(), eps_word(self.config))
        return mat_vec(*quantize(u, self.numerics.act_bits), Matrix.of(rows), rm, k)

    def _plain(self, u, rows):
        return mat_vec(*quantize(u, self.numerics.act_bits), Matrix.of(rows), *NO_NORM)

    def heads(self, layer, x, position):
        """`(kind, head, mantissas, shift)` of every head in the order of the rows."""
        c, weights = self.config, self.model.layers[layer]
        y = self._normed(x, weights.attention_norm, weights.qkv)
        increments = torch.tensor(rope_increments(c))
        result = []
        for kind, part in zip("kvq", y.split([c.kv_dim, c.kv_dim, c.dim]), strict=True):
            vectors = part.unflatten(-1, (-1, c.head_dim))
            turned = vectors if kind == "v" else rope(vectors, position, increments)
            mantissas, shifts = quantize(turned, self.numerics.v_bits if kind == "v" else self.numerics.k_bits)
            result += [(kind, head, m.tolist(), int(shift)) for head, (m, shift) in
                       enumerate(zip(mantissas, shifts, strict=True))]
        return result

    def after_attention(self, layer, x, out):
        """`(wo's rows, X)` for attention's output `out`."""
        y = self._plain(out, self.model.layers[layer].wo)
        return y, add_residual(x, y)

    def feed_forward(self, layer, x):
        """`(w13's rows, hidden vector, w2's rows, X)`."""
        weights = self.model.layers[layer]
        gate, up = (self._normed(x, weights.ffn_norm, matrix) for matrix in (weights.w1, weights.w3))
        rows = torch.stack((gate, up), 0 if "w13" in self.numerics.formats.apart else -1).flatten()
        hidden = gated(gate, up)
        y = self._plain(hidden, weights.w2)
        return rows, hidden, y, add_residual(x, y)

    def logits(self, x):
        return self._normed(x, self.model.norm, self.model.classifier)
