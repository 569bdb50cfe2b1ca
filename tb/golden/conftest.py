"""Checkpoints that the tests share."""

import os
from pathlib import Path

import pytest
import torch

from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.rope_scaling import Llama3Scaling
from llama2_rtl.golden.tokenizer import read_tokenizer

REPOSITORY = Path(__file__).parents[2]
MODELS = Path(os.environ.get("LLAMA2_RTL_MODELS") or REPOSITORY.parent / "shared" / "models")
TALES = REPOSITORY / "checkpoints" / "tales"

CONFIGS = {
    "one head, one layer": ModelConfig(10, 14, 1, 1, 1, 17, 150),
    "grouped heads": ModelConfig(24, 40, 2, 6, 2, 33, 150),
    "one key head, odd head_dim/2": ModelConfig(24, 20, 2, 4, 1, 40, 150, tied=False),
    "no groups, scaled RoPE": ModelConfig(32, 24, 1, 4, 4, 19, 150, rope_theta=500000.0,
                                          rope_scaling=Llama3Scaling(8.0, 1.0, 4.0, 64)),
}

torch.set_num_threads(1)  # the tensors are small: threads would only wait for each other


def model_file(name):
    """The path of a file in the folder of models. Skips the test where it is absent."""
    path = MODELS / name
    if not path.is_file():
        pytest.skip(f"{name} is not in the folder of models; set LLAMA2_RTL_MODELS")
    return path


@pytest.fixture(scope="session")
def stories():
    """(checkpoint, tokenizer) of stories260K."""
    checkpoint = read_checkpoint(model_file("stories260K.bin"))
    return checkpoint, read_tokenizer(model_file("tok512.bin"), checkpoint.config.vocab_size)


@pytest.fixture(scope="session")
def tales():
    """(checkpoint, tokenizer) of the checkpoint in the repository."""
    checkpoint = read_checkpoint(TALES / "stories.bin")
    return checkpoint, read_tokenizer(TALES / "tokenizer.bin", checkpoint.config.vocab_size)


@pytest.fixture(params=CONFIGS.values(), ids=CONFIGS.keys())
def config(request):
    """Small shapes that differ in what they stress."""
    return request.param
