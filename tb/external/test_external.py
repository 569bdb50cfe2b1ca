"""The core over AXI4 in a program of its own: tokens deep in the context equal golden's, and cycles are the model's."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.attention.combine import spacing
from llama2_rtl.converters.axi.bus import burst_beats
from llama2_rtl.converters.control.pipeline_controller import FINISH_TOKEN, STAGES
from llama2_rtl.converters.cycles import bus_words, external_cycles
from llama2_rtl.converters.geometry import SPAN_BEATS
from llama2_rtl.converters.presets import PRESETS
from llama2_rtl.converters.timeline import external, external_holds
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.weight_format import INT4B32, INT8B32
from llama2_rtl.simulation.external.golden_token import check
from llama2_rtl.simulation.external.program import Timing, run
from tb.engine.geometries import MIXED, TAILS, geometry

BLOCKS = {"": None, "int8": None, "int4b32/int8b32": ImageFormats.uniform(INT4B32, INT8B32), "mixed": MIXED}
"""Words of a test on formats -> the ImageFormats."""

WIDE = geometry(256, 288, 40, 4, 4, n_layers=1, vocab_size=24, context=80, ports=4)
"""Words wider than a span has words of keys and values: attention's sums leave two in a cycle."""

SLOW = Timing(latency=90, outstanding=4, gap_interval=500, gap=40)


@pytest.mark.parametrize(("g", "position", "timing"), [
    (geometry(64, 256, 90, 2, 1, vocab_size=100, context=300), 200, SLOW),
    (geometry(16, 24, 21, 6, 2, n_layers=2, context=140), 130, Timing()),
    (WIDE, 70, Timing()),
    (TAILS["tail_4"], 66, SLOW),
], ids=["chunks", "heads_side_by_side", "wide_words", "tail_4"])
def test_token(g, position, timing, tmp_path):
    check(g, position, tmp_path, timing)


def test_texts_that_share_a_pass(tmp_path):
    """Each with a KV cache of its own."""
    check(geometry(16, 36, 36, 2, 1, n_layers=2, vocab_size=40, context=140, vectors=3, sequences=2), 130, tmp_path,
          Timing(), texts=2)


@pytest.mark.parametrize(("lanes", "tail"), [(64, 1), (128, 1), (256, 2), (1024, 8), (2048, 16)])
def test_the_tail_of_wide_words(lanes, tail):
    """With it attention's sums leave while the next span's words come."""
    g = replace(PRESETS["Llama-2-7B"].geometry, lanes=lanes, ports=max(1, lanes // 64))
    assert g.tail == tail and spacing(g) <= SPAN_BEATS


@pytest.mark.parametrize(("name", "lanes", "changes", "position", "timing", "words_per_cycle"), [
    ("stories260K", 16, {}, 64, Timing(), 1),
    ("stories260K", 16, {}, 250, Timing(latency=150), 1),
    ("stories15M int8", 64, {}, 64, Timing(), 1),
    ("stories15M int8", 64, {}, 200, Timing(gap_interval=256, gap=64), 3 / 4),
    ("stories15M int8", 64, dict(n_kv_heads=2), 150, Timing(), 1),
    ("stories15M mixed", 64, {}, 64, Timing(), 1),
    ("stories15M mixed", 64, {}, 200, Timing(gap_interval=256, gap=64), 3 / 4),
])
def test_cycles_are_those_of_the_model(name, lanes, changes, position, timing, words_per_cycle, tmp_path):
    name, _, formats = name.partition(" ")
    g = replace(PRESETS[name].geometry, lanes=lanes)
    g = replace(g, model=replace(g.model, **changes), numerics=replace(g.numerics, blocks=BLOCKS[formats]))
    files = {}
    if g.in_blocks:  # the stream says of each matrix which format it has
        files["image"] = tmp_path / "model.img"
        write_image(random_checkpoint(g.model, seed=1), g.numerics, g.tile, files["image"])
    counts = run(g, position - 1, tokens=2, timing=timing, files=files)
    read_ahead = burst_beats(g.beat_bytes) if g.in_blocks else 0  # what lies in FIFOs when a token begins
    assert abs(bus_words(g, position) - counts["read_beats"]) <= read_ahead
    pairs = [(external_cycles(g, position, timing.latency, words_per_cycle), counts["cycles"])]
    if external_holds(g, position):
        timeline = external(g, position, timing.latency, words_per_cycle)
        classifier = sum(part.cycles for part in timeline.intervals if part.stage == STAGES[FINISH_TOKEN])
        pairs += [(timeline.cycles, counts["cycles"]), (timeline.cycles - classifier, counts["before_classifier"])]
    for predicted, cycles in pairs:
        assert abs(predicted / cycles - 1) < 0.005, f"{predicted:,.0f} cycles predicted, {cycles:,} are"


@pytest.mark.parametrize("position", [90, 127, 160, 205, 230])
def test_a_row_waits_for_part_of_a_burst(position):
    """How much of a burst is left when a token's row of the embedding is asked for differs from position to position;
    the model counts a whole one and what passes beside it. Of a token of few cycles that is more than 0.5 %."""
    g = replace(PRESETS["stories260K"].geometry, lanes=16)
    counts = run(g, position - 1, tokens=2, timing=Timing())
    assert abs(external_cycles(g, position) - counts["cycles"]) < 0.6 * burst_beats(g.beat_bytes)


def test_what_the_program_refuses(tmp_path):
    g = geometry(16, 24, 21, 6, 2, n_layers=2, context=140)
    with pytest.raises(ValueError, match="fit a context of 140 up to position 138"):
        run(g, 139)
    with pytest.raises(ValueError, match="a core in blocks reads the formats of its matrices from an image; give one"):
        run(replace(g, numerics=replace(g.numerics, blocks=BLOCKS["int4b32/int8b32"])), 0)
    with pytest.raises(AssertionError, match="the core does not start; the register ERROR reads as 7"):
        (tmp_path / "none.img").write_bytes(bytes(4096))
        run(g, 0, files=dict(image=tmp_path / "none.img"))
