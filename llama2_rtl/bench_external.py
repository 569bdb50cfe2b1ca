"""Cycles per token with weights and KV cache in a memory beside the core, against what its bus must carry at least."""

from dataclasses import asdict, replace

from rich.table import Table

from llama2_rtl.bench_result import bench_result
from llama2_rtl.busy import HEADING, busy
from llama2_rtl.converters.cycles import external_cycles
from llama2_rtl.converters.presets import PRESETS, in_formats

LANES, FORMAT = 64, "int8"

CASES = (
    ("stories15M", {}, (63, 200)),
    ("stories42M", {}, (63, 1000)),
    ("Llama-2-7B", dict(n_layers=1, vocab_size=512), (63, 1023)),
)
"""Presets, what of their model is replaced, and positions: of the 7B model a layer, and a classifier of a few rows."""


def case_geometry(name, changes):
    """The Geometry of a preset with these changes of its model."""
    geometry = in_formats(PRESETS[name], FORMAT).geometry
    return replace(geometry, model=replace(geometry.model, **changes), lanes=LANES)


def measure(timing, progress):
    """One object per preset and position, reported to a `Progress`: those of a `bench_result`, `memory` (the Timing),
    `model` (what of the preset's model was replaced) and `predicted`, the cycles of the model."""
    from llama2_rtl.simulation.external.program import run
    results = []
    for name, changes, positions in CASES:
        progress.step(f"{name} over AXI4, {LANES} lanes, positions {', '.join(map(str, positions))}")
        geometry = case_geometry(name, changes)
        for position in positions:
            counts = run(geometry, position - 1, tokens=2, timing=timing, progress=progress.detail)
            results.append(bench_result(name, geometry, position, counts) | dict(
                predicted=external_cycles(geometry, position, timing.latency), bus_beats=counts["read_beats"],
                memory=asdict(timing), model=changes))
    return results


def table(results):
    """Cycles against the bound and the model's, and how busy the bus was."""
    view = Table("preset", "model", "position", "cycles", "bound", "share", HEADING, "bus", "predicted")
    for column in view.columns[2:]:
        column.justify = "right"
    for r in results:
        view.add_row(r["preset"], ", ".join(f"{name} {value}" for name, value in r["model"].items()),
                     str(r["position"]), f"{r['cycles']:,}", f"{r['bound']:,.0f}", f"{r['bound'] / r['cycles']:.1%}",
                     busy(r), f"{r['bus_beats'] / r['cycles']:.1%}", f"{r['predicted'] / r['cycles'] - 1:+.2%}")
    return view
