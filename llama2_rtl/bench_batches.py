"""Cycles of a pass of several positions of a prompt, which share each reading of weights, keys and values."""

from dataclasses import asdict

from rich.table import Table

from llama2_rtl.bench_result import bench_result
from llama2_rtl.busy import HEADING, busy
from llama2_rtl.converters.presets import choose_shape
from llama2_rtl.converters.timeline import external

PRESET, FORMAT, LANES, POSITION = "stories42M", "int8", 64, 512
BATCHES = 1, 2, 4, 8


def batch_geometry(positions):
    """The Geometry of a core with so many positions of a batch."""
    return choose_shape(PRESET, lanes=LANES, formats=FORMAT, batch=positions).geometry


def measure(timing, progress):
    """One object per size of a pass, all from POSITION on, reported to a `Progress`: a `bench_result` of the
    whole pass, with `before_classifier` (the cycles up to the classifier, which a pass inside a prompt does not read),
    `predicted` (the cycles of the model) and `memory` (the Timing)."""
    from llama2_rtl.simulation.external.program import run
    results = []
    for positions in BATCHES:
        geometry = batch_geometry(positions)
        progress.step(f"{PRESET} over AXI4, {LANES} lanes, a pass of {positions} from position {POSITION}")
        counts = run(geometry, POSITION, timing=timing, progress=progress.detail, batch=positions)
        results.append(bench_result(PRESET, geometry, POSITION, counts, positions) | dict(
            before_classifier=counts["before_classifier"], memory=asdict(timing),
            predicted=external(geometry, POSITION, timing.latency, shares=(positions,)).cycles))
    return results


def table(results):
    """Cycles of the passes against the bound and the model's, and a prompt's tokens per second against an answer's in
    the core without batches."""
    view = Table("preset", "ways", "positions", "cycles", "bound", "share", HEADING, "predicted", "in a prompt",
                 "prompt : answer")
    for column in view.columns[1:]:
        column.justify = "right"
    answer = results[0]["cycles"] / results[0]["positions"]
    for r in results:
        faster = answer * r["positions"] / r["before_classifier"]
        view.add_row(r["preset"], str(r["ways"]), str(r["positions"]), f"{r['cycles']:,}", f"{r['bound']:,.0f}",
                     f"{r['bound'] / r['cycles']:.1%}", busy(r), f"{r['predicted'] / r['cycles'] - 1:+.2%}",
                     f"{r['before_classifier']:,}", f"{faster:.2f}")
    return view
