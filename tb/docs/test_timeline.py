"""The cycle model's timeline: on chip every beat and bubble is the Verilog's; over AXI4 the sum and the stages are."""

import json
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from llama2_rtl import bench
from llama2_rtl.converters.bound import bound
from llama2_rtl.converters.presets import PRESETS, ROOT, in_formats
from llama2_rtl.converters.timeline import ATTENTION, BUBBLE, KEYS, VALUES, external, on_chip
from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.shared_passes import tokens_at_once
from llama2_rtl.golden.weight_format import INT4B32
from llama2_rtl.golden.weight_image import image_words, matrix_shapes
from llama2_rtl.pictures.numbers import (
    ARRAYS,
    BATCHES,
    SHAPES,
    SHARED,
    SIMULATED_EXTERNAL,
    SIMULATED_ON_CHIP,
    TEXTS,
    array_preset,
    batch_geometry,
    bench_geometry,
    external_geometry,
    shared_geometry,
    texts_geometry,
)
from llama2_rtl.pictures.timeline import matrices, stage_counts
from llama2_rtl.shape import shape
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import ALL_APART, APART, GATE_APART, MIXED, TAILS, geometry
from tb.tops.scenario import Scenario

EXACT = {
    "chunks": (geometry(4, 24, 9, 1, 1, act_bits=12, n_layers=2, context=140), (2, 70)),
    "wider_than_a_row": (geometry(64, 12, 10, 2, 2, act_bits=8, n_layers=2, context=140), (37, 130)),
    "passes": (geometry(16, 24, 300, 2, 1, vocab_size=600, context=80), (65,)),
    "ways": (geometry(8, 48, 30, 6, 2, n_layers=2, context=140, ways=3), (2, 70, 130)),
    "ways_of_words": (geometry(8, 64, 30, 4, 2, n_layers=2, context=140, ways=2), (3, 70)),
    "two_sums": (geometry(64, 80, 30, 6, 2, own_head_dim=64, context=100, ways=3), (3, 70)),
    "two_sums_of_words": (geometry(32, 40, 30, 16, 2, own_head_dim=64, context=100, ways=8), (70,)),
    "spare_slots": (geometry(8, 48, 30, 6, 2, n_layers=2, context=100, ways=2), (3, 70)),
    "spare_slots_of_words": (geometry(4, 40, 30, 5, 1, n_layers=2, context=100, ways=3), (3, 70)),
    "spare_slots_and_a_tail": (geometry(16, 16, 32, 5, 1, own_head_dim=16, context=100, ways=2, largest_tail=4), (70,)),
    "own_embedding": (geometry(8, 64, 30, 8, 4, context=80), (1,)),
    "tail_2": (TAILS["tail_2"], (1, 65)),
    "tail_4": (TAILS["tail_4"], (65,)),
    "tail_8": (TAILS["tail_8"], (3, 65)),
}
"""Geometries and positions: heads of several words, idle lanes, matrices of several passes, query heads that share
words, of which two elements are summed up in a cycle, a key head whose last item has fewer of them, an embedding of its
own and more short blocks than attention has banks, a tail of several elements."""

IN_BLOCKS = {
    "mixed": (geometry(16, 40, 172, 4, 2, n_layers=2, blocks=replace(MIXED, embedding="int8"), tied=False), (65,)),
    "apart": (geometry(16, 40, 52, 4, 2, n_layers=3, blocks=APART, context=80), (65,)),
    "gate_apart": (geometry(16, 40, 52, 4, 2, n_layers=2, blocks=GATE_APART, context=80), (65,)),
    "all_apart": (geometry(64, 32, 36, 2, 1, n_layers=2, vocab_size=24, context=80, largest_tail=4,
                           blocks=ALL_APART), (3,)),
    "apart_in_passes": (geometry(16, 32, 40, 17, 17, own_head_dim=32, vocab_size=9, context=3, tied=False,
                                 blocks=replace(APART, embedding="int8")), (1,)),
    "passes": (geometry(32, 64, 300, 2, 1, vocab_size=600, tied=False,
                        blocks=replace(ImageFormats.uniform(INT4B32), embedding="int8")), (3,)),
    "tail_4": (TAILS["tail_4_in_blocks"], (3,)),
}

OVER_AXI = geometry(16, 64, 96, 8, 8, n_layers=3, vocab_size=200, context=180)


def as_runs(timeline):
    """[stage, layer, what, cycles] of a Timeline, as the simulation records it."""
    found = []
    for interval in timeline.intervals:
        now = [interval.stage, interval.layer, interval.what]
        if found and found[-1][:3] == now:
            found[-1][3] += interval.cycles
        else:
            found.append([*now, interval.cycles])
    return found


def runs_on_chip(g, positions, chooses=True):
    """Position -> what the Verilog does, [stage, layer, what, cycles] after [stage, layer, what, cycles], in an answer
    or inside a prompt. No token ends the text, behind whose last one the next begins a cycle later."""
    g = replace(g, model=replace(g.model, stop_tokens=()))
    module, params, memories = build_model(g, quantize_model(random_checkpoint(g.model, seed=1), g.numerics))
    folder = simulate(module, params, "tb.docs.token_intervals_cocotb", memories,
                      extra_env=dict(POSITIONS=json.dumps(positions), IN_PROMPT=int(not chooses)), checks=False)
    return json.loads((folder / "runs.json").read_text()).items()


@pytest.mark.parametrize("name, chooses", [*((name, True) for name in EXACT), ("chunks", False), ("passes", False)])
def test_every_cycle_on_chip(name, chooses):
    g, positions = EXACT[name]
    g = replace(g, model=replace(g.model, tied=name != "own_embedding"))
    for position, simulated in runs_on_chip(g, positions, chooses):
        predicted = as_runs(on_chip(g, int(position), chooses))
        wrong = [pair for pair in zip(predicted, simulated, strict=False) if pair[0] != pair[1]]
        assert not wrong, f"position {position}: predicted {wrong[0][0]}, the Verilog has {wrong[0][1]}"
        assert len(predicted) == len(simulated)


@pytest.mark.parametrize("name", IN_BLOCKS)
def test_every_cycle_in_blocks(name):
    """Words of block scales lie among the rows, where the model counts them together: kind by kind the cycles of each
    stage are the Verilog's."""
    g, positions = IN_BLOCKS[name]
    for position, simulated in runs_on_chip(g, positions):
        found, predicted = Counter(), Counter()
        for counter, runs in ((found, simulated), (predicted, as_runs(on_chip(g, int(position))))):
            for stage, layer, what, cycles in runs:
                counter[stage, layer, what] += cycles
        assert predicted == found, {key: (predicted[key], found[key]) for key in predicted | found
                                    if predicted[key] != found[key]}


BATCHES_ON_CHIP = {
    "three": (geometry(4, 16, 20, 4, 2, n_layers=2, context=100, vectors=3), 3, 5),
    "chunks": (geometry(4, 16, 20, 2, 1, act_bits=12, n_layers=2, context=100, vectors=2), 2, 4),
    "ways_of_words": (geometry(4, 16, 20, 2, 1, n_layers=2, context=100, vectors=3, ways=2), 3, 23),
    "four": (geometry(4, 16, 20, 2, 2, n_layers=1, context=100, vectors=4), 4, 4),
    "spare_slots": (geometry(4, 20, 20, 5, 1, n_layers=1, context=100, vectors=3, ways=3), 3, 5),
    "two_sums": (geometry(64, 128, 128, 6, 2, own_head_dim=64, context=100, vectors=2, ways=3), 2, 4),
}
"""Geometries, positions of a pass of a prompt, its passes."""


@pytest.mark.parametrize("name", BATCHES_ON_CHIP)
def test_passes_of_batches_on_chip(name):
    """The cycles of each pass of a prompt but the first after reset, and those of the tokens of the answer, which no
    token ends."""
    g, size, passes = BATCHES_ON_CHIP[name]
    g = replace(g, model=replace(g.model, stop_tokens=()))
    module, params, memories = build_model(g, quantize_model(random_checkpoint(g.model, seed=1), g.numerics))
    limit = 2 * on_chip(g, g.context - size, True, (size,)).cycles
    folder = simulate(module, params, "tb.docs.batch_cycles_cocotb", memories, checks=False,
                      sim="verilator" if g.lanes > 16 else None, visible=("llama2_rtl", "token_loop"),
                      extra_env=dict(SIZE=size, PASSES=passes, LIMIT=limit))
    starts = json.loads((folder / "starts.json").read_text())
    simulated = [end - start for start, end in pairwise(starts)][1:]
    inside = [on_chip(g, size * number, False, (size,)).cycles for number in range(1, passes - 1)]
    predicted = [*inside, on_chip(g, size * (passes - 1), True, (size,)).cycles,
                 *(on_chip(g, size * passes + number).cycles for number in range(2))]
    assert predicted == simulated


SHARED_ON_CHIP = {
    "two_texts": (geometry(4, 16, 20, 4, 2, n_layers=2, context=100, vectors=3, sequences=2), 70, True, (1, 1)),
    "full": (geometry(4, 16, 20, 2, 1, act_bits=12, n_layers=2, context=100, vectors=4, sequences=4), 3, True,
             (1, 1, 1, 1)),
    "in_a_prompt": (geometry(4, 16, 20, 2, 1, act_bits=12, n_layers=2, context=100, vectors=4, sequences=4), 12, False,
                    (4,)),
    "beside_a_prompt": (geometry(4, 16, 20, 4, 2, n_layers=2, context=100, vectors=4, sequences=2), 70, True,
                        (1, tokens_at_once(4, answers=1))),
}
"""Geometries, the first position of a pass, whether it chooses tokens, the positions of each text."""


@pytest.mark.parametrize("name", SHARED_ON_CHIP)
def test_passes_that_texts_share_on_chip(name):
    """Every cycle of a pass behind another such."""
    g, position, chooses, shares = SHARED_ON_CHIP[name]
    g = replace(g, model=replace(g.model, stop_tokens=()))
    module, params, memories = build_model(g, quantize_model(random_checkpoint(g.model, seed=1), g.numerics))
    folder = simulate(module, params, "tb.docs.shared_intervals_cocotb", memories, checks=False, extra_env=dict(
        POSITION=position, SHARES=json.dumps(shares), IN_PROMPT=int(not chooses)))
    simulated = json.loads((folder / "runs.json").read_text())
    assert as_runs(on_chip(g, position, chooses, shares)) == simulated


@pytest.mark.parametrize("position, chooses", [(70, True), (150, True), (150, False)])
def test_stages_over_axi(position, chooses):
    module, params, memories = build_axi(OVER_AXI)
    folder = simulate(module, params, "tb.docs.token_intervals_axi_cocotb", memories,
                      Scenario(OVER_AXI, 1).to_env() | dict(POSITION=position, LATENCY=40, IN_PROMPT=int(not chooses)),
                      checks=False)
    check_stages(external(OVER_AXI, position, latency=40, chooses=chooses), folder)


@pytest.mark.parametrize("texts", [2, 4])
def test_stages_of_passes_that_texts_share(texts):
    g = replace(OVER_AXI, vectors=4, sequences=4, model=replace(OVER_AXI.model, stop_tokens=()))
    module, params, memories = build_axi(g)
    folder = simulate(module, params, "tb.docs.shared_intervals_axi_cocotb", memories, Scenario(g, 1).to_env() | dict(
        TEXTS=texts, POSITION=150, LATENCY=40), sim="verilator", checks=False,
        visible=("llama2_rtl_axi", "text_slot", "token_loop", "decoder", "pipeline_controller"))
    check_stages(external(g, 150, latency=40, shares=(1,) * texts), folder)


def check_stages(timeline, folder):
    """Holds the sum and the stages of a Timeline over AXI4 to the runs that a simulation has left in a folder."""
    simulated, predicted = Counter(), Counter()
    for stage, _, _, cycles in json.loads((folder / "runs.json").read_text()):
        simulated[stage] += cycles
    for interval in timeline.intervals:
        predicted[interval.stage] += interval.cycles
    assert abs(predicted.total() / simulated.total() - 1) < 0.005, f"{predicted}, the Verilog has {simulated}"
    for stage, cycles in simulated.items():
        assert abs(predicted[stage] - cycles) <= max(2, 0.03 * cycles), f"{stage}: {predicted}, the Verilog {simulated}"


def test_the_sum_is_that_of_make_bench():
    """Of what `make bench` and `make shape` print: one case is simulated again, the page of numbers has the others."""
    lanes, position = 64, 63
    preset = replace(bench.STORIES260K, lanes=lanes, context=bench.CONTEXT)
    assert bench.measure(preset, (position,))[0]["cycles"] == SIMULATED_ON_CHIP[lanes, position]
    for (lanes, position), cycles in SIMULATED_ON_CHIP.items():
        assert abs(on_chip(bench_geometry(lanes), position).cycles / cycles - 1) < 0.005
    for (name, position), cycles in SIMULATED_EXTERNAL.items():
        assert abs(external(external_geometry(name), position).cycles / cycles - 1) < 0.005, (name, position)
    for (name, formats, position), (cycles, _) in SHAPES.items():
        g = shape(in_formats(PRESETS[name], formats), position, 1)
        assert abs(external(g, position).cycles / cycles - 1) < 0.005, (name, formats, position)
    for (name, position, positions), (cycles, before_classifier) in BATCHES.items():
        g = batch_geometry(name, position, positions)
        assert abs(external(g, position, shares=(positions,)).cycles / cycles - 1) < 0.005
        inside = external(g, position, chooses=False, shares=(positions,)).cycles
        assert abs(inside / before_classifier - 1) < 0.005
    for (name, layers, position, texts, ways), cycles in TEXTS.items():
        g = texts_geometry(name, layers, position, texts, ways)
        assert abs(external(g, position, shares=(1,) * texts).cycles / cycles - 1) < 0.005, (name, position, texts)
    for (name, formats, position, *array), (cycles, _) in ARRAYS.items():
        within = 0.005 if cycles > 100_000 else 0.01  # the balance does not count whole bursts
        g = shape(array_preset(name, formats, *array), position, 1)
        assert abs(external(g, position).cycles / cycles - 1) < within, (name, formats, position, *array)
    for (ways, position), cycles in SHARED.items():
        assert abs(external(shared_geometry(ways, position), position).cycles / cycles - 1) < 0.005, (ways, position)


def test_what_the_tail_saves():
    """The page's cycles of stories260K on 64 lanes are the model's, with a tail of one element and of several."""
    g = bench_geometry(64)
    one, several = (on_chip(replace(g, largest_tail=tail), 63) for tail in (1, g.tail))
    saved, layers = Counter(one.bubbles()), g.model.n_layers
    saved.subtract(several.bubbles())
    pairs = ("attend > attend", "project_qkv > attend", "finish_token > project_qkv")
    within, before, tokens = (saved[pair] for pair in pairs)
    left = {pair: cycles // layers for pair, cycles in several.bubbles().items()}
    page = " ".join((ROOT / "docs/cycles.md").read_text().split())
    assert (f"saves {one.cycles - several.cycles} of {one.cycles:,} cycles at position 63: {within} within attention "
            f"and behind it, {before} before its first keys, {saved.total() - within - before - tokens} at the other "
            f"matrices, {tokens} from token to token") in page
    assert (f"in each layer {left[pairs[0]]} cycles between keys and Wo, {left[pairs[1]]} before the keys, "
            f"{left['feed_forward > feed_forward']} between W3 and W2, {left['attend > feed_forward']} and "
            f"{several.bubbles()['feed_forward > project_qkv'] // (layers - 1)} at the other matrices, and "
            f"{several.bubbles()[pairs[2]]} from token to token") in page


@pytest.mark.parametrize("name, position", [("tales", 200), ("Llama-2-7B", 1000), ("Llama-3-8B", 5000)])
def test_a_token_is_whole(name, position):
    """Intervals follow one another, the rows of all matrices are beats, no token over AXI4 is faster than its bound."""
    g = PRESETS[name].geometry
    rows = image_words(g.model, g.numerics.formats, g.tile) - sum(parameter_words(g))
    for timeline in (on_chip(g, position), external(g, position)):
        intervals = timeline.intervals
        assert intervals[0].start == 0
        assert all(one.end == other.start for one, other in zip(intervals, intervals[1:], strict=False))
        assert sum(timeline.bubbles().values()) == timeline.count(BUBBLE)
        assert [name for name, *_ in matrices(g, timeline)] == ["qkv", "wo", "w13", "w2"] * g.model.n_layers + [
            "classifier"]
        counts = stage_counts(timeline.intervals)
        assert counts[0] == rows and sum(counts[:5]) == counts[5] == timeline.cycles
    assert bound(g, position) < timeline.cycles
    assert [one.layer for one in timeline.intervals if one.what == ATTENTION] == list(range(g.model.n_layers))
    assert not timeline.count(KEYS, VALUES)


def parameter_words(g):
    """Words of gains, of formats, and of the scales of each pass in the image, alike in all layers."""
    for name, (rows, columns) in matrix_shapes(g.model).items():
        times, weights = 1 if name == "classifier" else g.model.n_layers, g.numerics.formats(name)
        for first in range(0, rows, PASS_ROWS):
            count = min(PASS_ROWS, rows - first)
            yield times * (-(-2 * count // g.word_bytes) + g.tile.block_scale_words(count, columns, weights))
    yield (2 * g.model.n_layers + 1) * (-(-2 * g.model.dim // g.word_bytes) + g.in_blocks)
