"""The examples, and the code of the page about them, run as they stand, in a folder of their own; what the notebook
shows is what its cells print."""

import json
import re
import subprocess
import sys

from llama2_rtl.converters.presets import ROOT

EXAMPLES = ROOT / "examples"

RUN_CELLS = """
import contextlib, io, json, sys
names, printed = {"__name__": "__main__"}, []
for number, source in enumerate(json.load(sys.stdin), 1):
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, f"cell {number}", "exec"), names)
    printed.append(out.getvalue())
json.dump(printed, sys.stdout)
"""
"""What a kernel does with the cells of a notebook, one after the other in one namespace."""


def test_every_example_is_tested():
    assert {path.name for path in EXAMPLES.iterdir()} - {"__pycache__"} == {"compare_lanes.py", "first_core.ipynb"}


def run_cells(sources, folder):
    """What each cell prints, run in a folder."""
    done = subprocess.run([sys.executable, "-c", RUN_CELLS], cwd=folder, text=True, capture_output=True,
                          input=json.dumps(sources))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_notebook(tmp_path):
    notebook = json.loads((EXAMPLES / "first_core.ipynb").read_text())
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    everything = run_cells(["".join(cell["source"]) for cell in cells], tmp_path)
    for number, (cell, printed) in enumerate(zip(cells, everything, strict=True), 1):
        assert "".join(line for output in cell["outputs"] for line in output["text"]) == printed
        assert cell["execution_count"] == number and all(output["name"] == "stdout" for output in cell["outputs"])
    assert (tmp_path / "build/examples/first_core/filelist.f").is_file()


def test_page(tmp_path):
    blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs/python.md").read_text(), re.M | re.S)
    first, figures, numbers = run_cells(blocks, tmp_path)
    assert first == "build/tales32 tales-128positions-32lanes\n"
    assert "attend" in figures and numbers.startswith("(3, 512)")


def test_compare_lanes(tmp_path):
    done = subprocess.run([sys.executable, EXAMPLES / "compare_lanes.py"], cwd=tmp_path, text=True, capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("16 lanes are the fewest that make 5,000 tokens per second; "
                                "their Verilog is in build/examples/tales\n")
    assert (tmp_path / "build/examples/tales/filelist.f").is_file()


def test_compare_lanes_of_nothing(tmp_path):
    done = subprocess.run([sys.executable, EXAMPLES / "compare_lanes.py", "tale"], cwd=tmp_path, text=True,
                          capture_output=True)
    assert (done.returncode, done.stderr.count("\n"), list(tmp_path.iterdir())) == (2, 1, []), done.stderr
    assert done.stderr.startswith("compare_lanes: there is neither a preset nor a checkpoint 'tale'; did you mean")
