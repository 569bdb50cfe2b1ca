"""A record of every intermediate number of the decoder, for the comparison with RTL."""

from llama2_rtl.golden.attention import score_heads


class Taps(dict):
    """Maps (name, layer, position) to an int64 tensor [batch, ...]. The final norm and the classifier have
    the layer number n_layers. Names, with the shape of one position of one sequence:

    ``attention_norm``, ``ffn_norm``, ``norm`` followed by ``.x`` (residual before the norm) [dim], ``.u`` (X
    * gains) [dim], ``.a`` and ``.sh`` (the quantised vector) [dim] and [], ``.rm`` and ``.k`` (1/rms) [];
    ``k``, ``v`` [n_kv_heads, H] and ``q`` [n_heads, H] (int32, after RoPE), each with ``.a`` and ``.sh``
    [heads]; ``scores`` [n_heads, position + 1]; ``attend.out`` [dim] with ``attend.a``, ``attend.sh``;
    ``wo.y`` [dim]; ``gate``, ``up``, ``hidden`` [hidden_dim] with ``hidden.a``, ``hidden.sh``; ``w2.y``
    [dim]; ``logits`` [vocab_size]."""


class Recorder:
    """Writes one layer's numbers from `position` on into `taps`, or nowhere where that is None."""

    def __init__(self, taps, layer, position):
        self.taps = taps
        self.layer = layer
        self.position = position

    def __call__(self, values):
        """Stores `values`, name -> tensor [batch, time, ...]."""
        if self.taps is None:
            return
        for name, tensor in values.items():
            for i, column in enumerate(tensor.unbind(1)):
                self.taps[name, self.layer, self.position + i] = column

    def scores(self, q, k):
        """Stores each query's scores, of the positions that it sees."""
        if self.taps is None:
            return
        for i, column in enumerate(score_heads(q, k).unbind(1)):
            position = self.position + i
            self.taps["scores", self.layer, position] = column[..., : position + 1]
