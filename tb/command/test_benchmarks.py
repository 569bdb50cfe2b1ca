"""The benchmarks: the one beside llama.cpp with stand-ins for its runtime, float32 of the file and one that does not
load; the one of packing on a small model."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from math import prod

import pytest

from llama2_rtl.converters.presets import DEFAULT, ROOT
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.model_tensors import shapes
from llama2_rtl.main import main
from tb.command.output_cases import redirect
from tb.docs.commands import all_command_lines
from tb.golden.gguf_files import file_tensors, metadata, write_gguf
from tb.golden.test_tokenizer_gguf import REFERENCE

TEXT = "What a small model says of a text that it has never read is of no use to anyone."
VOCABULARY = REFERENCE["gpt2"]
TOKENIZER = {"ggml.model": "gpt2", "ggml.pre": "smollm", "ggml.bos_token_id": 1} | {
    f"ggml.{name}": VOCABULARY[name] for name in ("tokens", "token_type", "merges")}
CONTEXT = 8

FLOAT_RUNTIME = """
import torch
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.float_model import FloatModel
__version__ = "0.0"
class Llama:
    def __init__(self, model_path, n_ctx, logits_all, verbose):
        assert (n_ctx, logits_all) == (8, True)
        self.model, self.seen = FloatModel(read_checkpoint(model_path)), 1
    def reset(self):
        self.seen = 0
    def eval(self, tokens):
        assert not self.seen and len(tokens) <= 8
        self.scores, self.seen = self.model.logits(torch.tensor([tokens]))[0].numpy(), len(tokens)
"""
"""As `llama_cpp`: logits of float32, one text after the other."""


@pytest.fixture
def benchmark(tmp_path):
    """(source of `llama_cpp`, options) -> the finished program, on a small file and text."""
    model = ModelConfig(32, 64, 1, 2, 1, len(VOCABULARY["tokens"]), 32)
    write_gguf(tmp_path / "model.gguf", metadata(model), file_tensors(random_checkpoint(model, seed=1), "Q4_1"),
               TOKENIZER)
    (tmp_path / "text").write_text(TEXT)

    def run(runtime, *options):
        (tmp_path / "llama_cpp.py").write_text(runtime)
        return subprocess.run(
            [sys.executable, ROOT / "benchmarks/beside_llama_cpp.py", "--model", "model.gguf", "--text", "text",
             "--context", str(CONTEXT), *options], cwd=tmp_path, text=True, capture_output=True,
            env=os.environ | dict(PYTHONPATH=str(tmp_path), COLUMNS="120"))

    return run


def rows(done):
    """(number of tokens, name -> cells) of the table that it printed."""
    assert (done.returncode, done.stderr) == (0, "")
    title, _, *lines = done.stdout.splitlines()[-4:]
    cells = [line.split() for line in lines]
    return int(title.split()[0]), {" ".join(row[:-3]): row[-3:] for row in cells}


def test_both_as_make_accuracy_measures(benchmark, tmp_path, monkeypatch):
    tokens, found = rows(benchmark(FLOAT_RUNTIME))
    redirect(tmp_path / "outputs", monkeypatch)
    monkeypatch.chdir(tmp_path)
    assert main(["accuracy", "--model", "model.gguf", "--text", "text", "--context", str(CONTEXT)]) == 0
    first = json.loads((tmp_path / "outputs/accuracy.json").read_text())["results"][0]
    change = first["perplexity"] / first["float_perplexity"] - 1
    assert first["kl"] > 1e-5 and tokens == first["tokens"] > 2 * CONTEXT
    assert found.pop(f"the core, {first['set']}") == [
        f"{1e3 * first['kl']:.2f}", f"{change:+.3%}", f"{first['top1']:.1%}"]
    [(name, (divergence, change, top1))] = found.items()
    assert (name, divergence, change[1:], top1) == ("llama.cpp (llama-cpp-python 0.0)", "0.00", "0.000%", "100.0%")


@pytest.mark.parametrize("count", [1, CONTEXT, CONTEXT + 3])
def test_the_first_tokens_of_the_text(count, benchmark):
    assert rows(benchmark(FLOAT_RUNTIME, "--tokens", str(count)))[0] == count


@pytest.mark.parametrize("runtime, options, sentence", [
    ("raise ImportError('no libllama.so')", [],
     "llama.cpp's runtime cannot be loaded (no libllama.so); '.venv/bin/python -m pip install "),
    (FLOAT_RUNTIME, ["--tokens", "0"], "0 tokens; predict at least one"),
    (FLOAT_RUNTIME, ["--context", "33"], "a context of 33 positions; the model has 1 to 32"),
    (FLOAT_RUNTIME, ["--text", "none"], "none is not a file; give a file of text"),
    (FLOAT_RUNTIME, ["--model", "nothing"], "there is no file 'nothing' and no model of that name")])
def test_what_is_refused(runtime, options, sentence, benchmark):
    done = benchmark(runtime, *options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith(f"beside_llama_cpp: {sentence}")


def test_what_brings_the_runtime(benchmark):
    """As the page of commands has it."""
    line, = (line for line in all_command_lines() if line.startswith("python -m pip install"))
    assert f"'.venv/bin/{line}'" in benchmark("raise ImportError").stderr


def pack_time(folder, *options):
    """The finished program."""
    return subprocess.run([sys.executable, ROOT / "benchmarks/pack_time.py", "--preset", DEFAULT.name, *options],
                          cwd=folder, text=True, capture_output=True)


def test_the_time_of_packing(tmp_path):
    done = pack_time(tmp_path, "--layers", "2", "--format", "int4b32")
    assert (done.returncode, done.stderr) == (0, "")
    model = replace(DEFAULT.model, n_layers=2)
    weights = sum(prod(shape) for shape in shapes(model).values())
    assert re.fullmatch(rf"tales in int4b32, 2 of 4 layers, {weights:,} weights: \d+ s on \d+ processors, \d+ s of a "
                        r"processor's time, 0\.\d\d GB of memory at most", done.stdout.splitlines()[-1])
    assert list((tmp_path / "build").iterdir()) == []


@pytest.mark.parametrize("options, sentence", [
    (["--layers", "5"], "5 layers; tales has 1 to 4"), (["--format", "int3"], "int3"),
    (["--place", "."], ". is there already; give --place a folder that is not"),
    (["--preset", "tale"], "there is no preset 'tale'")])
def test_what_is_not_packed(options, sentence, tmp_path):
    done = pack_time(tmp_path, *options)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert done.stderr.startswith("pack_time: ") and sentence in done.stderr and not list(tmp_path.iterdir())
