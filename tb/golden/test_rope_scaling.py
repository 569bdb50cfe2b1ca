"""RoPE's increments, plain and with Llama 3.1's scaling, against a formula written case by case."""

import json
from dataclasses import asdict
from math import log, pi

import pytest

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.rope_scaling import LinearScaling, Llama3Scaling, RopeFactors, YarnScaling
from llama2_rtl.golden.tables import rope_frequencies, rope_increments
from tb.golden.half_rotated_model import frequencies


def config(head_dim, theta, scaling=None):
    return ModelConfig(head_dim, 1, 1, 1, 1, 1, 131072, rope_theta=theta, rope_scaling=scaling)


LLAMA_3_1, LLAMA_3_2 = Llama3Scaling(8.0, 1.0, 4.0, 8192), Llama3Scaling(32.0, 1.0, 4.0, 8192)
SCALED = {"Llama 3.1": config(128, 500000.0, LLAMA_3_1), "Llama 3.2": config(64, 500000.0, LLAMA_3_2),
          "yarn": config(128, 10000.0, YarnScaling(16.0, 4096))}
LINEAR = config(128, 10000.0, LinearScaling(8.0))
PLAIN = {"LLaMA-2": config(128, 10000.0), "Llama 3": config(128, 500000.0)}


@pytest.mark.parametrize("c", [*SCALED.values(), *PLAIN.values(), LINEAR], ids=[*SCALED, *PLAIN, "linear"])
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


@pytest.mark.parametrize("kind, fields, says", [
    (Llama3Scaling, (0.0, 1.0, 4.0, 64), "not positive"), (Llama3Scaling, (8.0, 1.0, 4.0, 0), "not positive"),
    (Llama3Scaling, (8.0, 4.0, 4.0, 64), "must exceed"), (LinearScaling, (0.0,), "not positive"),
    (YarnScaling, (4.0, 0), "not positive"), (YarnScaling, (4.0, 64, 32.0, 1.0, -1.0), "not positive"),
    (RopeFactors, ((1.0, 0.0),), "not positive"),
])
def test_bad_scaling(kind, fields, says):
    with pytest.raises(ValueError, match=says):
        kind(*fields)


@pytest.mark.parametrize("scaling", [LLAMA_3_1, LinearScaling(8.0), YarnScaling(16.0, 4096), RopeFactors((1.0, 2.0))])
def test_json_gives_the_same_back(scaling):
    c = config(4, 10000.0, scaling)
    assert ModelConfig(**json.loads(json.dumps(asdict(c)))) == c


def test_yarn_multiplies_queries_and_keys():
    plain, yarn = config(64, 10000.0), config(64, 10000.0, YarnScaling(16.0, 4096))
    assert plain.score_scale == 1 / 8
    assert yarn.score_scale == pytest.approx((1 + 0.1 * log(16)) ** 2 / 8)
    assert config(64, 10000.0, YarnScaling(0.5, 4096)).score_scale == 1 / 8
