"""How codes and scales lie in bytes: every code there and back, places of codes, sizes, scales; the bounds of sums."""

import numpy as np
import pytest

from llama2_rtl.golden.weight_format import (
    FORMATS,
    I8E,
    INT4B32,
    INT4B128,
    INT8,
    INT8B32,
    MOST_COLUMNS,
    STORED_SCALE_BITS,
    read_format,
    smallest_scales,
)

ALL = [I8E, *FORMATS.values()]
every_format = pytest.mark.parametrize("weights", ALL, ids=lambda weights: weights.name)


@every_format
def test_codes_come_back(weights):
    codes = np.arange(weights.smallest_code, weights.largest_code + 1, dtype=np.int8)
    rows = np.stack([codes, codes[::-1]])
    data = weights.pack(rows)
    assert data.dtype == np.uint8 and data.shape == (2, weights.code_bytes(len(codes)))
    assert np.array_equal(weights.unpack(data)[:, :len(codes)], rows)


def test_the_first_code_lies_lowest():
    assert INT4B32.pack(np.array([1, 14, 7, 8], np.int8)).tolist() == [0xE1, 0x87]
    assert INT8.pack(np.array([1, -2, 127, -127], np.int8)).tolist() == [1, 0xFE, 0x7F, 0x81]


def test_an_odd_code_fills_its_byte_with_zeros():
    data = INT4B32.pack(np.array([[1, 2, 15], [3, 4, 5]], np.int8))
    assert data.tolist() == [[0x21, 0x0F], [0x43, 0x05]]
    assert INT4B32.unpack(data).tolist() == [[1, 2, 15, 0], [3, 4, 5, 0]]


@pytest.mark.parametrize(("weights", "smallest", "largest"), [
    (INT8, -127, 127), (INT8B32, -127, 127), (INT4B32, 0, 15), (INT4B128, 0, 15)], ids=lambda value: getattr(
        value, "name", value))
def test_range_of_the_codes(weights, smallest, largest):
    assert (weights.smallest_code, weights.largest_code) == (smallest, largest)


@pytest.mark.parametrize(("weights", "bits"), [(INT8, 8), (INT8B32, 8.25), (INT4B32, 4.5), (INT4B128, 4.125)],
                         ids=lambda value: getattr(value, "name", value))
def test_bits_per_weight(weights, bits):
    assert 8 * weights.matrix_bytes(512, 4096) == (bits + STORED_SCALE_BITS / 4096) * 512 * 4096


@pytest.mark.parametrize(("weights", "codes", "blocks", "scales"), [
    (INT8, 16, 0, 30), (INT8B32, 16, 6, 30 + 15 * 6), (INT4B32, 32, 6, 30 + 15 * 12),
    (INT4B128, 32, 2, 30 + 15 * 4)], ids=lambda value: getattr(value, "name", value))
def test_sizes_in_words_of_sixteen_bytes(weights, codes, blocks, scales):
    """Rows of 172 columns: five blocks of 32 and one of 12."""
    assert weights.codes(16) == codes and weights.blocks(172) == blocks
    assert weights.scale_bytes(15, 172) == scales


def test_scales_come_back():
    mantissas, exponents = np.array([256, 511, 300]), np.array([0, 255, 20])
    stored = INT8.pack_scales(mantissas, exponents)
    assert stored.view(np.uint8).tolist() == [0, 0, 255, 255, 44, 20]
    assert [part.tolist() for part in INT8.unpack_scales(stored)] == [mantissas.tolist(), exponents.tolist()]


def test_a_zero_point_follows_its_blocks_scale():
    scales, zeros = np.array([[1, 2], [3, 255]], np.uint8), np.array([[0, 128], [255, 7]], np.uint8)
    assert INT4B32.pack_blocks(scales, zeros).tolist() == [1, 0, 2, 128, 3, 255, 255, 7]
    assert INT8B32.pack_blocks(scales).tolist() == [1, 2, 3, 255]


@pytest.mark.parametrize("weights", [INT8B32, INT4B32, INT4B128], ids=lambda weights: weights.name)
def test_blocks_come_back(weights):
    rng = np.random.default_rng(1)
    scales, zeros = rng.integers(1, 256, (2, 5, weights.blocks(172)), dtype=np.uint8)
    data = weights.pack_blocks(scales, zeros if weights.zero_points else None)
    assert len(data) == weights.block_scale_bytes(5, 172)
    again, zeros_again = weights.unpack_blocks(data, 172)
    assert np.array_equal(again, scales)
    assert np.array_equal(zeros_again, zeros) if weights.zero_points else zeros_again is None


@pytest.mark.parametrize(("weights", "columns", "bits"), [
    (INT8, 4096, 35), (INT8, 11008, 37), (INT8B32, 11008, 45), (INT4B32, 11008, 46), (INT4B128, 11008, 46),
    (INT4B32, 28672, 47), (INT4B32, MOST_COLUMNS, 47)], ids=lambda value: getattr(value, "name", value))
def test_bits_of_a_sum(weights, columns, bits):
    assert weights.sum_bits(columns, 16) == bits


def test_the_longest_rows_stay_within_64_bits():
    largest_factor = (511 * 65535 + 128) >> 8
    largest = {weights.name: weights.largest_integer * 32767 * MOST_COLUMNS * largest_factor for weights in ALL}
    assert max(largest.values()) == largest["int4b32"] < 1 << 63
    assert 2 * largest["int4b32"] > 1 << 63


def test_smallest_scales_are_at_least_what_is_asked():
    rng = np.random.default_rng(1)
    least = np.concatenate([rng.uniform(1, 2, 500) * np.exp2(rng.integers(-40, 40, 500)), [1.0, 511 / 512, 0.0]])
    scale, exponent = smallest_scales(least)
    value = np.ldexp(scale.astype(float), -exponent)
    below = np.where(scale > 256, np.ldexp(scale - 1.0, -exponent), np.ldexp(511.0, -exponent - 1))
    assert (scale >= 256).all() and (scale <= 511).all()
    assert (value >= least).all() and (below < least)[least > 0].all()
    assert (scale[-1], exponent[-1]) == (256, 9)


def test_names():
    assert read_format("int4b128") is INT4B128
    with pytest.raises(ValueError, match="there is no weight format 'int4b64'; did you mean int4b32"):
        read_format("int4b64")
