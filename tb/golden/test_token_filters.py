"""What may be chosen, against the chain of llama.cpp in floating point: logits, kept sets, distributions, limits."""

from math import exp, inf, log

import pytest
import torch

from llama2_rtl.golden.generate import Text, argmax_lowest
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import ALL, WINDOW, Filters, inverse_temperature, token_filters
from llama2_rtl.golden.token_filters import kept, penalised, weights
from tb.golden.test_sampling import chi_square

ONE = 1 << 16
LARGEST = (1 << 31) - 1
MASS_ERROR = 0.004
"""Of a share of the list's mass: half a step of the weights' exponents, at 64 entries their last bits."""


def float_chain(logits, window=(), top_k=0, top_p=1.0, min_p=0.0, repeat_penalty=1.0, temperature=1.0):
    """Token -> probability as llama.cpp has it: penalties, top-k, top-p, min-p, temperature, each on what the one
    before it left, as real numbers."""
    logits = dict(enumerate(logits))
    for token in set(window):
        logits[token] = logits[token] / repeat_penalty if logits[token] > 0 else logits[token] * repeat_penalty
    left = sorted(logits.items(), key=lambda item: -item[1])
    left = left[:top_k] if top_k else left
    if top_p < 1:
        mass = softmax([value for _, value in left])
        cumulated = [sum(mass[:count + 1]) for count in range(len(left))]
        left = left[:1 + next((at for at, share in enumerate(cumulated) if share >= top_p), len(left))]
    if min_p:
        left = [(token, value) for token, value in left if value >= left[0][1] + log(min_p)]
    shares = softmax([value / temperature for _, value in left])
    return {token: share for (token, _), share in zip(left, shares, strict=True)}


def softmax(values):
    powers = [exp(value - max(values)) for value in values]
    return [power / sum(powers) for power in powers]


def fixed(values):
    """Real logits as Q16.16."""
    return torch.tensor([round(value * ONE) for value in values])


def random_logits(seed, count=200, spread=3.0):
    random = torch.Generator().manual_seed(seed)
    return (torch.randn(count, generator=random, dtype=torch.float64) * spread).tolist()


def test_weights_never_grow_with_the_distance():
    found = weights(torch.arange(1 << 20)).tolist()
    assert found[0] == ALL - 1 and found == sorted(found, reverse=True)
    assert weights(torch.tensor([1 << 20, 1 << 24, (1 << 32) - 1])).tolist() == [0, 0, 0]


def test_weights_against_the_exponential():
    below = torch.arange(0, 1 << 20, 61)
    error = weights(below).double() / ALL - (-below.double() / ONE).exp()
    assert (error.abs() <= 0.0015 * (-below.double() / ONE).exp() + 2**-16).all()


@pytest.mark.parametrize("penalty", [1.0, 1.1, 1.5, 4.0, 0.5])
def test_penalty(penalty):
    """Each token once, positive logits divided, others multiplied; nothing wraps."""
    values = [5.25, -5.25, 0.0, 3.0, -1 / ONE, 1 / ONE, 32767.9, -32768.0]
    filters, logits = token_filters(repeat_penalty=penalty), fixed(values)
    got = penalised(logits, [0, 1, 1, 2, 0, 4, 5, 6, 7], filters)
    for token, value in enumerate(values):
        exact = value if token == 3 else value / penalty if value > 0 else value * penalty
        exact = max(-32768.0, min(exact, LARGEST / ONE))
        assert int(got[token]) / ONE == pytest.approx(exact, rel=1e-4, abs=1 / ONE), token
    assert penalty == 1 or not torch.equal(got, logits)
    assert torch.equal(penalised(logits, range(8), Filters()), logits)


@pytest.mark.parametrize("top_k", [1, 2, 40, 64])
@pytest.mark.parametrize("seed", range(5))
def test_top_k(top_k, seed):
    values = random_logits(seed)
    assert kept(fixed(values), token_filters(top_k)) == list(float_chain(values, top_k=top_k))


def test_equal_logits_leave_the_lower_tokens():
    logits = fixed([1.0, 2.0, 1.0, 2.0, 1.0, 1.0])
    assert kept(logits, token_filters(3)) == [1, 3, 0]
    assert kept(logits, token_filters(64)) == [1, 3, 0, 2, 4, 5]
    assert kept(logits, token_filters(64, min_p=1.0)) == [1, 3]
    many = torch.arange(5000) * 7919 % 5
    assert kept(many, token_filters(64)) == (many == 4).nonzero()[:64, 0].tolist()


@pytest.mark.parametrize("top_p", [0.0, 0.05, 0.5, 0.8, 0.9, 0.95, 0.99, 1.0])
@pytest.mark.parametrize("seed", range(8))
def test_top_p(top_p, seed):
    values = random_logits(seed)
    got = kept(fixed(values), token_filters(40, top_p))
    fewest = len(float_chain(values, top_k=40, top_p=top_p - MASS_ERROR)) if top_p < 1 else 40
    most = len(float_chain(values, top_k=40, top_p=min(1.0, top_p + MASS_ERROR)))
    assert fewest <= len(got) <= most
    assert got == list(float_chain(values, top_k=40))[:len(got)]


@pytest.mark.parametrize("min_p", [0.0, 0.01, 0.05, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("seed", range(8))
def test_min_p(min_p, seed):
    values = random_logits(seed)
    got = kept(fixed(values), token_filters(40, min_p=min_p))
    fewest = len(float_chain(values, top_k=40, min_p=min(1.0, min_p * (1 + MASS_ERROR))))
    most = len(float_chain(values, top_k=40, min_p=min_p * (1 - MASS_ERROR)))
    assert fewest <= len(got) <= most
    assert got == list(float_chain(values, top_k=40))[:len(got)]


def test_filters_follow_each_other():
    """Top-p counts the mass of the k largest alone, and min-p looks at what top-p has left."""
    values = [2.0, 1.9, 1.8, 1.7, 1.6, 1.5, -1.0]
    for given in (dict(top_k=4, top_p=0.7), dict(top_k=6, top_p=0.9, min_p=0.8), dict(top_k=7, top_p=0.99, min_p=0.02)):
        assert kept(fixed(values), token_filters(**given)) == list(float_chain(values, **given))


SPREAD = [3.1, -1.0, 0.5, 2.9, 2.8, -8.0, 1.2, 2.2, 1.9, -0.5]
CHAINS = {
    "top_k": dict(top_k=5),
    "top_p": dict(top_k=10, top_p=0.8),
    "min_p": dict(top_k=10, min_p=0.2),
    "all": dict(top_k=8, top_p=0.93, min_p=0.05, repeat_penalty=1.3),
    "penalty_alone": dict(repeat_penalty=1.4),
}


@pytest.mark.parametrize("temperature", [0.7, 1.6])
@pytest.mark.parametrize("chain", CHAINS)
def test_distribution(chain, temperature):
    """First tokens of texts with neighbouring seeds, after three tokens of which two are alike."""
    given, window = CHAINS[chain], [0, 3, 0]
    expected = float_chain(SPREAD, window, temperature=temperature, **given)
    logits, counts = fixed(SPREAD), dict.fromkeys(range(len(SPREAD)), 0)
    for seed in range(1500):
        sampler = Sampler(inverse_temperature(temperature), seed, token_filters(**given))
        counts[sampler(logits, window)] += 1
    assert not any(count for token, count in counts.items() if token not in expected)
    common = [token for token, share in expected.items() if share * 1500 > 6]
    seen = torch.tensor([counts[token] for token in common], dtype=torch.float64)
    shares = torch.tensor([expected[token] for token in common], dtype=torch.float64)
    assert abs(chi_square(seen, shares / shares.sum())) < 4


def test_a_list_of_all_tokens_changes_nothing():
    """The same seed gives the same text with a list that holds the vocabulary and with none."""
    plain, listed = Sampler(5000, 3), Sampler(5000, 3, token_filters(64))
    for seed in range(100):
        logits = fixed(random_logits(seed, 50))
        assert plain(logits, [0]) == listed(logits, [0])


def test_greedy_choice_is_penalised():
    sampler = Sampler(0, 0, token_filters(40, 0.9, 0.1, repeat_penalty=2.0))
    logits = fixed([4.0, 3.0, 2.5, -1.0])
    assert [sampler(logits, [3, 0, 1, 3][:count]) for count in range(1, 5)] == [0, 1, 2, 2]
    assert argmax_lowest(logits) == 0


def test_window_forgets():
    """The last n tokens count, no other, and each once."""
    logits = fixed([4.0, 3.0, 0.0])
    for last_n in (1, 2, 5, WINDOW):
        sampler = Sampler(0, 0, token_filters(repeat_penalty=2.0, repeat_last_n=last_n))
        tokens = [0, 0, *[2] * (last_n + 1)]
        chosen = [sampler(logits, tokens[:count]) for count in range(1, len(tokens) + 1)]
        assert chosen == [1] * (last_n + 1) + [0] * 2
    assert Sampler(0, 0, token_filters(repeat_penalty=2.0, repeat_last_n=0))(logits, [0]) == 0


class Counting:
    """A model whose largest logit is that of the token run, then its next."""

    config = type("Config", (), dict(stop_tokens=()))

    def new_cache(self):
        return None

    def logits(self, tokens, cache, position):
        token = int(tokens[0, 0])
        return fixed([4.0 if other == token else 3.5 - 0.1 * other for other in range(8)]).reshape(1, 1, -1)


def test_a_text_feeds_prompt_and_answer():
    sampler = Sampler(0, 0, token_filters(repeat_penalty=2.0))
    assert list(Text(Counting(), 7, sampler).answer([2, 0, 5], 4)) == [1, 3, 4, 6]


@pytest.mark.parametrize("given, sentence", [
    (dict(top_k=65), "a top-k of 65; give 0 .all tokens. or at most 64"),
    (dict(top_k=-1), "a top-k of -1"),
    (dict(top_k=41, longest=40), "at most 40, the entries"),
    (dict(top_k=40, top_p=1.5), "a top-p of 1.5; give 0"),
    (dict(top_k=40, top_p=float("nan")), "a top-p of nan"),
    (dict(top_k=40, min_p=-0.1), "a min-p of -0.1"),
    (dict(top_p=0.9), "top-p and min-p choose among the top-k tokens; give TOP_K= too"),
    (dict(min_p=0.1), "give TOP_K= too"),
    (dict(repeat_penalty=0.1), "a repeat penalty of 0.1; give 0.25 to 4, 1 for none"),
    (dict(repeat_penalty=inf), "a repeat penalty of inf"),
    (dict(repeat_penalty=1.1, repeat_last_n=65), "over the last 65 tokens; give 0 .none. to 64"),
    (dict(top_k=1, longest=0), "this core's sampler has no list"),
    (dict(repeat_penalty=1.1, longest=0), "this core's sampler has no list"),
])
def test_filters_refuse(given, sentence):
    with pytest.raises(ValueError, match=sentence):
        token_filters(**given)


def test_filters_that_change_nothing():
    assert token_filters() == token_filters(longest=0) == token_filters(0, 1.0, 0.0, 1.0, 7) == Filters()
    assert token_filters(repeat_penalty=4.0)[3:] == (65535, 4096, 64)
    assert token_filters(top_k=40, min_p=1.0).min_p == ALL - 1
