"""The counts of all runs of a folder, by modules: of one text, whatever its instances, tests and simulations."""

import json
from pathlib import Path

from llama2_rtl.code_coverage.counts import read_counts
from llama2_rtl.code_coverage.measures import Module
from llama2_rtl.simulation.coverage import COUNTS, SOURCES, TEXTS


def runs(folder):
    """The folders of the runs that have left their counts in `folder`."""
    return sorted(path.parent for path in folder.glob(f"run-*/{SOURCES}"))


def merged(folder):
    """The `Module`s of all runs in the folder, by name and text."""
    found = {}
    for run in runs(folder):
        names = json.loads((run / SOURCES).read_text())
        for name in names.values():
            if name not in found:
                found[name] = Module(Path(name).stem.rpartition("-")[0], (folder / TEXTS / name).read_text())
        for point, count in read_counts(run / COUNTS):
            found[names[Path(point.file).name]].add(point, count)
    return [found[name] for name in sorted(found)]
