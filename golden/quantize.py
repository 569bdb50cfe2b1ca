"""The quantiser of a model: the parts of a checkpoint in the order of the image, one at a time or all at once."""

from dataclasses import fields
from functools import cached_property
from math import e as EULER
from math import log2

import numpy as np

from llama2_rtl.golden.config import Numerics
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.quantize_rows import quantize_embedding, quantize_gains, quantize_rows
from llama2_rtl.golden.quantized import QuantizedLayer, QuantizedModel, QuantizedRows

DEFAULT_NUMERICS = Numerics()

FOLD_OUT = Q16_16.fraction
"""Fold of the matrices whose input has no norm (Wo, W2): their input is Q16_16."""


class StreamedLayer:
    """The fields of a `QuantizedLayer`, each matrix quantised when it is asked for and kept by nobody."""

    def __init__(self, checkpoint, numerics, layer):
        self.checkpoint, self.numerics, self.layer = checkpoint, numerics, layer

    def _gains(self, name):
        return quantize_gains(self.checkpoint.tensor(name, self.layer), f"{name} of layer {self.layer}")

    def _rows(self, name, fold, factor=1.0):
        tensor = self.checkpoint.tensor(name, self.layer)
        return quantize_rows(tensor, self.numerics.weights, fold, f"{name} of layer {self.layer}", factor)

    @cached_property
    def attention_norm(self):
        return self._gains("attention_norm")

    @cached_property
    def ffn_norm(self):
        return self._gains("ffn_norm")

    @property
    def qkv(self):
        fold, score_scale = self.attention_norm.fold, log2(EULER) * self.checkpoint.config.score_scale
        k, v, q = self._rows("wk", fold), self._rows("wv", fold), self._rows("wq", fold, score_scale)
        return _joined(np.concatenate, k, v, q)

    @property
    def wo(self):
        return self._rows("wo", FOLD_OUT)

    @property
    def w13(self):
        fold = self.ffn_norm.fold
        return _joined(_in_turn, self._rows("w1", fold), self._rows("w3", fold))

    @property
    def w2(self):
        return self._rows("w2", FOLD_OUT)


class StreamedModel:
    """The fields of a `QuantizedModel` made from a checkpoint, each matrix quantised when it is asked for and kept by
    nobody: a model of any size in little more memory than its largest tensor. What raises ValueError does so then."""

    def __init__(self, checkpoint, numerics=DEFAULT_NUMERICS):
        self.checkpoint, self.config, self.numerics = checkpoint, checkpoint.config, numerics
        self.layers = tuple(StreamedLayer(checkpoint, numerics, i) for i in range(self.config.n_layers))

    @property
    def embedding(self):
        return quantize_embedding(self.checkpoint.tensor("tok_embeddings"), self.numerics.weights)

    @cached_property
    def norm(self):
        return quantize_gains(self.checkpoint.tensor("norm"))

    @property
    def classifier(self):
        name = "tok_embeddings" if self.config.tied else "output"
        return quantize_rows(self.checkpoint.tensor(name), self.numerics.weights, self.norm.fold, name)


def quantize_model(checkpoint, numerics=DEFAULT_NUMERICS):
    """QuantizedModel of a float checkpoint. Raises ValueError for weights that are not finite or out of range."""
    streamed = StreamedModel(checkpoint, numerics)
    layers = tuple(QuantizedLayer(*(getattr(layer, field.name) for field in fields(QuantizedLayer)))
                   for layer in streamed.layers)
    return QuantizedModel(streamed.config, numerics, streamed.embedding, layers, streamed.norm, streamed.classifier)


def _joined(join, *parts):
    """QuantizedRows of matrices with one fold and one format, their rows put in order by `join`."""
    columns = ([getattr(part, name) for part in parts] for name in ("mantissas", "scale", "exponent"))
    return QuantizedRows(*map(join, columns), parts[0].fold, parts[0].format)


def _in_turn(arrays):
    """The rows of equal arrays in turn: the first of each, the second of each, ..."""
    return np.stack(arrays, 1).reshape(-1, *arrays[0].shape[1:])


def eps_word(config):
    """The norm's eps beside the sum of squares of Q16_16 values: round(eps * dim * 2^32)."""
    return round(config.norm_eps * config.dim * 2 ** (2 * Q16_16.fraction))
