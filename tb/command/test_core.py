"""The Python API: what a core predicts is what its Verilog gives, bit for bit; its options, files and figures are those
of the commands. The simulations of small cores take some seconds; that of the shipped checkpoint shares its build with
the other tests of its top."""

import inspect
import json
import subprocess
import sys
from argparse import ArgumentParser

import numpy as np
import pytest

import llama2_rtl
from llama2_rtl import verilog
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.geometry import LARGEST_TAIL
from llama2_rtl.converters.presets import DEFAULT, PRESETS
from llama2_rtl.core import Core
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint, write_checkpoint
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.handover.tap_formats import final_formats, layer_formats
from llama2_rtl.main import main
from tb.engine.geometries import geometry

SMALL = geometry(8, 16, 20, 2, 1, vocab_size=23, context=12)
TOKENS = [1, 5, 22, 0, 7]


@pytest.fixture
def small(tmp_path):
    """The path of a small checkpoint."""
    write_checkpoint(random_checkpoint(SMALL.model, seed=1), tmp_path / "small.bin")
    return tmp_path / "small.bin"


def check_simulation(core, tokens, sim=None):
    """The simulation of the tokens, which is what golden predicts."""
    predicted, run = core.predict(tokens), core.simulate(tokens, sim)
    assert predicted.shape == run.logits.shape == (len(tokens), core.preset.model.vocab_size)
    assert predicted.dtype == run.logits.dtype == np.int32
    assert (predicted == run.logits).all(), np.argwhere(predicted != run.logits)[:5]
    assert run.tokens == predicted.argmax(1).tolist() and len(run.cycles) == len(tokens)
    return run


@pytest.mark.xdist_group(DEFAULT.name)
def test_the_shipped_checkpoint():
    core = llama2_rtl.generate(checks=True)
    tokens = read_tokenizer(DEFAULT.tokenizer, DEFAULT.model.vocab_size).encode("Once upon")
    assert len(tokens) > 3
    run = check_simulation(core, tokens, "verilator")
    assert run.cycles[1:] == [core.report(position)["cycles"] for position in range(1, len(tokens))]


def test_on_chip(small, tmp_path, monkeypatch):
    """What is built lies below the current folder."""
    monkeypatch.chdir(tmp_path)
    core = llama2_rtl.generate(small, lanes=8)
    run = check_simulation(core, TOKENS)
    assert run.cycles[1:] == [core.report(position)["cycles"] for position in range(1, len(TOKENS))]
    assert list((tmp_path / "build").iterdir()) == [tmp_path / "build/sim"]


def test_over_axi(tmp_path):
    """In the program that `test_external` builds too."""
    g = geometry(16, 24, 21, 6, 2, n_layers=2, context=140, largest_tail=LARGEST_TAIL)
    write_checkpoint(random_checkpoint(g.model, seed=1), tmp_path / "model.bin")
    core = llama2_rtl.generate(tmp_path / "model.bin", lanes=16, memory="axi", format="int8")
    assert core.preset.geometry == g
    check_simulation(core, TOKENS)


def test_trace(small):
    core = llama2_rtl.generate(str(small), lanes=8)
    taps, model, numerics = core.trace(TOKENS), core.preset.model, core.preset.numerics
    positions = range(len(TOKENS))
    named = {(name, layer, position) for layer in range(model.n_layers) for name in layer_formats(numerics)
             for position in positions}
    named |= {(name, model.n_layers, position) for name in final_formats(numerics) for position in positions}
    assert set(taps) == named
    logits = core.predict(TOKENS)
    for position in positions:
        assert (taps["logits", model.n_layers, position] == logits[position]).all()
        assert taps["scores", 0, position].shape == (model.n_heads, position + 1)
        assert taps["q.a", 0, position].shape == (model.n_heads, model.head_dim)


@pytest.mark.parametrize("options", [
    "", "--lanes 16 --context 8 --prefix mine --checks 1", "--memory axi --lanes 8 --checks 1 --prefix mine",
    "--lanes 8 --batch 2 --ways 2", "--lanes 8 --batch 2 --sequences 2", "--memory axi --lanes 16 --ports 2"])
def test_the_files_are_the_commands(options, small, tmp_path):
    words = options.split()
    assert main(["verilog", "--model", str(small), "--out", str(tmp_path / "command"), *words]) == 0
    given = {name.removeprefix("--"): int(value) if value.isdigit() else value
             for name, value in zip(words[::2], words[1::2], strict=True)}
    assert llama2_rtl.generate(small, **given).write(tmp_path / "api") == tmp_path / "api"
    assert contents(tmp_path / "api") == contents(tmp_path / "command")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_options_are_the_commands():
    parser = ArgumentParser()
    verilog.add_arguments(parser)
    options = {action.dest: action.default for action in parser._actions if action.dest not in ("help", "out")}
    parameters = inspect.signature(llama2_rtl.generate).parameters
    assert {name: parameter.default for name, parameter in parameters.items()} == options


@pytest.mark.parametrize("name", ["tales", "stories260K", "Llama-3-8B"])
def test_report(name):
    core = llama2_rtl.generate(name)
    report = core.report()
    assert json.loads(json.dumps(report)) == report
    assert (report["name"], report["lanes"], report["context"]) == (name, core.preset.lanes, core.preset.context)
    assert sum(cycles for kinds in report["stages"].values() for cycles in kinds.values()) == report["cycles"]
    assert 0.7 < report["share_of_bound"] < 1 and report["position"] == 63
    placed = {used["target"]: used["fmax_mhz"] for used in report["resources"]}
    assert set(placed) == dict(tales={"ecp5-85k", "gowin", "xilinx"}, stories260K={"ecp5-85k"}).get(name, set())
    assert (placed.get("ecp5-85k") is not None) == (name == "stories260K")


@pytest.mark.parametrize("multiplier, count, name", [
    (None, 32, "tales-int4b32"), ("18x18", 32, "tales-int4b32"), ("27x18", 16, "tales-int4b32-27x18")])
def test_multipliers(multiplier, count, name):
    """Of the device that the user has: two for a lane of 4-bit codes, or one."""
    core = llama2_rtl.generate("tales", format="int4b32", memory="axi", multiplier=multiplier)
    assert core.report()["multipliers"] == count and core.name == name


def test_report_of_another_core():
    """A committed report is not of it."""
    assert llama2_rtl.generate(lanes=8).report()["resources"] == []
    assert llama2_rtl.generate(context=128).report()["resources"] == []
    assert llama2_rtl.generate(memory="axi").report()["resources"] == []


def test_memory_over_axi(small, tmp_path):
    core = llama2_rtl.generate(small, lanes=8, memory="axi")
    g = core.preset.geometry
    write_image(read_checkpoint(small), g.numerics, g.tile, tmp_path / "packed.img")
    assert core.report()["memory_bytes"] == dict(
        weights=(tmp_path / "packed.img").stat().st_size, kv_cache=PAGE * KvLayout(g).pages)


def test_a_late_position_is_the_contexts_last(small):
    assert llama2_rtl.generate(small, lanes=8).report()["position"] == SMALL.context - 1


@pytest.mark.parametrize("options, sentence", [
    (dict(model="tale"), "there is neither a preset nor a checkpoint 'tale'; did you mean tales?"),
    (dict(preset="tale"), "there is no preset 'tale'; did you mean tales?"),
    (dict(lanes=12), "the number of lanes must be a power of two"),
    (dict(memory="hbm"), "there is no memory 'hbm'; choose chip or axi"),
    (dict(model="Llama-3-8B", memory="chip"),
     "choose a smaller model or context, or put them into a memory beside the core"),
    (dict(prefix="2x"), "2x"),
    (dict(context=1000), "a context of 1000 positions; tales was made for 256"),
])
def test_what_is_refused(options, sentence):
    with pytest.raises(ValueError, match=sentence):
        llama2_rtl.generate(**options)


@pytest.mark.parametrize("call, sentence", [
    (lambda core: core.predict([]), "0 tokens; give 1 to 12 for a context of 12 positions"),
    (lambda core: core.predict([1] * 13), "13 tokens; give 1 to 12"),
    (lambda core: core.trace([1, 23]), "the token 23 is not in the vocabulary, 0 to 22"),
    (lambda core: core.trace([-1]), "the token -1 is not in the vocabulary"),
    (lambda core: core.simulate([1] * 12), "12 tokens; give 1 to 11"),
    (lambda core: core.simulate([1], sim="ghdl"), "there is no simulator 'ghdl'"),
    (lambda core: core.report(-1), "position -1; the context has the positions 0 to 11"),
])
def test_what_a_core_refuses(call, sentence, small):
    with pytest.raises(ValueError, match=sentence):
        call(llama2_rtl.generate(small, lanes=8))


def test_no_weights(tmp_path):
    core = llama2_rtl.generate("stories260K")
    for call in (lambda: core.predict([1]), lambda: core.simulate([1]), lambda: core.write(tmp_path / "out")):
        with pytest.raises(ValueError, match="the weights of stories260K do not come with the project; give generate"):
            call()
    assert not (tmp_path / "out").exists()


def test_icarus_has_no_memory_beside_the_core(small):
    with pytest.raises(ValueError, match="'icarus' has no memory beside the core; choose sim='verilator'"):
        llama2_rtl.generate(small, lanes=8, memory="axi").simulate([1], sim="icarus")


def test_many_lanes(recwarn):
    llama2_rtl.generate(lanes=128)
    assert [str(warning.message)[:9] for warning in recwarn] == ["128 lanes"]
    assert recwarn[0].filename == __file__


def test_what_is_missing_is_named(small, monkeypatch):
    monkeypatch.setattr("llama2_rtl.golden.extras.is_installed", lambda package: package not in ("torch", "cocotb"))
    core = llama2_rtl.generate(small, lanes=8)
    for call, part in ((core.predict, "golden"), (core.trace, "golden"), (core.simulate, "simulation")):
        with pytest.raises(ImportError, match=rf"pip install 'llama2-rtl\[{part}\]'"):
            call([1])


def test_importing_is_cheap():
    program = "import sys, llama2_rtl; print([name for name in sys.modules if name.startswith(('llama2', 'numpy'))])"
    done = subprocess.run([sys.executable, "-c", program], text=True, capture_output=True, check=True)
    assert done.stdout == "['llama2_rtl']\n"
    assert llama2_rtl.Core is Core and not hasattr(llama2_rtl, "Decoder") and set(PRESETS) >= {"tales"}
