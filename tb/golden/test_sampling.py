"""Sampling at a temperature: the exact distribution against softmax, the generator against chance, seeds, limits."""

from functools import cache
from math import log, log1p

import pytest
import torch

from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.sampling import Sampler, first_state, states, step, variates
from llama2_rtl.golden.sampling_formats import VARIATE_BITS, VARIATE_FRACTION_BITS, inverse_temperature
from llama2_rtl.golden.tables import GUMBEL, GUMBEL_OCTAVES, GUMBEL_POSITION_BITS, GUMBEL_SEGMENTS

ONE = 1 << 16
LARGEST = 1 << (VARIATE_BITS - 1)
FOUR_FIFTHS = inverse_temperature(0.8)
POSITIONS = 1 << GUMBEL_POSITION_BITS


def all_states():
    """A state for every entry of the table and position in it [1024, 4096], and the probability of each."""
    entry = torch.arange(len(GUMBEL))[:, None]
    half, octave = entry >> 9, (entry >> 4) & (GUMBEL_OCTAVES - 1)
    low = (entry & (GUMBEL_SEGMENTS - 1)) << GUMBEL_POSITION_BITS | torch.arange(POSITIONS)
    share = 2.0 ** -(octave.double().clamp(max=GUMBEL_OCTAVES - 2) + 2) / (GUMBEL_SEGMENTS * POSITIONS)
    return half << 63 | 1 << 31 << (GUMBEL_OCTAVES - 1 - octave) | low, share.expand(-1, POSITIONS)


@cache
def variate_shares():
    """The probability of every value of a variate, from the least that the format holds to the largest."""
    state, share = all_states()
    shares = torch.zeros(2 * LARGEST, dtype=torch.float64)
    return shares.index_add_(0, (variates(state) + LARGEST).flatten(), share.flatten())


def probabilities(logits, inverse):
    """The exact probability of every token of int32 logits, ties to the lowest: another's variate may be this much
    less, or equal where the other comes later."""
    shares, base = variate_shares(), torch.tensor(logits) * inverse >> 16
    below = torch.cat([torch.zeros(1, dtype=torch.float64), shares.cumsum(0)])
    own, result = torch.arange(2 * LARGEST), []
    for token, score in enumerate(base):
        share = shares.clone()
        for other, its in enumerate(base):
            if other != token:
                share *= below[(own + score - its + (token < other)).clamp(0, 2 * LARGEST)]
        result.append(share.sum())
    return torch.stack(result)


def distance(logits, temperature):
    """Total variation between the sampler's distribution and softmax(logits / T), logits as real numbers."""
    exact = (torch.tensor(logits, dtype=torch.float64) / temperature).softmax(-1)
    ours = probabilities([round(value * ONE) for value in logits], inverse_temperature(temperature))
    assert ours.sum() == pytest.approx(1, abs=1e-12)
    return float((ours - exact).abs().sum() / 2)


SPREAD = [3.1, -1.0, 0.5, 2.9, 2.9, -8.0, 1.2]
CASES = dict(equal=[0.0] * 8, two=[1.0, 0.0], rare=[14.0] + [0.0] * 5, spread=SPREAD,
             large=[300.0, 299.0, 297.5, -200.0])


@pytest.mark.parametrize("name", CASES)
def test_sampling_distribution(name):
    assert distance(CASES[name], 1.0) < 4e-5


@pytest.mark.parametrize("temperature", [1 / 16, 0.2, 0.7, 0.8, 1.3, 2.0, 50.0, 4096.0])
def test_sampling_distribution_at_temperatures(temperature):
    """A temperature moves the distribution only by the rounding of its inverse."""
    rounding = abs(inverse_temperature(temperature) * temperature / 4096 - 1)
    assert rounding < 1e-3
    assert distance([value * temperature for value in SPREAD], temperature) < 1e-4 + 0.2 * rounding


def test_variates_against_the_logarithm():
    state, share = all_states()
    position = torch.arange(0, POSITIONS, 255)
    got = variates(state[:, position]) * 2.0**-VARIATE_FRACTION_BITS
    for entry in range(len(GUMBEL)):
        octave, segment = entry // GUMBEL_SEGMENTS % GUMBEL_OCTAVES, entry % GUMBEL_SEGMENTS
        for at, value in zip(position.tolist(), got[entry].tolist(), strict=True):
            w = 2.0 ** -(octave + 2) * (1 + (segment + (at + 0.5) / POSITIONS) / GUMBEL_SEGMENTS)
            exact = -log(-log1p(-w)) if entry < len(GUMBEL) // 2 else -log(-log(w))
            assert -4e-4 < exact - value < 4e-4 + 2.0**-VARIATE_FRACTION_BITS


def chi_square(counts, probability):
    """Chi-square of counts over the degrees of freedom, as standard deviations from its mean."""
    expected = probability * counts.sum()
    assert expected.min() > 5
    freedom = len(counts) - 1
    return (float(((counts - expected) ** 2 / expected).sum()) - freedom) / (2 * freedom) ** 0.5


@pytest.mark.parametrize("seeds, positions", [([7], range(2500)), (range(2500), [0]), (range(50), range(50))],
                         ids=["one_text", "first_tokens", "texts"])
def test_sampled_tokens(seeds, positions):
    """The tokens of one text, the first tokens of texts with neighbouring seeds, and those of several texts."""
    logits = torch.tensor([round(value * ONE) for value in SPREAD[:5]])
    counts = torch.tensor([Sampler(FOUR_FIFTHS, seed)(logits, [0] * (position + 1))
                           for seed in seeds for position in positions]).bincount(minlength=5)
    assert abs(chi_square(counts, probabilities(logits.tolist(), FOUR_FIFTHS))) < 3


def test_neighbouring_rows_are_independent():
    """The classes of two rows, one after the other, of far tails and near ones."""
    rows = states(first_state(3), 400001)
    kind = (variates(rows) >> 12).clamp(-1, 5) + 1
    single = kind.bincount() / len(kind)
    for apart in (1, 2, 3):
        pairs = (kind[:-apart] * 7 + kind[apart:]).bincount(minlength=49)
        assert abs(chi_square(pairs, torch.outer(single, single).flatten())) < 4


def test_xorshift():
    """Marsaglia's generator from the state of his paper."""
    assert step(88172645463325252) == 8748534153485358512


def test_a_row_is_independent_of_those_before():
    """The classes of the same row at near positions, and of a position's last row and the next's first."""
    kind = torch.stack([(variates(states(first_state(11, position), 40)) >> 12).clamp(-1, 5) + 1
                        for position in range(6000)])
    single = kind.flatten().bincount() / kind.numel()
    for apart in (1, 2, 3, 64):
        pairs = (kind[:-apart] * 7 + kind[apart:]).flatten().bincount(minlength=49)
        assert abs(chi_square(pairs, torch.outer(single, single).flatten())) < 4
    pairs = (kind[:-1, -1].clamp(max=3) * 4 + kind[1:, 0].clamp(max=3)).bincount(minlength=16)
    near = torch.cat([single[:3], single[3:].sum(0, keepdim=True)])
    assert abs(chi_square(pairs, torch.outer(near, near).flatten())) < 4


def test_first_states_differ():
    """Of all seeds and positions that lie near, and none of them is zero."""
    found = {first_state(seed, position) for seed in (*range(40), 0xFFFFFFFF, 0xFFFFFFFE) for position in range(200)}
    assert len(found) == 42 * 200 and 0 not in found


def test_neighbouring_seeds_have_nothing_in_common():
    for seed in (0, 1, 2, 1000, 0xFFFFFFFF):
        for place in range(32):
            assert 14 <= (first_state(seed) ^ first_state(seed ^ 1 << place)).bit_count() <= 50
            assert 14 <= (first_state(seed) ^ first_state(seed, 1 << place)).bit_count() <= 50
        assert 14 <= first_state(seed).bit_count() <= 50


def test_sampler_is_reproducible():
    logits = torch.tensor([0, 1000, -5000, 70000])
    samplers = Sampler(3000, 5), Sampler(3000, 5), Sampler(3000, 6)
    stories = [[sampler(logits, [0] * (1 + at)) for at in range(50)] for sampler in samplers]
    assert stories[0] == stories[1] != stories[2]


def test_greedy_sampler():
    logits = torch.tensor([3, 9, -1, 9])
    assert Sampler(0)(logits, [5]) == argmax_lowest(logits) == 1


@pytest.mark.parametrize("temperature, inverse", [(0, 0), (1, 4096), (0.7, 5851), (1 / 16, 65535), (4096, 1)])
def test_inverse_temperature(temperature, inverse):
    assert inverse_temperature(temperature) == inverse


@pytest.mark.parametrize("call, sentence", [
    (lambda: inverse_temperature(0.05), "a temperature of 0.05; give 0"),
    (lambda: inverse_temperature(-1), "a temperature of -1; give 0"),
    (lambda: inverse_temperature(float("nan")), "a temperature of nan; give 0"),
    (lambda: Sampler(1, 1 << 32), "the sampling seed is 4294967296; give a number from 0 to 4294967295"),
    (lambda: Sampler(1, -1), "the sampling seed is -1"),
    (lambda: Sampler(1 << 16), "the inverse temperature is 65536; it has 16 bits"),
])
def test_sampling_refuses(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
