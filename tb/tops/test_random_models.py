"""Models of shapes that nobody tuned for, on lanes that nobody chose for them: equal to golden, every tap."""

from dataclasses import replace
from itertools import count
from math import prod

import pytest

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.golden.checkpoint import shapes
from llama2_rtl.golden.config import I8E_THROUGHOUT, NARROW_KEYS, Numerics
from llama2_rtl.golden.tensor_formats import image_formats
from llama2_rtl.simulation.lint import lint
from tb.golden.random_models import random_formats, random_model
from tb.tops.test_decoder import run

SIMULATED_WEIGHTS = 60_000
"""At most, so that a simulation takes seconds."""


def small_model(number):
    """A random model with few weights."""
    models = (random_model(1000 * number + at)[0] for at in count())
    return next(model for model in models if sum(map(prod, shapes(model).values())) <= SIMULATED_WEIGHTS)


@pytest.mark.parametrize("number, lanes, numerics", [(1, 16, Numerics()), (2, 32, NARROW_KEYS)])
def test_simulated(number, lanes, numerics):
    model = small_model(number)
    run(Geometry(model, numerics, lanes, model.seq_len), weights_seed=number, tokens=2, pause=0.0, inverse=0)


def test_simulated_in_blocks():
    """Of three layers, V of the middle one in another format than the rest."""
    model = replace(small_model(4), n_layers=3)
    numerics = Numerics(blocks=image_formats(model, random_formats(model, 5)))
    assert len(numerics.formats.names) > 1
    run(Geometry(model, numerics, 16, model.seq_len), weights_seed=4, tokens=2, pause=0.0, inverse=0)


@pytest.mark.parametrize("number, lanes, numerics", [(3, 64, I8E_THROUGHOUT)])
def test_builds_over_axi(number, lanes, numerics):
    model = random_model(number)[0]
    module, params, _ = build_axi(Geometry(model, numerics, lanes, model.seq_len))
    assert lint(module, params) == ""
