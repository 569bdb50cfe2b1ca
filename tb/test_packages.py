"""The packages need each other in one direction: golden, converters, synthesis, simulation, llama2_rtl, tb."""

import ast
import re
from configparser import ConfigParser

import pytest

from converters.presets import ROOT

ORDER = ("golden", "converters", "synthesis", "simulation", "llama2_rtl")
"""Each package needs none but those before it."""

NEEDED = {package: ORDER[:place] for place, package in enumerate(ORDER)} | {
    "checkpoints": (), "tb": (*ORDER, "checkpoints")}
"""Package -> the packages that it may need."""

DOTTED = re.compile(r"\w+(\.\w+)+")


def needs(path):
    """`(line, module)` of everything that the file imports or names in a text, as cocotb is told its tests."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.lineno, node.module
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value):
            if ROOT.joinpath(*node.value.split(".")).with_suffix(".py").exists():
                yield node.lineno, node.value


@pytest.mark.parametrize("package", (*ORDER, "checkpoints"))
def test_one_direction(package):
    forbidden = set(NEEDED) - {package, *NEEDED[package]}
    wrong = [f"{path.relative_to(ROOT)}:{line} needs {module}" for path in sorted(ROOT.glob(f"{package}/**/*.py"))
             for line, module in needs(path) if module.partition(".")[0] in forbidden]
    assert not wrong, "\n".join(wrong)


def test_every_package_has_its_place():
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    settings = ConfigParser()
    settings.read(ROOT / "setup.cfg")
    installed = settings["options.packages.find"]["include"].split()
    assert found == set(NEEDED)
    assert sorted(installed) == sorted(f"{package}*" for package in NEEDED)
