"""Single stages at the ends of their ranges, against plain integers."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from llama2_rtl.golden.arithmetic import rhu as round_half_up
from llama2_rtl.golden.attention import attend
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.decoder import Matrix
from llama2_rtl.golden.functions import quantize
from llama2_rtl.golden.quantize import eps_word, quantize_gains
from llama2_rtl.golden.quantized import QuantizedRows
from llama2_rtl.golden.stages import add_residual, embed, exact_matmul, mat_vec, rms_norm, score
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8B32, MOST_COLUMNS
from tb.golden.scalar_decoder import ScalarDecoder, rhu, row_sum, sat

LIMIT = 1 << 31


def generator(seed=1):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("shift", [-3, 0, 1, 2, 17, 62, 63, 70])
def test_rounding_at_the_ends_of_64_bits(shift):
    values = [0, 1, -1, 5, -5, 1 << 40, -(1 << 63), 1 - (1 << 63), (1 << 63) - 1]
    expected = [rhu(value, shift) for value in values]
    assert round_half_up(torch.tensor(values), shift).tolist() == expected
    assert round_half_up(torch.tensor(values), torch.tensor([shift])).tolist() == expected


def test_residual_saturates():
    x = torch.tensor([LIMIT - 1, -LIMIT, 5])
    assert add_residual(x, torch.tensor([1, -1, -7])).tolist() == [LIMIT - 1, -LIMIT, -2]


def test_embedding_saturates_and_vanishes():
    mantissas = torch.tensor([[127, -127, 1]]).expand(3, 3)
    result = embed(mantissas, torch.tensor([511, 511, 300]), torch.tensor([0, 16, 63]))
    assert result.tolist() == [[LIMIT - 1, -LIMIT, 511 << 16], [127 * 511, -127 * 511, 511], [0, 0, 0]]


@pytest.mark.parametrize("columns", [1, 172, 11008])
def test_mat_vec_at_its_widest(columns):
    a = torch.tensor([[32767] * columns, [-32767] * columns])
    m = torch.tensor([[127] * columns, [-127] * columns, [1] * columns])
    scale, exponent = torch.tensor([511, 256, 300]), torch.tensor([45, 60, 255])
    matrix = SimpleNamespace(integers=m, scale=scale, image_exponent=exponent)
    shift, rm, k = torch.tensor([0, 16]), torch.tensor([65535, 32768]), torch.tensor([38, 0])
    y = mat_vec(a, shift, matrix, rm, k)
    for i in range(2):
        for row in range(3):
            acc = int(a[i, 0]) * int(m[row, 0]) * columns
            factor = rhu(int(scale[row]) * int(rm[i]), 8)
            expected = sat(rhu(acc * factor, int(exponent[row]) + int(k[i]) - int(shift[i]) - 24), 32)
            assert y[i, row] == expected, (i, row)


EXTREMES = {"largest": (15, 255, 0), "least": (0, 255, 255)}
"""Name -> (code, s, z) of the integers farthest from zero, 255 * 240 and -255 * 255."""


@pytest.mark.parametrize("code, block_scale, zero", EXTREMES.values(), ids=EXTREMES)
@pytest.mark.parametrize("columns", [1, 172, 11008, 28672, MOST_COLUMNS])
@pytest.mark.parametrize("weights", [INT4B32, INT4B128, INT8B32], ids=lambda weights: weights.name)
def test_mat_vec_of_blocks_at_its_widest(weights, columns, code, block_scale, zero):
    code = code if weights.zero_points else weights.largest_code if code else weights.smallest_code
    blocks = weights.blocks(columns)
    rows = QuantizedRows(
        np.full((2, columns), code, np.int8), np.array([511, 256]), np.array([60, 255]), 0, weights,
        *np.full((1 + weights.zero_points, 2, blocks), [[[block_scale]], [[zero]]][:1 + weights.zero_points], np.uint8))
    a = torch.tensor([[32767] * columns, [-32767] * columns])
    shift, rm, k = torch.tensor([0, 16]), torch.tensor([65535, 32768]), torch.tensor([38, 0])
    matrix = Matrix.of(rows)
    sums, y = exact_matmul(a, matrix.integers.T), mat_vec(a, shift, matrix, rm, k)
    for i, vector in enumerate(a.tolist()):
        acc = row_sum(rows, 0, vector)
        assert sums[i].tolist() == [acc, acc]
        assert acc.bit_length() < weights.sum_bits(columns, 16) <= 47
        for row in range(2):
            factor = rhu(int(rows.scale[row]) * int(rm[i]), 8)
            expected = sat(rhu(acc * factor, int(rows.exponent[row]) + int(k[i]) - int(shift[i]) - 24), 32)
            assert y[i, row] == expected, (i, row)
    if zero == 255 or not weights.zero_points:
        assert abs(row_sum(rows, 0, a[0].tolist())) == weights.largest_integer * 32767 * columns


@pytest.mark.parametrize("weights, of_block, difference", [(INT4B32, 25, 29), (INT4B128, 27, 31)],
                         ids=lambda value: getattr(value, "name", None))
def test_bits_of_a_block(weights, of_block, difference):
    """What the machine makes of a block: 16 * dot and z * sum, and their difference, which s multiplies."""
    activations, differences = 32767 * weights.block, []
    for code, zero in ((15, 0), (0, 255)):
        dot = code * activations
        assert dot.bit_length() < of_block
        differences.append((dot << 4) - zero * activations)
    assert max(abs(value).bit_length() + 1 for value in differences) == difference


def test_embedding_of_blocks_at_its_ends():
    """The integers of 17 bits with the largest scale, unshifted and shifted to nothing."""
    integers = torch.tensor([[255 * 240, -255 * 255, 255]]).expand(3, 3)
    result = embed(integers, torch.tensor([511, 511, 511]), torch.tensor([0, 20, 63]))
    expected = [[sat(rhu((n * 511) << 16, e), 32) for n in (61200, -65025, 255)] for e in (0, 20, 63)]
    assert result.tolist() == expected and expected[2] == [0, 0, 0] and expected[0][0] == LIMIT - 1


@pytest.mark.parametrize("bits", [8, 16])
def test_score_shifts_both_ways(bits):
    limit = (1 << bits - 1) - 1
    q = torch.randint(-limit, limit + 1, (1, 128), generator=generator())
    for q_shift in range(33 - bits):
        for k_shift in range(33 - bits):
            result = score(q, torch.tensor([q_shift]), q, torch.tensor([k_shift])).item()
            dot = sum(value * value for value in q[0].tolist())
            assert result == min((1 << 23) - 1, (dot * 2**(q_shift + k_shift + 1) + (1 << 24)) >> 25)


@pytest.mark.parametrize("spread", [4, 12, 16], ids=lambda bits: f"vectors up to 2^{bits}")
@pytest.mark.parametrize("v_bits", [8, 16])
def test_attention_head(spread, v_bits):
    positions, head_dim = 200, 6
    random = torch.randint(-(1 << spread), 1 << spread, (3, positions, head_dim), generator=generator(spread))
    loudness = torch.randint(0, 12, (3, positions, 1), generator=generator(spread + 1))
    q, k, v = (random << loudness).unsqueeze(1).unsqueeze(3).unbind(0)  # [1, positions, 1, head_dim]
    heads = [quantize(q, 16), quantize(k, 16), quantize(v, v_bits)]
    out = attend(*heads)
    rows = [list(zip(a[0, :, 0].tolist(), shift[0, :, 0].tolist(), strict=True)) for a, shift in heads]
    for position in (0, 1, 62, 63, 64, 65, 127, 128, 199):
        seen = slice(0, position + 1)
        assert out[0, position, 0].tolist() == ScalarDecoder.head(None, rows[0][position], rows[1][seen], rows[2][seen])


@pytest.mark.parametrize("size", [0, 1 << 4, 1 << 8, 1 << 16, 1 << 24], ids=lambda size: f"x up to {size}")
def test_norm_divides_by_the_root_mean_square_with_eps(size):
    config = ModelConfig(48, 64, 1, 2, 1, 16, 8)
    x = torch.randint(-size, size + 1, (5, config.dim), generator=generator())
    gains = quantize_gains([1.0, -0.5, 2.0] * 16)
    u, rm, k = rms_norm(x, torch.from_numpy(gains.gains).long(), eps_word(config))
    result = u.double() * (2.0 ** (15 - gains.shift - 16) * rm * 2.0**-k)[:, None]
    value = x.double() * 2.0**-16
    expected = value * torch.rsqrt(value.square().mean(-1, keepdim=True) + config.norm_eps)
    expected = expected * torch.tensor([1.0, -0.5, 2.0] * 16)
    rounding = 2.0 ** (14 - gains.shift - 16) * rm * 2.0**-k  # of u
    assert ((result - expected).abs() <= 4e-4 * expected.abs() + rounding[:, None]).all()
