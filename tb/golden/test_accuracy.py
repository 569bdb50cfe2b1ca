"""The figures of the formats, and the report that `make accuracy` writes."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from llama2_rtl.golden import accuracy
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.texts import read_sequences, sampled_sequences
from llama2_rtl.golden.tokenizer import BOS

SMALL = ModelConfig(16, 24, 1, 2, 1, 30, 40)
FIELDS = {"set", "tokens", "perplexity", "float_perplexity", "kl", "top1"}


def silent(done):
    """Reports no progress."""


@pytest.mark.parametrize("name", ["stories", "tales"])
def test_default_set_is_within_a_thousandth_of_float(name, request):
    checkpoint, _ = request.getfixturevalue(name)
    model = FloatModel(checkpoint)
    sequences = sampled_sequences(model, accuracy.TARGETS, accuracy.SEED, silent)
    default = accuracy.decoders(checkpoint, "cpu", {"default": accuracy.SETS["default"]})
    (result,) = accuracy.measure(default, model, sequences, "cpu", silent)
    assert result["tokens"] >= 10_000
    assert abs(result["perplexity"] / result["float_perplexity"] - 1) < 1e-3
    assert result["kl"] < 0.8e-3 and result["top1"] > 0.98


def test_eight_bits_throughout(stories):
    checkpoint, _ = stories
    model = FloatModel(checkpoint)
    sequences = sampled_sequences(model, 1024, accuracy.SEED, silent)
    default, narrow_keys, i8e = accuracy.measure(accuracy.decoders(checkpoint, "cpu"), model, sequences, "cpu", silent)
    assert narrow_keys["kl"] < 1.1 * default["kl"]
    assert default["kl"] < i8e["kl"] < 10e-3 and i8e["top1"] > 0.93


def test_equal_logits_have_no_divergence():
    totals = accuracy.Totals()
    logits = torch.tensor([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0]], dtype=torch.float64)
    totals.add(logits, logits, torch.tensor([0, 1]))
    result = totals.result("same")
    expected = torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1])).exp().item()
    assert result["kl"] == 0 and result["top1"] == 1 and result["tokens"] == 2
    assert result["perplexity"] == result["float_perplexity"] == pytest.approx(expected)


@pytest.fixture
def small(tmp_path):
    write_checkpoint(random_checkpoint(SMALL, seed=1), tmp_path / "model.bin")
    return tmp_path / "model.bin"


def test_report_on_text_of_its_own(small, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(accuracy, "TARGETS", 100)
    results = accuracy.run(small, None, tmp_path / "build" / "accuracy.json")
    report = json.loads((tmp_path / "build" / "accuracy.json").read_text())
    assert report == dict(written_by="llama2-rtl accuracy", results=results)
    assert [result["set"] for result in results] == ["default", "keys of 12 bits", "I8E throughout"]
    assert all(result.keys() == FIELDS and result["tokens"] == 120 for result in results)
    assert "I8E" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["tokens.bin", "tokens.json"])
def test_report_on_a_file_of_tokens(name, small, tmp_path):
    texts = [[BOS, 5, 6, 7], [BOS], [BOS, *range(3, 30), *range(3, 30)]]
    if name.endswith(".json"):
        (tmp_path / name).write_text(json.dumps(texts))
    else:
        np.array(sum(texts, []), "<u2").tofile(tmp_path / name)
    results = accuracy.run(small, tmp_path / name, tmp_path / "accuracy.json")
    assert all(result["tokens"] == 3 + 54 for result in results)


def test_texts_begin_with_the_models_bos(tmp_path):
    np.array([5, 6, 7, BOS, 5, 8], "<u2").tofile(tmp_path / "tokens.bin")
    sequences = read_sequences(tmp_path / "tokens.bin", replace(SMALL, bos_token=5))
    assert [sequence.tolist() for sequence in sequences] == [[5, 6, 7, BOS], [5, 8]]


def test_filling_changes_nothing(small):
    checkpoint = random_checkpoint(SMALL, seed=1)
    model, rng = FloatModel(checkpoint), torch.Generator().manual_seed(1)
    sequences = [torch.randint(30, (length,), generator=rng) for length in (3, 30, 12)]
    decoders = accuracy.decoders(checkpoint, "cpu")
    together = accuracy.measure(decoders, model, sequences, "cpu", silent)[0]
    apart = [accuracy.measure(decoders, model, [sequence], "cpu", silent)[0] for sequence in sequences]
    assert together["tokens"] == sum(one["tokens"] for one in apart) == 42
    assert together["kl"] == pytest.approx(sum(one["kl"] * one["tokens"] for one in apart) / 42, rel=1e-4)


def test_bad_tokens_write_nothing(small, tmp_path):
    (tmp_path / "tokens.bin").write_bytes(b"\1\0\36\0")
    with pytest.raises(ValueError, match="holds the token 30"):
        accuracy.run(small, tmp_path / "tokens.bin", tmp_path / "accuracy.json")
    assert not (tmp_path / "accuracy.json").exists()
