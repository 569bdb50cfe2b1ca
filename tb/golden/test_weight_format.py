"""How codes and scales lie in bytes: every code there and back, places of codes, sizes, scales."""

import numpy as np
import pytest

from llama2_rtl.golden.weight_format import I8E, INT8, WeightFormat

FOUR_BITS = WeightFormat("four bits in blocks", 4, 32, 16, 511)
EIGHT_IN_BLOCKS = WeightFormat("eight bits in blocks", 8, 32, 8, 511)
"""Formats that nothing uses yet: sizes and places follow from the fields, whatever they are."""


@pytest.mark.parametrize("weights", [INT8, I8E, FOUR_BITS], ids=lambda weights: weights.name)
def test_codes_come_back(weights):
    codes = np.arange(-weights.largest_code - 1, weights.largest_code + 1, dtype=np.int8)
    rows = np.stack([codes, codes[::-1]])
    data = weights.pack(rows)
    assert data.dtype == np.uint8 and data.shape == (2, weights.code_bytes(len(codes)))
    assert np.array_equal(weights.unpack(data), rows)


def test_the_first_code_lies_lowest():
    assert FOUR_BITS.pack(np.array([1, -2, 7, -8], np.int8)).tolist() == [0xE1, 0x87]
    assert INT8.pack(np.array([1, -2, 127, -127], np.int8)).tolist() == [1, 0xFE, 0x7F, 0x81]


@pytest.mark.parametrize(("weights", "bits"), [(INT8, 8 + 16 / 4096), (EIGHT_IN_BLOCKS, 8.25), (FOUR_BITS, 4.5)],
                         ids=lambda value: getattr(value, "name", value))
def test_bits_per_weight(weights, bits):
    assert 8 * weights.matrix_bytes(512, 4096) == bits * 512 * 4096


@pytest.mark.parametrize(("weights", "codes", "scales", "words"), [
    (INT8, 16, 30, 2), (EIGHT_IN_BLOCKS, 16, 60, 4), (FOUR_BITS, 32, 120, 8)], ids=lambda value: getattr(
        value, "name", value))
def test_sizes_in_words_of_sixteen_bytes(weights, codes, scales, words):
    assert weights.codes(16) == codes
    assert weights.scale_bytes(15, 100) == scales and weights.scale_words(15, 100, 16) == words


def test_scales_come_back():
    mantissas, exponents = np.array([256, 511, 300]), np.array([0, 255, 20])
    stored = INT8.pack_scales(mantissas, exponents)
    assert stored.view(np.uint8).tolist() == [0, 0, 255, 255, 44, 20]
    assert [part.tolist() for part in INT8.unpack_scales(stored)] == [mantissas.tolist(), exponents.tolist()]
