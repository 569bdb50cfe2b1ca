"""MyHDL's private parts are touched in one module, which knows of which release they are."""

import ast
import subprocess
import sys
from pathlib import Path

from llama2_rtl.converters.presets import ROOT

PLACE = ROOT / "converters/hdl/private.py"
ATTRIBUTES = {"_name", "_type", "_nrbits", "_min", "_max", "_markUsed", "_driven", "_read", "_inferInterface",
              "_dedent", "_name_set", "_inst_name_set", "driven", "read", "argnames", "argdict"}
"""What MyHDL's signals and blocks keep for themselves, and what only a converter sets."""


def touches(path):
    """What in a file is MyHDL's private matter."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("myhdl._"):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("myhdl._"))
        elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES and not (
                isinstance(node.ctx, ast.Load) and not node.attr.startswith("_")):
            if not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls")):
                yield node.attr


def test_one_module():
    files = [path for room in ("converters", "golden", "synthesis", "llama2_rtl")
             for path in Path(ROOT, room).rglob("*.py")]
    assert len(files) > 200 and set(touches(PLACE)) >= {"myhdl._Signal", "_name", "driven"}
    assert {path: found for path in files if path != PLACE and (found := sorted(set(touches(path))))} == {}


def test_another_release():
    program = "import myhdl; myhdl.__version__ = '0.12'; import llama2_rtl.converters.hdl"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode and "MyHDL is 0.12; llama2-rtl uses private parts of 0.11.52" in done.stderr
