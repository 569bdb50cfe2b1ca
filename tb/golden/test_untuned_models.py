"""Models of shapes that nobody tuned for: read from folders and GGUF files, in floating point and in fixed point."""

import numpy as np
import pytest
import torch

from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.quantize import quantize_model
from tb.golden import half_rotated_model
from tb.golden.gguf_files import file_tensors as gguf_tensors
from tb.golden.gguf_files import metadata, tokenizer, write_gguf
from tb.golden.hugging_face_folder import file_tensors, rounded_checkpoint, write_folder
from tb.golden.random_models import random_formats, random_model
from tb.golden.test_golden_decoder import dequantized


def expect_near(model, logits, tokens):
    """Fails where the fixed-point decoder of a QuantizedModel is far from these logits of floats [time, vocab_size]."""
    fixed = Decoder(model).logits(tokens)[0].double() * 2.0**-Q16_16.fraction
    reference = logits.double().log_softmax(-1)
    divergence = (reference.exp() * (reference - fixed.log_softmax(-1))).sum(-1).mean()
    uniform = (reference.exp() * (reference + np.log(model.config.vocab_size))).sum(-1).mean()
    assert divergence < 0.05 < 0.5 < uniform


@pytest.mark.parametrize("number", range(12))
def test_folder(number, tmp_path):
    config, dtype, shards = random_model(number)
    checkpoint = rounded_checkpoint(config, number, dtype)
    read = read_checkpoint(write_folder(checkpoint, tmp_path / "folder", dtype, shards))
    assert read.config == config
    tokens = torch.randint(config.vocab_size, (1, 100), generator=torch.Generator().manual_seed(number))
    tensors = {name: torch.from_numpy(tensor.astype(np.float32))
               for name, tensor in file_tensors(checkpoint, dtype).items()}
    expected, got = half_rotated_model.logits(config, tensors, tokens[0]), FloatModel(read).logits(tokens)[0]
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-3)
    expect_near(quantize_model(read), got, tokens)
    in_formats = quantize_model(read, formats=random_formats(config, number))
    expect_near(in_formats, FloatModel(dequantized(in_formats, checkpoint)).logits(tokens)[0], tokens)


@pytest.mark.parametrize("number", range(12, 15))
def test_gguf(number, tmp_path):
    """Llama 3's scaling has a tensor there that the writer of the tests does not make, so there is none."""
    config, dtype, _ = random_model(number, scalings=(None,))
    dtype = "F32" if dtype == "F64" else dtype
    checkpoint = rounded_checkpoint(config, number, dtype)
    read = read_checkpoint(write_gguf(tmp_path / "model.gguf", metadata(config), gguf_tensors(checkpoint, dtype),
                                      tokenizer(config)))
    assert read.config.own_head_dim == config.own_head_dim
    for name, tensor in checkpoint.tensors.items():
        assert np.array_equal(read.tensors[name], tensor), name
