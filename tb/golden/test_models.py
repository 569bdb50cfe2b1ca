"""The registry of models: the numbers of parameters that their publishers give."""

from math import prod

import pytest

from llama2_rtl.golden.checkpoint import shapes
from llama2_rtl.golden.models import MODELS

PUBLISHED = {
    "SmolLM2-135M": 134_515_008,
    "SmolLM2-360M": 361_821_120,
    "TinyLlama-1.1B": 1_100_048_384,
    "Llama-2-7B": 6_738_415_616,
    "Llama-2-13B": 13_015_864_320,
    "Llama-2-70B": 68_976_648_192,
    "Llama-3-8B": 8_030_261_248,
    "Llama-3-70B": 70_553_706_496,
    "Llama-3.1-8B": 8_030_261_248,
    "Llama-3.2-1B": 1_235_814_400,
    "Llama-3.2-3B": 3_212_749_824,
}
NOMINAL = {"stories260K": 260e3, "stories15M": 15e6, "stories42M": 42e6, "stories110M": 110e6}


SHAPES = {  # hidden_size, intermediate_size, layers, heads, key/value heads, context, theta, factor of RoPE
    "SmolLM2-135M": (576, 1536, 30, 9, 3, 8192, 1e5, None),
    "SmolLM2-360M": (960, 2560, 32, 15, 5, 8192, 1e5, None),
    "TinyLlama-1.1B": (2048, 5632, 22, 32, 4, 2048, 1e4, None),
    "Llama-2-13B": (5120, 13824, 40, 40, 40, 4096, 1e4, None),
    "Llama-2-70B": (8192, 28672, 80, 64, 8, 4096, 1e4, None),
    "Llama-3-8B": (4096, 14336, 32, 32, 8, 8192, 5e5, None),
    "Llama-3-70B": (8192, 28672, 80, 64, 8, 8192, 5e5, None),
    "Llama-3.1-8B": (4096, 14336, 32, 32, 8, 131072, 5e5, 8),
    "Llama-3.2-1B": (2048, 8192, 16, 32, 8, 131072, 5e5, 32),
    "Llama-3.2-3B": (3072, 8192, 28, 24, 8, 131072, 5e5, 32),
}
TIED = ("SmolLM2-135M", "SmolLM2-360M", "Llama-3.2-1B", "Llama-3.2-3B")


@pytest.mark.parametrize("name", SHAPES)
def test_published_shape(name):
    m = MODELS[name]
    factor = m.rope_scaling.factor if m.rope_scaling else None
    assert SHAPES[name] == (m.dim, m.hidden_dim, m.n_layers, m.n_heads, m.n_kv_heads, m.seq_len, m.rope_theta, factor)
    assert m.tied == (name in TIED) and all(token < m.vocab_size for token in (m.bos_token, *m.stop_tokens))


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
