"""A plugin of pytest with which no test simulates: each that would is noted in the folder SURVEY of the environment,
with the modules that it has."""

import json
import os
import pickle
from pathlib import Path

from llama2_rtl.simulation import simulate
from llama2_rtl.simulation.replaced import content_name

VARIABLE = "SURVEY"
TESTS, MODULES = "tests.jsonl", "modules"

_design = simulate.design


def pytest_configure(config):
    simulate.design, simulate.simulate_verilog = _noted_design, _noted_simulation


def module_name(entry):
    """The name of a `Converted` in a survey."""
    return content_name(f"{entry.verilog_name}.v", entry.text)


def _noted_design(*arguments, **options):
    entries = _design(*arguments, **options)
    folder = Path(os.environ[VARIABLE], MODULES)
    folder.mkdir(exist_ok=True)
    for entry in entries:
        path = folder / module_name(entry)
        if not path.exists():
            path.write_bytes(pickle.dumps(entry))
    return entries


def _noted_simulation(files, toplevel, *_, **__):
    test = os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0]
    names = [content_name(name, text) for name, text in files.items()]
    noted = dict(test=test, size=sum(map(len, files.values())), modules=names)
    with Path(os.environ[VARIABLE], TESTS).open("a") as file:
        file.write(json.dumps(noted) + "\n")
