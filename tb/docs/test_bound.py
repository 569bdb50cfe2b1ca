"""What a token needs at least: its multiplications, counted one by one, and how busy that keeps the multipliers."""

import math

import pytest

from llama2_rtl.busy import busy
from llama2_rtl.converters.bound import bound, bound_before_classifier, multiplications, multiplier_bound, utilisation
from llama2_rtl.converters.presets import PRESETS, choose_shape
from llama2_rtl.converters.timeline import on_chip
from llama2_rtl.golden.model_tensors import shapes
from llama2_rtl.pictures.numbers import SIMULATED_ON_CHIP, bench_geometry


@pytest.mark.parametrize("name", ["tales", "stories260K", "Llama-2-7B", "Llama-3-8B"])
@pytest.mark.parametrize("position", [0, 100])
def test_multiplications(name, position):
    """Each element of the checkpoint's matrices once, a tied embedding as the classifier; of each query head a product
    for each of its dimensions and each position, for the score and for the weighted value."""
    g = PRESETS[name].geometry
    matrices = {tensor: shape for tensor, shape in shapes(g.model).items() if "norm" not in tensor}
    if not g.model.tied:
        matrices = {tensor: shape for tensor, shape in matrices.items() if "embedding" not in tensor}
    weights = sum(math.prod(shape) for shape in matrices.values())
    attention = sum(2 * g.model.head_dim for _ in range(g.model.n_layers * g.model.n_heads * (position + 1)))
    assert multiplications(g, position) == weights + attention


@pytest.mark.parametrize("formats", ["int8", "int4b128/int8b32"])
def test_what_comes_before_the_classifier(formats):
    """All but its codes, its rows' scales and those of its blocks."""
    g = choose_shape("Llama-2-7B", formats=formats).geometry
    codes, of_blocks = 32_000 * 4096, 32_000 * 4096 // 32 if "b32" in formats else 0
    apart = (codes + of_blocks + 2 * 32_000) / 64
    assert bound(g, 100) - bound_before_classifier(g, 100) == apart


@pytest.mark.parametrize("name", ["tales", "stories260K", "Llama-2-7B"])
def test_inside_a_prompt(name):
    """The classifier's products and bytes are not counted, nothing else is left out."""
    g = PRESETS[name].geometry
    m, position = g.model, 100
    products = multiplications(g, position) - multiplications(g, position, chooses=False)
    assert products == m.vocab_size * m.dim
    cycles = g.numerics.formats("classifier").matrix_bytes(m.vocab_size, m.dim) / g.word_bytes
    assert bound(g, position) - bound(g, position, chooses=False) == pytest.approx(cycles)


@pytest.mark.parametrize("ways", [1, 2, 4])
def test_what_attention_multiplies(ways):
    """Four query heads share a key head: with as many ways each element of the cache takes its place in a cycle's word
    once, which is no longer than its bits take; with fewer ways it takes it that much more often."""
    g = choose_shape("Llama-3-8B", formats="int8", ways=ways).geometry
    keys = 1001 * g.model.n_layers * g.model.kv_dim
    more = keys * (2 * 4 / ways - (g.numerics.k_bits + g.numerics.v_bits) / 8) / g.lanes
    assert multiplier_bound(g, 1000) - bound(g, 1000) == pytest.approx(max(0, more))


@pytest.mark.parametrize("name", ["tales", "stories260K"])
def test_no_prompt_is_faster_than_its_bound(name):
    for position in (0, 100, 255):
        g = PRESETS[name].geometry
        assert bound(g, position, chooses=False) < on_chip(g, position, chooses=False).cycles


def test_how_busy_the_multipliers_are():
    """A share of all multipliers' cycles, and never more than that of the bound which counts attention's products."""
    assert busy(dict(multiplications=300, multipliers=4, cycles=100)) == "75.0%"
    for (lanes, position), cycles in SIMULATED_ON_CHIP.items():
        g = bench_geometry(lanes)
        assert multiplications(g, position) / lanes < multiplier_bound(g, position) < cycles


@pytest.mark.parametrize("formats, products", [("int8", 16), ("int8b32", 16), ("int4b32/int8b32", 32)])
def test_a_lane_of_narrow_codes_makes_two_products(formats, products):
    """By two multipliers of 18 x 18 bits or one of 27 x 18: no cycle of either does more."""
    for multiplier, multipliers in ((None, products), ("18x18", products), ("27x18", 16)):
        g = choose_shape("tales", formats=formats, multiplier=multiplier).geometry
        assert utilisation(g, 9, 1000) == multiplications(g, 9) / products / 1000
        assert g.multipliers == multipliers
