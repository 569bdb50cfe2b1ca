"""The quantiser of a model: the parts of a checkpoint in the order of the image, one at a time or all at once."""

from dataclasses import fields
from functools import cached_property
from math import e as EULER
from math import log2

from llama2_rtl.golden.config import Numerics
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.quantize_rows import embedding_of, quantize_embedding, quantize_gains, quantize_rows
from llama2_rtl.golden.quantized import ImageMatrices, QuantizedLayer, QuantizedModel

DEFAULT_NUMERICS = Numerics()

FOLD_OUT = Q16_16.fraction
"""Fold of the matrices whose input has no norm (Wo, W2): their input is Q16_16."""


class StreamedLayer(ImageMatrices):
    """The fields of a `QuantizedLayer`, each matrix quantised when it is asked for and kept by nobody."""

    def __init__(self, checkpoint, formats, layer):
        self.checkpoint, self.formats, self.layer = checkpoint, formats, layer

    def _gains(self, name):
        return quantize_gains(self.checkpoint.tensor(name, self.layer), f"{name} of layer {self.layer}")

    def _rows(self, name, fold, factor=1.0):
        tensor, weights = self.checkpoint.tensor(name, self.layer), self.formats(name, self.layer)
        return quantize_rows(tensor, weights, fold, f"{name} of layer {self.layer}", factor)

    @cached_property
    def attention_norm(self):
        return self._gains("attention_norm")

    @cached_property
    def ffn_norm(self):
        return self._gains("ffn_norm")

    @property
    def wk(self):
        return self._rows("wk", self.attention_norm.fold)

    @property
    def wv(self):
        return self._rows("wv", self.attention_norm.fold)

    @property
    def wq(self):
        return self._rows("wq", self.attention_norm.fold, log2(EULER) * self.checkpoint.config.score_scale)

    @property
    def wo(self):
        return self._rows("wo", FOLD_OUT)

    @property
    def w1(self):
        return self._rows("w1", self.ffn_norm.fold)

    @property
    def w3(self):
        return self._rows("w3", self.ffn_norm.fold)

    @property
    def w2(self):
        return self._rows("w2", FOLD_OUT)


class StreamedModel:
    """The fields of a `QuantizedModel` made from a checkpoint, each matrix quantised when it is asked for and kept by
    nobody: a model of any size in little more memory than its largest tensor. What raises ValueError does so then.

    `formats` gives a tensor's WeightFormat by its name and layer, as `golden.tensor_formats` makes it; without it they
    have those of `numerics`."""

    def __init__(self, checkpoint, numerics=DEFAULT_NUMERICS, formats=None):
        self.checkpoint, self.config, self.numerics = checkpoint, checkpoint.config, numerics
        self.formats = formats or numerics.formats.of_tensor
        self.layers = tuple(StreamedLayer(checkpoint, self.formats, i) for i in range(self.config.n_layers))

    @property
    def embedding(self):
        return quantize_embedding(self.checkpoint.tensor("tok_embeddings"), self.formats("tok_embeddings"))

    @cached_property
    def norm(self):
        return quantize_gains(self.checkpoint.tensor("norm"))

    @property
    def classifier(self):
        name = "tok_embeddings" if self.config.tied else "output"
        return quantize_rows(self.checkpoint.tensor(name), self.formats(name), self.norm.fold, name)


def quantize_model(checkpoint, numerics=DEFAULT_NUMERICS, formats=None, report=lambda done: None):
    """QuantizedModel of a float checkpoint, its tensors in the `formats` of a StreamedModel. `report` is called with
    the layers done, the head counted as one. Raises ValueError for weights that are not finite or out of range."""
    streamed, layers = StreamedModel(checkpoint, numerics, formats), []
    classifier = streamed.classifier
    embedding = embedding_of(classifier) if streamed.config.tied else streamed.embedding
    report(1)
    for layer in streamed.layers:
        layers.append(QuantizedLayer(*(getattr(layer, field.name) for field in fields(QuantizedLayer))))
        report(1 + len(layers))
    return QuantizedModel(streamed.config, numerics, embedding, tuple(layers), streamed.norm, classifier)


def eps_word(config):
    """The norm's eps beside the sum of squares of Q16_16 values: round(eps * dim * 2^32)."""
    return round(config.norm_eps * config.dim * 2 ** (2 * Q16_16.fraction))
