"""A tiny model with a chat template, and the core for it that the tests of this folder simulate."""

from pathlib import Path

import pytest

from llama2_rtl.converters.presets import choose_preset
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import ModelConfig
from tb.golden.gguf_files import file_tensors, metadata, write_gguf
from tb.golden.test_conversation import CHATML
from tb.golden.test_tokenizer_gguf import REFERENCE

VOCABULARY = REFERENCE["gpt2"]
END = VOCABULARY["tokens"].index("<|im_end|>")
CONTEXT = 192
MODEL = ModelConfig(dim=32, hidden_dim=64, n_layers=3, n_heads=4, n_kv_heads=2, vocab_size=len(VOCABULARY["tokens"]),
                    seq_len=CONTEXT, tied=False, stop_tokens=(END,))
OF_CORE = dict(lanes=16, ports=2, sampler_list=8, batch=2)
OF_TEXTS = OF_CORE | dict(sequences=2)
"""A core that works on two texts at once."""


def options(of_core):
    """OF_CORE or OF_TEXTS for a command."""
    return [word for name, number in of_core.items() for word in (f"--{name.replace('_', '-')}", str(number))]


OPTIONS = options(OF_CORE)

one_program = pytest.mark.xdist_group("device")
"""Tests that run one after the other, so that the program is built once."""


def write_talker(path):
    """Writes the model as a GGUF file."""
    fields = dict(model="gpt2", pre="smollm", eos_token_id=END, add_bos_token=False, **VOCABULARY)
    return write_gguf(path, metadata(MODEL), file_tensors(random_checkpoint(MODEL, 1)),
                      {f"ggml.{name}": value for name, value in fields.items()} | dict(chat_template=CHATML))

@pytest.fixture(scope="module")
def talker(tmp_path_factory) -> Path:
    """The path of the model."""
    return write_talker(tmp_path_factory.mktemp("talker") / "talker.gguf")

def preset_of(path, of_core=OF_CORE):
    """The Preset of the core for the model at a path."""
    return choose_preset(None, str(path), **of_core)[0]
