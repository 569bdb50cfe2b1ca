"""Attention over the KV cache on the engine's lanes: scores, online softmax, weighted sum of the values."""
