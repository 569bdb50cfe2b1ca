"""`make accuracy` by its options: which formats come first, which tokenizer reads a text, how long sequences are."""

import json

import pytest

from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.models import MODELS
from llama2_rtl.golden.tensor_formats import bytes_per_token, read_formats
from llama2_rtl.main import main
from tb.command.output_cases import redirect
from tb.golden.gguf_files import checkpoint_file

SMALL = ModelConfig(32, 64, 1, 2, 1, 300, 32, stop_tokens=(2,))
TOKENS = [[1, *range(5, 60)]]


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """(options, checkpoint's path) -> the objects of the report."""
    redirect(tmp_path / "outputs", monkeypatch)
    (tmp_path / "tokens.json").write_text(json.dumps(TOKENS))

    def run(*options, tokens=True):
        given = ["--tokens", str(tmp_path / "tokens.json")] if tokens else []
        assert main(["accuracy", *map(str, options), *given]) == 0
        return json.loads((tmp_path / "outputs" / "accuracy.json").read_text())["results"]

    return run


def model_file(tmp_path, config):
    write_checkpoint(random_checkpoint(config, seed=1), tmp_path / "model.bin")
    return tmp_path / "model.bin"


def test_floats_have_eight_bits_in_blocks(measured, tmp_path):
    results = measured("--model", model_file(tmp_path, SMALL))
    assert [result["set"] for result in results] == ["int8b32", "int8", "int8, keys of 12 bits", "I8E throughout"]
    assert results[0]["bytes_per_token"] == bytes_per_token(SMALL, read_formats("int8b32", SMALL))


def test_a_gguf_says_its_formats(measured, tmp_path, capsys):
    path = checkpoint_file(random_checkpoint(SMALL, seed=1), tmp_path / "model.gguf", "Q4_0")
    first = measured("--model", path)[0]
    expected = capsys.readouterr().out
    assert first["set"].startswith("int4b32") and first["set"] in expected
    assert f"{first['bytes_per_token']:,}" in expected


def test_given_formats_come_first(measured, tmp_path):
    path = model_file(tmp_path, SMALL)
    assert measured("--model", path, "--format", "int4b128/int8")[0]["set"] == "int4b128/int8"
    assert [result["set"] for result in measured("--model", path, "--format", "int8")] == [
        "int8", "int8, keys of 12 bits", "I8E throughout"]


def test_a_presets_own_formats(measured, tmp_path):
    results = measured("--model", model_file(tmp_path, MODELS["stories260K"]))
    assert [result["set"] for result in results] == ["int8, keys of 12 bits", "int8", "I8E throughout"]


def test_a_text_by_the_projects_tokenizer(measured, tmp_path):
    (tmp_path / "text").write_text("Once upon a time there was a bear.")
    whole = measured("--text", tmp_path / "text", tokens=False)
    assert [result["set"] for result in whole] == ["int8", "int8, keys of 12 bits", "I8E throughout"]
    short = measured("--text", tmp_path / "text", "--context", 3, tokens=False)
    assert 5 < whole[0]["tokens"] == short[0]["tokens"]
    assert short[0]["float_perplexity"] > whole[0]["float_perplexity"]
