"""What golden's taps say must pass each tap of a `CoreMonitor`, layer by layer."""

import torch

from tb.attention.cache_model import order_of_elements
from tb.vector.vectors import in_words


def expected_values(taps, position, geometry, chooses=True):
    """Tap name -> list of (where, values): `where` names layer and position, the lists in the order of passing. Of a
    token that `chooses` none the last vector is quantised and not read."""
    builder = _Builder(taps, position, geometry)
    return builder.build(chooses)


class _Builder:
    def __init__(self, taps, position, geometry):
        self.taps, self.position, self.geometry = taps, position, geometry
        self.result = {}

    def tap(self, name, layer):
        """One sequence's numbers of a tap."""
        return self.taps[name, layer, self.position][0]

    def add(self, name, layer, values):
        entry = (dict(layer=layer, position=self.position), values)
        self.result.setdefault(name, []).append(entry)

    def build(self, chooses):
        layers = self.geometry.model.n_layers
        for layer in range(layers):
            self.norm("attention_norm", layer)
            self.heads(layer)
            self.scores(layer)
            attended = self.tap("attend.out", layer).tolist()
            self.add("attend.out", layer, [attended[index] for index in order_of_elements(self.geometry)])
            for name in ("wo.y", "hidden", "w2.y"):
                self.add(name, layer, self.tap(name, layer).tolist())
            self.vector("attend", layer)
            self.norm("ffn_norm", layer)
            gate, up = self.tap("gate", layer), self.tap("up", layer)
            apart = "w13" in self.geometry.numerics.formats.apart
            self.add("w13.y", layer, torch.stack((gate, up), 0 if apart else -1).flatten().tolist())
            self.vector("hidden", layer)
        self.norm("norm", layers)
        if chooses:
            self.add("logits", layers, self.tap("logits", layers).tolist())
        else:
            self.result["a"].pop()
        if self.geometry.vectors > 1:
            del self.result["sh"]
        return self.result

    def norm(self, name, layer):
        for tap in ("x", "u"):
            self.add(tap, layer, self.tap(f"{name}.{tap}", layer).tolist())
        for tap in ("rm", "k"):
            self.add(tap, layer, [int(self.tap(f"{name}.{tap}", layer))])
        self.vector(name, layer)

    def vector(self, name, layer):
        """The quantised vector `name` as the engine reads it, in whole words."""
        self.add("a", layer, in_words(self.tap(f"{name}.a", layer).tolist(), self.geometry.columns))
        self.add("sh", layer, [int(self.tap(f"{name}.sh", layer))])

    def heads(self, layer):
        pairs = []
        for name in ("k", "v", "q"):
            mantissas, shifts = self.tap(f"{name}.a", layer), self.tap(f"{name}.sh", layer)
            for head, shift in zip(mantissas.tolist(), shifts.tolist(), strict=True):
                pairs += [(mantissa, shift) for mantissa in head]
        self.add("heads", layer, pairs)

    def scores(self, layer):
        """Item by item, position by position, all heads of a beat; spare slots have the scores of the last head."""
        g, scores = self.geometry, self.tap("scores", layer)
        for item in range(g.items):
            heads = range(g.heads_before(item), g.heads_before(item + 1))
            slots = [*heads, *[heads[-1]] * (g.heads_per_beat - len(heads))]
            self.add("scores", layer, scores[slots].transpose(0, 1).flatten().tolist())
