"""Cycles of a pass that several texts share, each with a token of its answer."""

import json
from dataclasses import replace

from rich.table import Table

from llama2_rtl.bench_result import bench_result
from llama2_rtl.busy import HEADING, busy
from llama2_rtl.converters.bound import multiplications, shared_bound
from llama2_rtl.converters.presets import TALES

LANES, MOST, POSITION = 8, 8, 63
TEXTS = 1, 2, 4, 8

VISIBLE = "llama2_rtl", "text_slot", "token_loop", "decoder"
"""The modules in which the simulation looks."""


def measure(progress):
    """One object for each number of texts at work in a core for MOST of them, all at POSITION, reported to a
    `Progress`: a `bench_result` of the pass, with `texts`, how many share it. The weights are random: cycles do not
    depend on them. Raises AssertionError where cycles are not the sum."""
    from llama2_rtl.converters.tops.llama2_rtl import build_model
    from llama2_rtl.golden.checkpoint import random_checkpoint
    from llama2_rtl.golden.quantize import quantize_model
    from llama2_rtl.simulation.simulate import simulate
    # Without stop tokens, so that no answer ends before its second token, whatever the weights.
    preset = replace(TALES, model=replace(TALES.model, stop_tokens=()), lanes=LANES, batch=MOST, sequences=MOST)
    geometry = preset.geometry
    progress.step(f"{preset.name} on chip, {LANES} lanes, passes of {', '.join(map(str, TEXTS))} texts at position "
                  f"{POSITION}")
    module, params, memories = build_model(geometry, quantize_model(random_checkpoint(preset.model, 1),
                                                                    preset.numerics))
    folder = simulate(module, params, "llama2_rtl.bench_texts_cocotb", memories, sim="verilator",
                      extra_env=dict(BENCH_TEXTS=json.dumps(TEXTS), BENCH_POSITION=POSITION), checks=False,
                      visible=VISIBLE)
    results = []
    for texts, counts in zip(TEXTS, json.loads((folder / "bench.json").read_text()), strict=True):
        if counts["cycles"] != counts["beats"] + counts["stalls"] + sum(counts["bubbles"].values()):
            raise AssertionError(f"{preset.name}: beats, stalls and bubbles do not add up to the cycles: {counts}")
        results.append(bench_result(preset.name, geometry, POSITION, counts) | dict(
            texts=texts, positions=texts, multiplications=texts * multiplications(geometry, POSITION),
            bound=shared_bound(geometry, POSITION, texts)))
    return results


def table(results):
    """Cycles of the passes against the bound, in which each text reads its own keys and values, and the tokens per
    second of all texts together against those of one alone."""
    view = Table("preset", "lanes", "texts", "cycles", "bound", "share", HEADING, "all : one")
    for column in view.columns[1:]:
        column.justify = "right"
    for r in results:
        faster = r["texts"] * results[0]["cycles"] / r["cycles"]
        view.add_row(r["preset"], str(r["lanes"]), str(r["texts"]), f"{r['cycles']:,}", f"{r['bound']:,.0f}",
                     f"{r['bound'] / r['cycles']:.1%}", busy(r), f"{faster:.2f}")
    return view
