"""The prefix of a core: every name bears it, and two cores lie in one design."""

import re
import subprocess

import pytest

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.prefix import PREFIX, prefixed_name, with_prefix
from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.converters.write import FILE_LIST, write_design
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.main import main
from llama2_rtl.simulation.simulators import chosen_simulator
from tb.engine.geometries import geometry

SHAPES = {"first": geometry(4, 8, 12, 2, 1, vocab_size=23, context=12),
          "second": geometry(8, 16, 20, 2, 2, vocab_size=29, context=12)}


def write(prefix, folder):
    """A core of the prefix's shape with random weights; its modules."""
    g = SHAPES[prefix]
    module, params, memories = build_model(g, quantize_model(random_checkpoint(g.model, 1), g.numerics))
    return write_design(module, params, folder, memories, prefix=prefix)


def test_every_name_bears_it(tmp_path):
    modules = write("first", tmp_path / "core")
    assert modules[-1].verilog_name == "first"
    assert all(entry.verilog_name.startswith("first_") for entry in modules[:-1])
    files = [path for path in (tmp_path / "core").iterdir() if path.suffix in (".v", ".mem")]
    assert all(path.stem == "first" or path.stem.startswith("first_") for path in files)
    names = {entry.verilog_name for entry in modules}
    for path in files:
        if path.suffix == ".v":
            text = path.read_text()
            assert set(re.findall(r"^(\w+) \w+ \($", text, re.M)) - {"module"} <= names
            strings = re.findall(r'"/?([^"/]+)"', re.sub(r"//.*|\(\* [^*\n]+ \*\)", "", text))
            assert set(strings) <= {file.name for file in files}
            assert "LLAMA2_RTL" not in text and ("readmemh" not in text or "FIRST_MEMORIES" in text)


def test_two_cores_in_one_design(tmp_path):
    """Of different shapes: without their prefixes modules of one name would have two bodies."""
    chosen_simulator("icarus")
    bodies = {}
    for prefix in SHAPES:
        for entry in write(prefix, tmp_path / prefix):
            bodies.setdefault(entry.verilog_name.removeprefix(prefix), set()).add(entry.text.replace(prefix, ""))
    assert any(len(texts) > 1 for texts in bodies.values())
    sources = [tmp_path / prefix / name for prefix in SHAPES
               for name in (tmp_path / prefix / FILE_LIST).read_text().split()]
    both = tmp_path / "both.v"
    both.write_text("module both (input wire aclk);\nfirst u_first (.aclk(aclk));\nsecond u_second (.aclk(aclk));\n"
                    "endmodule\n")
    done = subprocess.run(["iverilog", "-g2012", "-t", "null", "-s", "both", *sources, both], capture_output=True,
                          text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_tops_take_it_as_their_name():
    assert [prefixed_name(name, "x") for name in (PREFIX, f"{PREFIX}_axi", "silu", "weights.mem")] == [
        "x", "x_axi", "x_silu", "x_weights.mem"]


@pytest.mark.parametrize("prefix", ["2x", "a-b", "module", ""])
def test_no_name(prefix, tmp_path, capsys):
    assert main(["verilog", "--prefix", prefix, "--out", str(tmp_path / "x")]) == 2
    assert f"the prefix '{prefix}' is no name in Verilog" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_too_long_a_name(tmp_path, capsys):
    assert main(["verilog", "--prefix", "p" * 65, "--out", str(tmp_path / "x")]) == 2
    assert "the prefix has 65 characters; give at most 64" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
    assert main(["verilog", "--preset", "Llama-3-8B", "--prefix", "p" * 64, "--out", str(tmp_path / "x")]) == 0


def test_behaviour_is_the_same():
    """Nothing but names differs."""
    module, params, memories = build_model(
        g := SHAPES["first"], quantize_model(random_checkpoint(g.model, 1), g.numerics))
    plain = design(module, params)
    renamed, _ = with_prefix(plain, memories, "x")
    for one, other in zip(plain, renamed, strict=True):
        words = re.findall(r"\w+", re.sub("//.*", "", one.text)), re.findall(r"\w+", re.sub("//.*", "", other.text))
        changed = {pair for pair in zip(*words, strict=True) if pair[0] != pair[1]}
        assert all(new == prefixed_name(old, "x") or new == old.replace("LLAMA2_RTL", "X") for old, new in changed)
