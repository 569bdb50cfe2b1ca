"""Measure cycles per token in simulation, split into beats, stalls and bubbles, against the bound."""

import json
from dataclasses import replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llama2_rtl import bench_batches, bench_external, bench_texts
from llama2_rtl.bench_result import bench_result
from llama2_rtl.busy import HEADING, busy
from llama2_rtl.converters.bound import BOUND
from llama2_rtl.converters.presets import STORIES260K
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import write_report
from llama2_rtl.progress import Progress
from llama2_rtl.shown import shown

LANES = (8, 16, 64)
POSITIONS = (0, 63, 255)
CONTEXT = 512
"""Room for the token after the last one measured."""

COMMAND = "bench"
EXTRAS = ("simulation",)
REPORT = Path("build/bench.json")


def add_arguments(parser):
    parser.add_argument("--sim", help="the simulator (default icarus)")


def run(arguments):
    from llama2_rtl.simulation.external.program import Timing
    check_output(REPORT, report_mark(COMMAND))
    console = Console(highlight=False)
    results = []
    with Progress(console) as progress:
        for lanes in LANES:
            preset = replace(STORIES260K, lanes=lanes, context=CONTEXT)
            progress.step(f"{preset.name} on chip, {lanes} lanes, positions {', '.join(map(str, POSITIONS))}")
            results += measure(preset, POSITIONS, arguments.sim)
        external = bench_external.measure(Timing(), progress)
        batches = bench_batches.measure(Timing(), progress)
        texts = bench_texts.measure(progress)
    write_report(REPORT, COMMAND, dict(results=results + external + batches + texts))
    console.print(cycle_table(results))
    console.print(bubble_table(results))
    console.print(bench_external.table(external))
    console.print(bench_batches.table(batches))
    console.print("In a prompt a pass ends before the classifier. prompt : answer is the speed of a prompt's tokens by "
                  "that of an answer's in a core of one position.", soft_wrap=True)
    console.print(bench_texts.table(texts))
    console.print("Texts share each reading of the weights; all : one is the speed of all their tokens by that of one "
                  "text alone.", soft_wrap=True)
    console.print("memory: " + ", ".join(f"{name} {value}" for name, value in external[0]["memory"].items()))
    console.print(f"{BOUND} A share is the bound by the cycles.", soft_wrap=True)
    console.print(f"written to {shown(REPORT)}")
    return 0


def measure(preset, positions, sim=None):
    """One `bench_result` per position. The weights are random: cycles do not depend on them. Raises AssertionError
    where cycles are not the sum."""
    from llama2_rtl.converters.tops.llama2_rtl import build_model
    from llama2_rtl.golden.checkpoint import random_checkpoint
    from llama2_rtl.golden.quantize import quantize_model
    from llama2_rtl.simulated_chip import VISIBLE
    from llama2_rtl.simulation.simulate import simulate
    model = quantize_model(random_checkpoint(preset.model, seed=1), preset.numerics)
    module, params, memories = build_model(preset.geometry, model)
    folder = simulate(module, params, "llama2_rtl.bench_cocotb", memories, sim=sim,
                      extra_env=dict(BENCH_POSITIONS=json.dumps(positions)), checks=False,
                      visible=VISIBLE)
    results = []
    for counts in json.loads((folder / "bench.json").read_text()):
        bubbles = {pair: cycles for pair, cycles in counts["bubbles"].items() if cycles}
        if counts["cycles"] != counts["beats"] + counts["stalls"] + sum(bubbles.values()):
            raise AssertionError(f"{preset.name}: beats, stalls and bubbles do not add up to the cycles: {counts}")
        results.append(bench_result(preset.name, preset.geometry, counts["position"], counts | dict(bubbles=bubbles)))
    return results


def cycle_table(results):
    """Cycles against the bound, the share of them in which a multiplier does useful work, and what they are made of."""
    view = Table("preset", "lanes", "position", "cycles", "bound", "share", HEADING, "beats", "stalls", "bubbles")
    for column in view.columns[1:]:
        column.justify = "right"
    for r in results:
        view.add_row(r["preset"], str(r["lanes"]), str(r["position"]), f"{r['cycles']:,}", f"{r['bound']:,.1f}",
                     f"{r['bound'] / r['cycles']:.1%}", busy(r), f"{r['beats']:,}", str(r["stalls"]),
                     str(sum(r["bubbles"].values())))
    return view


def bubble_table(results):
    """The bubbles by the stages that they lie between, a column per measurement (lanes at position)."""
    view = Table("bubbles between", *(f"{r['lanes']}@{r['position']}" for r in results))
    for column in view.columns[1:]:
        column.justify = "right"
    for pair in sorted({pair for r in results for pair in r["bubbles"]}):
        view.add_row(pair, *(str(r["bubbles"].get(pair, 0)) for r in results))
    return view
