"""The search of block scales and zero points, against one over all of them in plain numbers."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from llama2_rtl.golden import quantize_blocks as searching
from llama2_rtl.golden import quantize_rows as row_quantizer
from llama2_rtl.golden.quantize_rows import embedding_of, quantize_rows
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8B32, WeightFormat

BLOCKS = [INT8B32, INT4B32, INT4B128]
every_format = pytest.mark.parametrize("weights", BLOCKS, ids=lambda weights: weights.name)
FIELDS = "mantissas", "scale", "exponent", "block_scales", "zero_points"
SMALL = WeightFormat("blocks of eight", 4, 8, zero_points=True)


def dequantized(rows):
    return rows.integers * np.ldexp(rows.scale.astype(float), -rows.exponent)[:, None]


def random_rows(seed, rows=40, columns=172):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(rows, columns)) * np.exp2(rng.uniform(-12, 3, (rows, 1)))).astype(np.float32)


def on_a_grid(rng, rows, blocks, block, spread):
    """Weights that lie on four bits in blocks, as a file of such codes has them: every block reaches both ends."""
    codes = rng.integers(0, 16, (rows, blocks, block))
    codes[..., 0], codes[..., 1] = 0, 15
    step = np.exp2(rng.uniform(-spread, 0, (rows, blocks, 1))) / 16
    return (step * (codes - rng.uniform(1, 14, (rows, blocks, 1)))).reshape(rows, -1)


def least_error(values, unit, weights):
    """The least squared error of a block over all scales and zero points, code by code."""
    best = None
    for scale in range(1, 256):
        step = unit * scale
        reach = step * (weights.largest_code - weights.smallest_code)
        if best is not None and max(values) - min(values) > reach + 2 * best**0.5:
            continue  # its ends alone are worse
        for zero in range(256) if weights.zero_points else [0]:
            error = 0.0
            for value in values:
                code = round(value / step + zero / 16)
                code = max(weights.smallest_code, min(weights.largest_code, code))
                error += (value - step * (code - zero / 16)) ** 2
                if best is not None and error >= best:
                    break
            else:
                best = error
    return best


def least_errors(values, units, weights):
    """The same of blocks [blocks, columns] at once."""
    best = np.full(len(values), np.inf)
    for scale in range(1, 256):
        place = values / (scale * units)[:, None]
        for zero in range(256) if weights.zero_points else [0]:
            codes = np.clip(np.rint(place + zero / 16), weights.smallest_code, weights.largest_code)
            error = ((place - (codes - zero / 16)) ** 2).sum(-1) * (scale * units) ** 2
            best = np.minimum(best, error)
    return best


def compared(weights, weight_format):
    """(error of the search, values and row's scale) of every whole block of every row."""
    rows = quantize_rows(weights, weight_format, 20)
    unit = np.ldexp(rows.scale.astype(float), weight_format.fraction - rows.exponent)
    blocks = weights.reshape(-1, weight_format.block)
    errors = ((dequantized(rows) - weights) ** 2).reshape(blocks.shape).sum(-1)
    return errors, blocks, np.repeat(unit, weights.shape[1] // weight_format.block)


def test_all_blocks_at_once_are_searched_as_one():
    _, blocks, units = compared(np.random.default_rng(1).normal(size=(1, 24)), SMALL)
    scalar = [least_error(values, unit, SMALL) for values, unit in zip(blocks.tolist(), units.tolist(), strict=True)]
    assert least_errors(blocks, units, SMALL) == pytest.approx(scalar, rel=1e-9)


@pytest.mark.parametrize("weights, above", [(SMALL, 1.03), (replace(SMALL, block=32), 1.03)], ids=["8", "32"])
def test_search_is_near_the_least_error(weights, above):
    errors, *blocks = compared(np.random.default_rng(1).normal(size=(16, 64)), weights)
    least = least_errors(*blocks, weights)
    assert (errors > least * (1 - 1e-5)).all()
    assert errors.sum() < above * least.sum()


def test_search_finds_a_grid_that_the_file_has():
    errors, *blocks = compared(on_a_grid(np.random.default_rng(2), 5, 3, 8, 0.5), SMALL)
    assert errors == pytest.approx(least_errors(*blocks, SMALL), rel=1e-3, abs=1e-12)


def test_search_of_eight_bits_is_near_the_least_error():
    weights = INT8B32
    errors, *blocks = compared(np.random.default_rng(3).normal(size=(16, 64)), weights)
    least = least_errors(*blocks, weights)
    assert (errors > least * (1 - 1e-5)).all()
    assert errors.sum() < 1.04 * least.sum()


def test_codes_are_the_nearest_of_their_block():
    weights = random_rows(4)
    for weight_format in BLOCKS:
        rows = quantize_rows(weights, weight_format, 20)
        columns = np.arange(weights.shape[1]) // weight_format.block
        zeros = 0 if rows.zero_points is None else rows.zero_points[:, columns] / 16
        step = np.ldexp(rows.scale.astype(float), weight_format.fraction - rows.exponent)[:, None]
        place = weights / (step * rows.block_scales[:, columns]) + zeros
        nearest = np.clip(place, weight_format.smallest_code, weight_format.largest_code)
        assert (np.abs(rows.mantissas - nearest) < 0.5 + 1e-4).all()


@every_format
def test_fields(weights):
    rows = quantize_rows(random_rows(5), weights, fold=12)
    blocks = (40, weights.blocks(172))
    assert rows.mantissas.dtype == np.int8 and rows.mantissas.shape == (40, 172)
    assert rows.mantissas.min() >= weights.smallest_code and rows.mantissas.max() == weights.largest_code
    assert rows.scale.min() >= 256 and rows.scale.max() <= 511
    assert rows.block_scales.dtype == np.uint8 and rows.block_scales.shape == blocks and rows.block_scales.min() >= 1
    assert rows.zero_points is None or rows.zero_points.dtype == np.uint8 and rows.zero_points.shape == blocks
    assert (rows.zero_points is None) != weights.zero_points
    assert (rows.image_exponent == rows.exponent + 12).all()


@every_format
def test_the_rows_scale_is_the_smallest_for_its_largest_block(weights):
    rows = quantize_rows(random_rows(6), weights, 20)
    largest = rows.block_scales.max(-1)
    assert largest.min() >= 128 and np.median(largest) >= 250


@every_format
def test_integers_are_exact(weights):
    rows = quantize_rows(random_rows(7, rows=3), weights, 20)
    for row in range(3):
        for column in range(172):
            block, code = column // weights.block, int(rows.mantissas[row, column])
            place = Fraction(code) - Fraction(int(rows.zero_points[row, block]) if weights.zero_points else 0, 16)
            value = place * int(rows.block_scales[row, block]) * (1 << weights.fraction)
            assert rows.integers[row, column] == value


@every_format
def test_a_partial_block_is_searched_by_itself(weights):
    values = random_rows(8, columns=weights.block + 12)
    together, alone = quantize_rows(values, weights, 20), quantize_rows(values[:, weights.block:], weights, 20)
    errors = [((dequantized(rows)[:, -12:] - values[:, weights.block:]) ** 2).sum() for rows in (together, alone)]
    assert errors[0] < 1.1 * errors[1]
    assert together.block_scales.shape == (40, 2) and alone.block_scales.shape == (40, 1)


@every_format
@pytest.mark.parametrize("size", [1, 400, 40 * 172])
def test_parts_change_nothing(weights, size, monkeypatch):
    whole = quantize_rows(random_rows(10), weights, 12, factor=0.3)
    monkeypatch.setattr(row_quantizer, "WEIGHTS_AT_ONCE", size)
    monkeypatch.setattr(searching, "WEIGHTS_PER_TILE", size)
    parts = quantize_rows(random_rows(10), weights, 12, factor=0.3)
    for name in FIELDS:
        assert np.array_equal(getattr(parts, name), getattr(whole, name)), name


@every_format
def test_a_power_of_two_moves_the_exponent_alone(weights):
    one, other = (quantize_rows(random_rows(11) * factor, weights, 20) for factor in (1, 2.0**-9))
    assert np.array_equal(one.exponent + 9, other.exponent)
    for name in ("mantissas", "scale", "block_scales", "zero_points"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


@every_format
def test_blocks_and_rows_of_zeros(weights):
    values = random_rows(12, rows=3, columns=2 * weights.block + 12)
    values[0] = 0
    values[1, :weights.block], values[2, weights.block:] = 0, 0
    rows = quantize_rows(values, weights, 20)
    result = dequantized(rows)
    assert (result[0] == 0).all() and rows.scale[0] == 256
    assert (result[1, :weights.block] == 0).all() and (result[2, weights.block:] == 0).all()
    assert rows.block_scales[0].tolist() == [1, 1, 1] and rows.block_scales[1, 0] == 1
    assert rows.block_scales[1].max() >= 250  # blocks of zeros do not coarsen the others


@every_format
@pytest.mark.parametrize("value", [1.0, -1.0, 3e-5])
def test_constant_blocks(weights, value):
    values = random_rows(13, rows=2, columns=2 * weights.block)
    values[:, :weights.block] = value
    result = dequantized(quantize_rows(values, weights, 20))[:, :weights.block]
    assert (result == result[:, :1]).all()
    step = np.abs(values).max() / 255 / (15 if weights.zero_points else 127)
    assert np.abs(result - value).max() <= abs(value) / 200 + step


@every_format
def test_an_outlier_costs_its_own_block_alone(weights):
    values = random_rows(14, rows=4, columns=2 * weights.block)
    values[:, 3] = 40 * np.abs(values).max(-1)
    rows = quantize_rows(values, weights, 20)
    error = np.abs(dequantized(rows) - values)
    assert (error[:, 3] <= values[:, 3] / 10).all()
    assert (error[:, weights.block:].max(-1) <= np.abs(values[:, weights.block:]).max(-1) / 4).all()


def test_two_values_do_not_coarsen_their_row():
    """Two values in a block lie on grids of any step: one of 15 steps between them is taken, and zero."""
    rng, values = np.random.default_rng(15), random_rows(15, rows=40, columns=64)
    largest = np.abs(values).max(-1, keepdims=True)
    values[:, :32] = largest * np.where(rng.integers(0, 2, (40, 32)), 1, -rng.uniform(0.2, 0.4, (40, 1)))
    rows = quantize_rows(values, INT4B32, 20)
    step = rows.block_scales[:, 0] * np.ldexp(rows.scale.astype(float), 4 - rows.exponent)
    assert (step < 1.5 * largest[:, 0] / 14).all()
    assert (np.abs(dequantized(rows) - values)[:, :32] < 0.01 * largest).all()


@every_format
@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_weights_that_are_not_finite(weights, wrong):
    values = random_rows(16)
    values[17, 170] = wrong
    with pytest.raises(ValueError, match="^wo holds weights that are not finite; export the checkpoint again$"):
        quantize_rows(values, weights, 16, "wo")


def test_rows_too_long_for_the_sums():
    with pytest.raises(ValueError, match="w2 has rows of 32769 weights; the sums of int4b32 hold 32768"):
        quantize_rows(np.ones((1, 32769), np.float32), INT4B32, 16, "w2")


@every_format
def test_exponents_out_of_range(weights):
    with pytest.raises(ValueError, match="row 1 of wo needs the exponent -"):
        quantize_rows(np.array([[1.0], [1e30]]), weights, 16, "wo")


@every_format
def test_embedding_of_a_tied_table(weights):
    rows = quantize_rows(random_rows(17) * np.exp2(-30), weights, 20)
    embedding = embedding_of(rows)
    assert embedding.fold == 0 and embedding.exponent.max() == 63
    assert np.array_equal(embedding.integers, rows.integers)
