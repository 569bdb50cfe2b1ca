"""RoPE's increments, plain and with Llama 3.1's scaling, against a formula written case by case."""

from math import pi

import pytest

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.rope_scaling import Llama3Scaling
from llama2_rtl.golden.tables import rope_frequencies, rope_increments
from tb.golden.half_rotated_model import frequencies


def config(head_dim, theta, scaling=None):
    return ModelConfig(head_dim, 1, 1, 1, 1, 1, 131072, rope_theta=theta, rope_scaling=scaling)


LLAMA_3_1, LLAMA_3_2 = Llama3Scaling(8.0, 1.0, 4.0, 8192), Llama3Scaling(32.0, 1.0, 4.0, 8192)
SCALED = {"Llama 3.1": config(128, 500000.0, LLAMA_3_1), "Llama 3.2": config(64, 500000.0, LLAMA_3_2)}
PLAIN = {"LLaMA-2": config(128, 10000.0), "Llama 3": config(128, 500000.0)}


@pytest.mark.parametrize("c", [*SCALED.values(), *PLAIN.values()], ids=[*SCALED, *PLAIN])
def test_increments(c):
    expected = [2**32 * frequency / (2 * pi) for frequency in frequencies(c)]
    increments = rope_increments(c)
    assert len(increments) == c.head_dim // 2
    assert all(abs(got - value) < 0.51 for got, value in zip(increments, expected, strict=True))


@pytest.mark.parametrize("c", SCALED.values(), ids=SCALED)
def test_three_kinds_of_waves(c):
    plain = rope_frequencies(config(c.head_dim, c.rope_theta))
    ratios = [whole / scaled for whole, scaled in zip(plain, rope_frequencies(c), strict=True)]
    kept, stretched = ratios.count(1.0), ratios.count(c.rope_scaling.factor)
    between = sum(1 < ratio < c.rope_scaling.factor for ratio in ratios)
    assert kept + stretched + between == len(ratios) and min(kept, stretched, between) > 2
    assert ratios == sorted(ratios)


@pytest.mark.parametrize("fields, says", [
    ((0.0, 1.0, 4.0, 64), "not positive"), ((8.0, 1.0, 4.0, 0), "not positive"), ((8.0, 4.0, 4.0, 64), "must exceed"),
])
def test_bad_scaling(fields, says):
    with pytest.raises(ValueError, match=says):
        Llama3Scaling(*fields)
