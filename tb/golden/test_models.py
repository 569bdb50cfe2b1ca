"""The registry of models: the numbers of parameters that their publishers give."""

from math import prod

import pytest

from llama2_rtl.golden.checkpoint import shapes
from llama2_rtl.golden.models import MODELS

PUBLISHED = {
    "TinyLlama-1.1B": 1_100_048_384,
    "Llama-2-7B": 6_738_415_616,
    "Llama-2-13B": 13_015_864_320,
    "Llama-2-70B": 68_976_648_192,
    "Llama-3-8B": 8_030_261_248,
    "Llama-3-70B": 70_553_706_496,
    "Llama-3.2-1B": 1_235_814_400,
}
NOMINAL = {"stories260K": 260e3, "stories15M": 15e6, "stories42M": 42e6, "stories110M": 110e6}


def parameters(name):
    return sum(prod(shape) for shape in shapes(MODELS[name]).values())


def test_every_model_has_a_figure():
    assert PUBLISHED.keys() | NOMINAL.keys() == MODELS.keys()


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_number_of_parameters(name):
    assert parameters(name) == PUBLISHED[name]


@pytest.mark.parametrize("name", NOMINAL)
def test_number_in_the_name(name):
    assert parameters(name) == pytest.approx(NOMINAL[name], rel=0.02)
