"""What the commands write: foreign content survives with exit status 2, and a second run replaces the first."""

import os
import shutil
import signal
import time
from pathlib import Path

import pytest

from llama2_rtl import handoff, verilog
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.image_file import read_image
from llama2_rtl.golden.marks import FileMark, FolderMark, report_mark
from llama2_rtl.main import main
from tb.command.output_cases import OUTPUTS, PACK, prepare
from tb.golden.hugging_face_folder import write_folder
from tb.handoff.folder import MODEL
from tb.harness.tree import tree


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The current folder, which holds small.bin, tokens.json and every output."""
    prepare(tmp_path, monkeypatch)
    return tmp_path


@pytest.fixture(params=OUTPUTS.values(), ids=OUTPUTS)
def output(request):
    return request.param


def refused(arguments, folder, sentence, capsys):
    """Runs the command, which says one sentence, ends with exit status 2 and touches nothing."""
    before = tree(folder)
    status = main(arguments.split())
    said = capsys.readouterr()
    assert (status, said.out, tree(folder)) == (2, "", before), said.err
    assert sentence.format(folder=folder) in said.err and said.err.count("\n") == 1


OTHERS = {"foreign": None, "of another command": "another"}


@pytest.mark.parametrize("by", OTHERS.values(), ids=OTHERS)
def test_foreign_content_survives(output, by, folder, monkeypatch, capsys):
    def begun(*_, **__):
        raise AssertionError("the long work has begun")

    if by and isinstance(output.mark, FolderMark):
        by = FolderMark("verilog" if output.mark.command != "verilog" else "handoff")
    elif by:
        by = PACK if output.mark.command != "pack" else report_mark("synth")
    output.plant(folder / output.path, by)
    monkeypatch.setattr(output.long_work, begun)
    says = {FolderMark: "{path} holds files that 'llama2-rtl {command}' did not write; move them away, or choose",
            FileMark: "{path} is no file that 'llama2-rtl {command}' wrote; move it away, or choose another name"}
    refused(output.arguments, folder, says[type(output.mark)].format(path=folder / output.path,
                                                                     command=output.mark.command), capsys)


def test_a_second_run_replaces_the_first(output, folder, capsys):
    before = set(folder.iterdir())
    path = folder / output.path
    assert main(output.arguments.split()) == 0
    assert output.mark.is_on(path)
    first = tree(path) if path.is_dir() else path.read_bytes()
    if path.is_dir():
        (path / "stray.v").write_text("nothing of the command's")
    assert main(output.arguments.split()) == 0
    assert (tree(path) if path.is_dir() else path.read_bytes()) == first
    assert {name.name for name in set(folder.iterdir()) - before} <= {
        Path(output.path).parts[0], *(["synth"] if "synth" in output.arguments else [])}


@pytest.mark.parametrize("name", ["verilog below", "handoff", "pack", "accuracy", "bench", "shape", "interfaces",
                                  "synth", "bitstream", "timeline", "plan", "report", "docs"])
def test_the_place_is_said(name, folder, capsys):
    assert main(OUTPUTS[name].arguments.split()) == 0
    said = capsys.readouterr().out
    assert f"{'' if name in ('verilog below', 'handoff', 'pack') else 'written to '}{OUTPUTS[name].path}" in said


@pytest.mark.parametrize("name", ["verilog", "handoff", "synth's work", "bitstream's work", "lint", "docs",
                                  "docs' pictures"])
def test_a_file_where_a_folder_belongs(name, folder, capsys):
    path = folder / OUTPUTS[name].path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("precious")
    refused(OUTPUTS[name].arguments, folder, f"{path} is a file; choose a folder", capsys)


@pytest.mark.parametrize("name", ["pack", "accuracy", "bench", "shape", "interfaces", "synth", "synth kept",
                                  "bitstream", "timeline", "plan", "report"])
def test_a_folder_where_a_file_belongs(name, folder, capsys):
    path = folder / OUTPUTS[name].path
    path.mkdir(parents=True)
    refused(OUTPUTS[name].arguments, folder, f"{path} is a folder; give the name of a file", capsys)


@pytest.mark.parametrize("arguments, sentence", [
    ("verilog --model hf --out hf", "{folder}/hf is what the command reads"),
    ("verilog --model hf --out hf/rtl", "{folder}/hf/rtl lies in {folder}/hf, what the command reads"),
    ("verilog --model hf --memory axi --lanes 8 --out hf/rtl", "{folder}/hf/rtl lies in {folder}/hf, what"),
    ("verilog --model ours/small.bin --out ours", "{folder}/ours holds {folder}/ours/small.bin, what"),
    ("handoff --model hf --out link/out", "{folder}/hf/out lies in {folder}/hf, what"),
    ("handoff --model small.bin --tokenizer handed/tokenizer.bin --prompt a --out handed",
     "{folder}/handed holds {folder}/handed/tokenizer.bin, what"),
    ("pack --model small.bin --out small.bin", "{folder}/small.bin is what the command reads; choose another place"),
    ("pack --model small.bin --out ./ours/../small.bin", "{folder}/small.bin is what the command reads"),
    ("pack --model soft.bin --out small.bin", "{folder}/small.bin is what the command reads"),
    ("pack --model small.bin --out soft.bin", "{folder}/small.bin is what the command reads"),
    ("pack --model small.bin --out hard.bin", "{folder}/hard.bin is what the command reads"),
    ("pack --model hf --out hf/model.img", "{folder}/hf/model.img lies in {folder}/hf, what"),
    ("pack --out {shipped}", "{shipped} is what the command reads"),
    ("accuracy --model small.bin --tokens accuracy.json", "{folder}/accuracy.json is what the command reads"),
    ("accuracy --checkpoint accuracy.json", "{folder}/accuracy.json is what the command reads"),
    ("synth --model synth/ecp5-85k-model-small/small.bin",
     "holds {folder}/synth/ecp5-85k-model-small/small.bin, what the command reads"),
    ("bitstream --model bitstream/ulx3s-model-small/small.bin",
     "holds {folder}/bitstream/ulx3s-model-small/small.bin, what the command reads"),
])
def test_what_is_read_is_not_written(arguments, sentence, folder, capsys):
    """Even where the mark of an earlier run would allow it."""
    write_folder(random_checkpoint(MODEL, seed=1), folder / "hf")
    (folder / "soft.bin").symlink_to("small.bin")
    (folder / "hard.bin").hardlink_to(folder / "small.bin")
    (folder / "link").symlink_to("hf")
    shutil.copy(folder / "small.bin", folder / "accuracy.json")
    for place, mark in {"ours": "verilog", "handed": "handoff", "synth/ecp5-85k-model-small": "synth",
                        "bitstream/ulx3s-model-small": "bitstream"}.items():
        (folder / place).mkdir(parents=True)
        FolderMark(mark).put(folder / place)
        shutil.copy(folder / "small.bin", folder / place)
    shutil.copy(DEFAULT.tokenizer, folder / "handed")
    refused(arguments.format(shipped=DEFAULT.checkpoint), folder,
            sentence.format(folder=folder, shipped=DEFAULT.checkpoint), capsys)


@pytest.mark.parametrize("command, parent", [("verilog", verilog.RTL), ("handoff", handoff.HANDOFF)])
def test_a_model_with_a_presets_name(command, parent, folder, capsys):
    """A checkpoint called tales.bin leaves alone what the preset tales has written."""
    place = folder / parent.name
    (place / "tales").mkdir(parents=True)
    FolderMark(command).put(place / "tales")
    before = tree(place / "tales")
    (folder / "small.bin").rename(folder / "tales.bin")
    assert main([command, "--model", "tales.bin"]) == 0
    assert tree(place / "tales") == before
    assert sorted(path.name for path in place.iterdir()) == ["model-tales", "tales"]


def test_reports_of_models_are_not_kept(folder, capsys):
    """The folder of kept reports is tracked: none of a model by its own name comes there."""
    arguments = "synth --model small.bin --seeds 0 --keep 1"
    refused(arguments, folder, "kept, not that of small.bin; name its preset with PRESET=, or leave KEEP away", capsys)


def test_two_models_of_one_name(folder, capsys):
    """The second one's image replaces the first one's, as any second run does."""
    assert main(["pack", "--model", "small.bin", "--lanes", "8"]) == 0
    image = read_image(folder / "packed" / "model-small-8lanes.img")
    assert image.header.config == MODEL
    (folder / "small.bin").unlink()
    write_folder(random_checkpoint(MODEL, seed=2), folder / "small")
    assert main(["pack", "--model", "small", "--lanes", "8"]) == 0
    assert read_image(image.path).header.payload_crc != image.header.payload_crc


@pytest.mark.parametrize("name, step", [
    ("verilog", "llama2_rtl.converters.write.memory_text"), ("handoff", "llama2_rtl.handover.write.run_golden"),
    ("pack", "llama2_rtl.golden.image_file.image_parts"), ("accuracy", "llama2_rtl.golden.accuracy.measure"),
    ("bench", "llama2_rtl.bench_external.measure"), ("shape", "llama2_rtl.simulation.external.golden_token.check"),
    ("interfaces", "llama2_rtl.converters.plumbing.count"), ("synth", "llama2_rtl.synth.resources"),
    ("bitstream", "llama2_rtl.synthesis.bitstream.run_tool"), ("lint", "llama2_rtl.converters.write.design"),
    ("timeline", "llama2_rtl.timeline.token_picture"), ("plan", "llama2_rtl.plan.report"),
    ("report", "llama2_rtl.golden.accuracy.measure"),
    ("docs", "llama2_rtl.docs.build")])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["SIGINT", "SIGTERM"])
def test_a_signal(name, step, number, folder, monkeypatch, capsys):
    """A run that is ended leaves the earlier run's output as it was, and nothing beside it but where tools work."""
    output = OUTPUTS[name]
    main(output.arguments.split())
    before = tree(folder)

    def ended(*_, **__):
        os.kill(os.getpid(), number)
        time.sleep(10)

    monkeypatch.setattr(step, ended)
    assert main(output.arguments.split()) == 128 + number
    assert capsys.readouterr().err == ""
    after = tree(folder)
    works = {"synth": "synth/ecp5-85k-", "bitstream": "bitstream/ulx3s-"}
    for place in before.keys() | after.keys():
        if not (name in works and str(place).startswith(works[name]) and place.suffix not in (".bit", ".json")):
            assert before.get(place, "absent") == after.get(place, "absent"), place
