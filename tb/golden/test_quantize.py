"""The quantiser of weights and gains against its definition."""

from fractions import Fraction

import numpy as np
import pytest

from llama2_rtl.golden import quantize_rows as row_quantizer
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import I8E_THROUGHOUT
from llama2_rtl.golden.quantize import FOLD_OUT, quantize_model
from llama2_rtl.golden.quantize_rows import quantize_embedding, quantize_gains, quantize_rows
from llama2_rtl.golden.weight_format import I8E, INT8

EDGES = [[127.5 * 256], [127.5 * 511], [127.5 * 511 + 0.01], [127.5 * 512], [1.0], [255.0], [-3e-5], [np.pi]]


def random_rows(seed, rows=200, columns=13):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(rows, columns)) * np.exp2(rng.uniform(-12, 3, (rows, 1)))).astype(np.float32)


def smallest_scale(largest, weight_format):
    """(S, e) of the smallest S * 2^-e at least largest / 127.5, by search over every candidate."""
    mantissas = range(256, 512) if weight_format == INT8 else [256]
    return min(((s, e) for s in mantissas for e in range(-20, 60) if Fraction(s) / Fraction(2)**e * 255 >= 2 * largest),
               key=lambda pair: Fraction(pair[0]) / Fraction(2)**pair[1])


@pytest.mark.parametrize("weight_format", [I8E, INT8])
def test_scale_is_the_smallest_that_fits(weight_format):
    for weights in (np.array(EDGES), random_rows(1, rows=20)):
        rows = quantize_rows(weights, weight_format, fold=20)
        for row, scale, exponent in zip(weights, rows.scale, rows.exponent, strict=True):
            assert (scale, exponent) == smallest_scale(Fraction(float(np.abs(row).max())), weight_format)


@pytest.mark.parametrize("weight_format", [I8E, INT8])
def test_mantissas_are_the_nearest(weight_format):
    weights = random_rows(2)
    rows = quantize_rows(weights, weight_format, fold=12)
    step = np.ldexp(rows.scale.astype(float), -rows.exponent)[:, None]
    assert np.abs(rows.mantissas).max() == 127
    assert (np.abs(weights - rows.mantissas * step) <= step / 2).all()
    assert (rows.image_exponent == rows.exponent + 12).all()


@pytest.mark.parametrize("size", [1, 40, 13 * 199])
def test_parts_change_nothing(size, monkeypatch):
    whole = quantize_rows(random_rows(3), INT8, 12, factor=0.3)
    monkeypatch.setattr(row_quantizer, "WEIGHTS_AT_ONCE", size)
    parts = quantize_rows(random_rows(3), INT8, 12, factor=0.3)
    for name in ("mantissas", "scale", "exponent"):
        assert np.array_equal(getattr(parts, name), getattr(whole, name))


def test_halves_round_to_even():
    weights = np.array([[127.5, 0.5, 1.5, 2.5, -0.5, -1.5]])
    assert quantize_rows(weights, INT8, 10).mantissas.tolist() == [[127, 0, 2, 2, 0, -2]]


def test_row_of_zeros():
    rows = quantize_rows(np.zeros((1, 4)), INT8, 3)
    assert rows.mantissas.tolist() == [[0, 0, 0, 0]] and rows.scale[0] == 256


@pytest.mark.parametrize("weights, says", [
    ([[1.0], [np.nan]], "not finite"), ([[np.inf]], "not finite"),
    ([[1.0], [1e30]], "row 1 of wo needs the exponent -"), ([[1.0], [1e-80]], "row 1 of wo needs the exponent 2"),
])
def test_bad_weights(weights, says):
    with pytest.raises(ValueError, match=says):
        quantize_rows(np.array(weights), INT8, FOLD_OUT, "wo")


def test_embedding_exponents_stay_in_six_bits():
    rows = quantize_embedding(np.array([[1.0], [1e-30]]), INT8)
    assert rows.exponent.tolist() == [15, 63] and rows.fold == 0


@pytest.mark.parametrize("gains", [[1.0, 0.5, -2.0], [0.001, 0.002], [300.0, 1.0], [0.0, 0.0]])
def test_gains_use_the_largest_shift(gains):
    result = quantize_gains(gains)
    target = np.array(gains) * len(gains)**0.5
    assert np.abs(np.ldexp(result.gains.astype(float), -result.shift) - target).max() <= 2.0**-result.shift / 2
    assert result.shift == 30 or np.abs(np.rint(np.ldexp(target, result.shift + 1))).max() > 32767
    assert result.fold == 1 + result.shift


@pytest.mark.parametrize("gains, says", [([1e6], "exceeds 32767"), ([np.nan], "not finite")])
def test_bad_gains(gains, says):
    with pytest.raises(ValueError, match=says):
        quantize_gains(gains)


def dequantized(rows):
    return rows.mantissas * np.ldexp(rows.scale.astype(float), -rows.exponent)[:, None]


def test_model_holds_every_matrix_in_the_order_of_the_image(config):
    checkpoint = random_checkpoint(config, seed=1)
    model, t, kv = quantize_model(checkpoint), checkpoint.tensors, config.kv_dim
    for i, layer in enumerate(model.layers):
        qkv, w13 = dequantized(layer.qkv), dequantized(layer.w13)
        score_scale = np.log2(np.e) / np.sqrt(config.head_dim)
        for result, weights in ((qkv[:kv], t["wk"][i]), (qkv[kv:2 * kv], t["wv"][i]),
                                (qkv[2 * kv:], t["wq"][i] * score_scale), (w13[0::2], t["w1"][i]),
                                (w13[1::2], t["w3"][i]), (dequantized(layer.wo), t["wo"][i]),
                                (dequantized(layer.w2), t["w2"][i])):
            largest = np.abs(weights).max(-1, keepdims=True)
            assert (np.abs(result - weights) <= largest / 127 / 2 * 1.01).all()
        assert layer.qkv.fold == layer.attention_norm.fold and layer.w13.fold == layer.ffn_norm.fold
        assert layer.wo.fold == layer.w2.fold == FOLD_OUT
    assert model.classifier.fold == model.norm.fold and model.embedding.fold == 0
    same = np.array_equal(model.classifier.mantissas, model.embedding.mantissas)
    assert same == config.tied


def test_powers_of_two_throughout(config):
    model = quantize_model(random_checkpoint(config, seed=1), I8E_THROUGHOUT)
    matrices = [getattr(layer, name) for layer in model.layers for name in ("qkv", "wo", "w13", "w2")]
    assert all((rows.scale == 256).all() for rows in [*matrices, model.embedding, model.classifier])
