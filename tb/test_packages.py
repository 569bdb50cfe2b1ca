"""The packages need each other in one direction: golden, converters, proofs, synthesis, simulation, mutation,
code_coverage, llama2_rtl, tb. The folders of the checkout are packages of `llama2_rtl`, and of no other name."""

import ast
import importlib
import re
import sys

import pytest

from llama2_rtl.converters.presets import ROOT

ORDER = ("golden", "converters", "proofs", "synthesis", "simulation", "mutation", "code_coverage",
         "llama2_rtl")
"""Each package needs none but those before it."""

NEEDED = {package: ORDER[:place] for place, package in enumerate(ORDER)} | {
    "checkpoints": (), "tb": (*ORDER, "checkpoints")}
"""Package -> the packages that it may need."""

FOLDERS = sorted(set(NEEDED) - {"llama2_rtl", "tb"})
"""What is imported as `llama2_rtl.FOLDER`."""

DOTTED = re.compile(r"\w+(\.\w+)+")


def package_of(module):
    """The folder that holds a module, by its dotted name."""
    first, _, rest = module.partition(".")
    inner = rest.partition(".")[0]
    return inner if first == "llama2_rtl" and inner in FOLDERS else first


def needs(path):
    """`(line, module)` of everything that the file imports or names in a text, as cocotb is told its tests."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value):
            words = node.value.split(".")
            folders = words[1:] if package_of(node.value) != words[0] else words
            if ROOT.joinpath(*folders).with_suffix(".py").exists():
                yield node.lineno, node.value


@pytest.mark.parametrize("package", (*ORDER, "checkpoints"))
def test_one_direction(package):
    forbidden = set(NEEDED) - {package, *NEEDED[package]}
    wrong = [f"{path.relative_to(ROOT)}:{line} needs {module}" for path in sorted(ROOT.glob(f"{package}/**/*.py"))
             for line, module in needs(path) if package_of(module) in forbidden]
    assert not wrong, "\n".join(wrong)


def test_every_package_has_its_place():
    found = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert found == set(NEEDED)
    for folder in FOLDERS:
        assert importlib.import_module(f"llama2_rtl.{folder}").__path__[0] == str(ROOT / folder)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_bare_name_is_told_the_right_one(folder, monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    with pytest.raises(ImportError, match=f"llama2_rtl.{folder}"):
        importlib.import_module(folder)
    assert folder not in sys.modules
