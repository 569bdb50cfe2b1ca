"""The figures of the formats, and the report that `make accuracy` writes."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch

from llama2_rtl.golden import accuracy
from llama2_rtl.golden.accuracy import FormatSet
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.config import NARROW_KEYS, ModelConfig
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.quantize import DEFAULT_NUMERICS
from llama2_rtl.golden.tensor_formats import bytes_per_token, read_formats, weights_per_token
from llama2_rtl.golden.texts import read_sequences, sampled_sequences
from llama2_rtl.golden.tokenizer import BOS

SMALL = ModelConfig(16, 24, 1, 2, 1, 30, 40)
FIELDS = {"set", "tokens", "perplexity", "float_perplexity", "kl", "top1", "bits_per_weight", "bytes_per_token"}


def silent(*_):
    """Reports no progress."""


def chosen(formats, numerics=DEFAULT_NUMERICS):
    """(checkpoint) -> the FormatSet of formats as a user names them."""
    return lambda checkpoint: FormatSet(formats, numerics, read_formats(formats, checkpoint.config))


@pytest.mark.parametrize("name", ["stories", "tales"])
def test_default_set_is_within_a_thousandth_of_float(name, request):
    checkpoint, _ = request.getfixturevalue(name)
    sequences = sampled_sequences(FloatModel(checkpoint), accuracy.TARGETS, accuracy.SEED, silent)
    (result,) = accuracy.measure(
        checkpoint, [chosen("int8")(checkpoint)], "cpu", lambda _: sequences, silent)
    assert result["tokens"] >= 10_000
    assert abs(result["perplexity"] / result["float_perplexity"] - 1) < 1e-3
    assert result["kl"] < 0.8e-3 and result["top1"] > 0.98


def test_eight_bits_throughout(stories):
    checkpoint, _ = stories
    sequences = sampled_sequences(FloatModel(checkpoint), 1024, accuracy.SEED, silent)
    sets = accuracy.chosen_sets(checkpoint.config, chosen("int8")(checkpoint))
    default, narrow_keys, i8e = accuracy.measure(checkpoint, sets, "cpu", lambda _: sequences, silent)
    assert narrow_keys["kl"] < 1.1 * default["kl"]
    assert default["kl"] < i8e["kl"] < 10e-3 and i8e["top1"] > 0.93


def test_equal_logits_have_no_divergence():
    totals = accuracy.Totals()
    logits = torch.tensor([[0.0, 1.0, 2.0], [3.0, 0.0, 0.0]], dtype=torch.float64)
    totals.add(logits, logits, torch.tensor([0, 1]))
    result = totals.result()
    expected = torch.nn.functional.cross_entropy(logits, torch.tensor([0, 1])).exp().item()
    assert result["kl"] == 0 and result["top1"] == 1 and result["tokens"] == 2
    assert result["perplexity"] == result["float_perplexity"] == pytest.approx(expected)


@pytest.fixture
def small(tmp_path):
    write_checkpoint(random_checkpoint(SMALL, seed=1), tmp_path / "model.bin")
    return tmp_path / "model.bin"


def test_report_on_text_of_its_own(small, tmp_path, monkeypatch):
    monkeypatch.setattr(accuracy, "TARGETS", 100)
    results = accuracy.run(small, chosen("int8"), None, tmp_path / "build" / "accuracy.json")
    report = json.loads((tmp_path / "build" / "accuracy.json").read_text())
    assert report == dict(written_by="llama2-rtl accuracy", results=results)
    assert [result["set"] for result in results] == ["int8", "int8, keys of 12 bits", "I8E throughout"]
    assert all(result.keys() == FIELDS and result["tokens"] == 120 for result in results)


def test_the_cores_formats_come_first(small, tmp_path):
    (tmp_path / "tokens.json").write_text(json.dumps([[BOS, 5, 6, 7]]))
    results = accuracy.run(small, chosen("int4b32/int8b32", NARROW_KEYS),
                           lambda config: read_sequences(tmp_path / "tokens.json", config), tmp_path / "accuracy.json")
    assert [result["set"] for result in results][:2] == ["int4b32/int8b32", "int8"] and len(results) == 4
    read = bytes_per_token(SMALL, read_formats("int4b32/int8b32", SMALL))
    assert (results[0]["bytes_per_token"], results[0]["bits_per_weight"]) == (read, 8 * read / weights_per_token(SMALL))
    assert results[0]["bits_per_weight"] < results[1]["bits_per_weight"] and results[0]["kl"] > results[1]["kl"]


def test_references_that_are_not_kept_change_nothing(monkeypatch):
    checkpoint = random_checkpoint(SMALL, seed=1)
    sets = accuracy.chosen_sets(SMALL, chosen("int8")(checkpoint))
    sequences = [torch.arange(20), torch.arange(5)]
    kept = accuracy.measure(checkpoint, sets, "cpu", lambda _: sequences, silent)
    monkeypatch.setattr(accuracy, "LOGITS_KEPT", 0)
    assert accuracy.measure(checkpoint, sets, "cpu", lambda _: sequences, silent) == kept


def test_progress_is_told(small, tmp_path):
    (tmp_path / "tokens.json").write_text(json.dumps([[BOS, 5, 6, 7], [BOS, 8]]))
    told = []
    accuracy.run(small, chosen("int8"), lambda config: read_sequences(tmp_path / "tokens.json", config),
                 tmp_path / "accuracy.json", report=lambda *what: told.append(what))
    assert told[0] == ("quantising: int8", 1, 2)
    assert [what for what in told if what[0].endswith("I8E throughout")] == [
        ("quantising: I8E throughout", 1, 2), ("quantising: I8E throughout", 2, 2), ("measuring: I8E throughout", 4, 4)]


@pytest.mark.parametrize("name", ["tokens.bin", "tokens.json"])
def test_report_on_a_file_of_tokens(name, small, tmp_path):
    texts = [[BOS, 5, 6, 7], [BOS], [BOS, *range(3, 30), *range(3, 30)]]
    if name.endswith(".json"):
        (tmp_path / name).write_text(json.dumps(texts))
    else:
        np.array(sum(texts, []), "<u2").tofile(tmp_path / name)
    results = accuracy.run(small, chosen("int8"), lambda config: read_sequences(tmp_path / name, config),
                           tmp_path / "accuracy.json")
    assert all(result["tokens"] == 3 + 54 for result in results)


def test_texts_begin_with_the_models_bos(tmp_path):
    np.array([5, 6, 7, BOS, 5, 8], "<u2").tofile(tmp_path / "tokens.bin")
    sequences = read_sequences(tmp_path / "tokens.bin", replace(SMALL, bos_token=5))
    assert [sequence.tolist() for sequence in sequences] == [[5, 6, 7, BOS], [5, 8]]


def test_filling_changes_nothing():
    checkpoint, rng = random_checkpoint(SMALL, seed=1), torch.Generator().manual_seed(1)
    sequences = [torch.randint(30, (length,), generator=rng) for length in (3, 30, 12)]
    sets = [chosen("int8")(checkpoint)]
    together = accuracy.measure(checkpoint, sets, "cpu", lambda _: sequences, silent)[0]
    apart = [accuracy.measure(checkpoint, sets, "cpu", lambda _, one=sequence: [one], silent)[0]
             for sequence in sequences]
    assert together["tokens"] == sum(one["tokens"] for one in apart) == 42
    assert together["kl"] == pytest.approx(sum(one["kl"] * one["tokens"] for one in apart) / 42, rel=1e-4)


def test_bad_weights_are_found_before_any_text_is_written():
    checkpoint = random_checkpoint(SMALL, seed=1)
    checkpoint.tensors["w2"][0, 3, 5] = np.nan
    sets = [chosen("int4b32")(checkpoint)]
    with pytest.raises(ValueError, match="w2 of layer 0 holds weights that are not finite; export the checkpoint"):
        accuracy.measure(checkpoint, sets, "cpu", lambda _: pytest.fail("a text was asked for"), silent)


def test_bad_tokens_write_nothing(small, tmp_path):
    (tmp_path / "tokens.bin").write_bytes(b"\1\0\36\0")
    with pytest.raises(ValueError, match="holds the token 30"):
        accuracy.run(small, chosen("int8"), lambda config: read_sequences(tmp_path / "tokens.bin", config),
                     tmp_path / "accuracy.json")
    assert not (tmp_path / "accuracy.json").exists()
