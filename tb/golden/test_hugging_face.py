"""Hugging Face folders: equal to the llama2.c route, to a half-rotated reference; one sentence for what is wrong."""

import json
from dataclasses import replace

import ml_dtypes
import numpy as np
import pytest
import torch
from safetensors.numpy import load_file, save_file

from llama2_rtl.golden import safetensors_folder
from llama2_rtl.golden.checkpoint import read_checkpoint, shapes, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.hugging_face_config import read_config
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.rope_scaling import LinearScaling, Llama3Scaling, YarnScaling
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_image import weight_image
from tb.golden import half_rotated_model
from tb.golden.hugging_face_folder import (
    DTYPES,
    change_json,
    file_tensors,
    rounded_checkpoint,
    write_folder,
)

UNTIED = ModelConfig(24, 40, 3, 4, 2, 33, 150, rope_theta=500.0, norm_eps=1e-6, tied=False, stop_tokens=(2,))
SCALED = ModelConfig(32, 24, 2, 4, 4, 19, 4096, rope_theta=500000.0, rope_scaling=Llama3Scaling(8.0, 1.0, 4.0, 64),
                     bos_token=16, stop_tokens=(17, 18))


@pytest.mark.parametrize("shards", [1, 3])
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("config", [UNTIED, SCALED], ids=["untied", "tied"])
def test_equals_the_llama2_c_route(config, dtype, shards, tmp_path):
    checkpoint = rounded_checkpoint(config, 1, dtype)
    folder = read_checkpoint(write_folder(checkpoint, tmp_path / "folder", dtype, shards))
    write_checkpoint(checkpoint, tmp_path / "model.bin")
    file = read_checkpoint(tmp_path / "model.bin")
    assert folder.config == config
    assert folder.tensors.keys() == file.tensors.keys() == shapes(config).keys()
    for name, tensor in folder.tensors.items():
        assert np.array_equal(tensor, file.tensors[name]), name
    assert folder.tensor("w1", 1).dtype == DTYPES[dtype]
    images = [weight_image(quantize_model(route), Tile(2, 4)) for route in (folder, file)]
    assert np.array_equal(*images)


@pytest.mark.parametrize("size", [1, 100, 1000])
def test_tensors_read_in_parts(size, tmp_path, monkeypatch):
    checkpoint = rounded_checkpoint(UNTIED, 1, "BF16")
    folder = read_checkpoint(write_folder(checkpoint, tmp_path / "folder", "BF16"))
    monkeypatch.setattr(safetensors_folder, "BYTES_AT_ONCE", size)
    for name, tensor in checkpoint.tensors.items():
        assert np.array_equal(folder.tensors[name], tensor), name


LINEAR = replace(UNTIED, rope_scaling=LinearScaling(4.0))
YARN = replace(SCALED, rope_theta=10000.0, rope_scaling=YarnScaling(4.0, 32, beta_fast=8.0))
YARN_UNTRUNCATED = replace(YARN, rope_scaling=YarnScaling(8.0, 64, attention_factor=1.25, truncate=False))
OWN_HEADS = replace(UNTIED, own_head_dim=10, n_kv_heads=1)
KINDS = dict(plain=UNTIED, llama3=SCALED, linear=LINEAR, yarn=YARN, yarn_untruncated=YARN_UNTRUNCATED, heads=OWN_HEADS)


@pytest.mark.parametrize("config", KINDS.values(), ids=KINDS)
def test_logits_equal_a_half_rotated_reference(config, tmp_path):
    folder = write_folder(rounded_checkpoint(config, 2, "BF16"), tmp_path / "folder", "BF16")
    assert read_config(folder) == config
    tokens = torch.randint(config.vocab_size, (120,), generator=torch.Generator().manual_seed(1))
    tensors = {name: torch.from_numpy(tensor.astype(np.float32))
               for name, tensor in load_file(folder / "model.safetensors").items()}
    expected = half_rotated_model.logits(config, tensors, tokens)
    got = FloatModel(read_checkpoint(folder)).logits(tokens[None])[0]
    torch.testing.assert_close(got, expected, rtol=1e-4, atol=1e-4)
    assert expected.abs().max() > 1


@pytest.fixture
def folder(tmp_path):
    return write_folder(rounded_checkpoint(UNTIED, 1, "BF16"), tmp_path / "folder", "BF16", shards=2)


@pytest.fixture
def config_file(folder):
    return folder / "config.json"


@pytest.mark.parametrize("changes, expected", [
    (dict(num_key_value_heads=None), dict(n_kv_heads=4)),
    (dict(rope_theta=None, rms_norm_eps=None, max_position_embeddings=None, tie_word_embeddings=None),
     dict(rope_theta=10000.0, norm_eps=1e-6, seq_len=2048, tied=False)),
    (dict(bos_token_id=None, eos_token_id=None), dict(bos_token=1, stop_tokens=(2,))),
    (dict(eos_token_id=5), dict(stop_tokens=(5,))),
    (dict(rope_theta=None, rope_parameters=dict(rope_type="default", rope_theta=7.0)), dict(rope_theta=7.0)),
    (dict(rope_parameters=dict(rope_type="llama3", rope_theta=9.0, factor=2.0, low_freq_factor=1, high_freq_factor=4,
                               original_max_position_embeddings=16)),
     dict(rope_theta=9.0, rope_scaling=Llama3Scaling(2.0, 1.0, 4.0, 16))),
    (dict(head_dim=6), {}),
    (dict(hidden_act="swish", attention_bias=True, mlp_bias=True), {}),
    (dict(eos_token_id=[]), dict(stop_tokens=())),
    (dict(eos_token_id=[3, 4, 5, 6, 7]), dict(stop_tokens=(3, 4, 5, 6, 7))),
    (dict(rope_scaling=dict(type="dynamic", factor=4.0)), {}),
    (dict(rope_scaling=dict(rope_type="dynamic", factor=4.0, original_max_position_embeddings=100)),
     dict(seq_len=100)),
    (dict(rope_scaling=dict(type="linear", factor=4)), dict(rope_scaling=LinearScaling(4.0))),
    (dict(rope_scaling=dict(type="yarn", factor=4, original_max_position_embeddings=40, beta_fast=16,
                            attention_factor=1.5)), dict(rope_scaling=YarnScaling(4.0, 40, 16.0, 1.0, 1.5))),
    (dict(rope_parameters=dict(rope_type="yarn", original_max_position_embeddings=75, mscale=2, mscale_all_dim=1.0)),
     dict(rope_scaling=YarnScaling(2.0, 75, attention_factor=(1 + 0.2 * np.log(2)) / (1 + 0.1 * np.log(2))))),
], ids=lambda value: "-".join(value) or "same")
def test_config(changes, expected, config_file):
    change_json(config_file, **changes)
    assert read_config(config_file.parent) == replace(UNTIED, **expected)


def test_no_stop_token_where_the_config_names_none(config_file):
    fields = json.loads(config_file.read_text()) | dict(eos_token_id=None, bos_token_id=None)
    config_file.write_text(json.dumps(fields))
    read = read_config(config_file.parent)
    assert (read.stop_tokens, read.bos_token) == ((), 1)


def test_stop_tokens_of_the_generation_config(folder):
    (folder / "generation_config.json").write_text('{"eos_token_id": [3, 4, 3]}')
    assert read_config(folder).stop_tokens == (3, 4)


@pytest.mark.parametrize("changes, says", [
    (dict(architectures=["MistralForCausalLM"]), r"\['MistralForCausalLM'\]; give a LlamaForCausalLM"),
    (dict(architectures=None, model_type="gpt2"), "gpt2"),
    (dict(hidden_size=None), "lacks hidden_size"),
    (dict(hidden_size="24"), "hidden_size is '24', which is not the number expected"),
    (dict(hidden_size=-24), "hidden_size is -24"),
    (dict(num_attention_heads=5, head_dim=None), "does not divide into 5 heads"),
    (dict(num_attention_heads=0), "n_heads is 0"),
    (dict(hidden_act="gelu"), "hidden_act is gelu, where only silu or swish"),
    (dict(quantization_config=dict(bits=4)), "quantization_config names the method None"),
    (dict(quantization_config=dict(quant_method="bitsandbytes", bits=4)), "method 'bitsandbytes', where only awq and"),
    (dict(quantization_config=dict(quant_method="gptq", bits=3)), "codes of 3 bits, where only 4"),
    (dict(quantization_config=dict(quant_method="awq", bits=4, version="gemv")), "version gemv, where only gemm"),
    (dict(quantization_config=dict(quant_method="gptq", bits=4, checkpoint_format="marlin")), "format marlin, where"),
    (dict(head_dim=8), r"q_proj.weight of .* has the shape \[24, 24\] where config.json asks for \[32, 24\]"),
    (dict(head_dim=5), "head_dim 5 is odd"),
    (dict(rope_scaling=dict(type="longrope", factor=2.0)), "rope_type is 'longrope'"),
    (dict(rope_scaling=dict(type="linear")), "lacks factor"),
    (dict(rope_scaling=dict(type="linear", factor=-1)), "factor is -1.0; it must be positive"),
    (dict(rope_scaling=dict(rope_type="yarn", factor=2.0, beta_fast=0)), "beta_fast is 0.0"),
    (dict(partial_rotary_factor=0.5), "partial_rotary_factor is 0.5, where only 1"),
    (dict(rope_scaling=dict(rope_type="llama3", factor=2.0)), "lacks low_freq_factor"),
    (dict(rope_scaling=dict(rope_type="llama3", factor=2.0, low_freq_factor=4, high_freq_factor=4,
                            original_max_position_embeddings=16)), "must exceed low_freq_factor"),
    (dict(rms_norm_eps=0), "rms_norm_eps is 0.0; it must be positive"),
    (dict(eos_token_id=33), "token 33 lies outside the vocabulary of 33"),
    (dict(eos_token_id=[*range(9)]), "9 stop tokens"),
])
def test_bad_config(changes, says, config_file):
    change_json(config_file, **changes)
    refused(config_file.parent, says)


def refused(folder, says):
    with pytest.raises(ValueError, match=says) as caught:
        read_checkpoint(folder)
    assert folder.name in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("content, says", [("", "is no JSON"), ("[]", "holds no JSON object"), ("\xff", "is no JSON")])
def test_config_that_is_none(content, says, config_file):
    config_file.write_text(content, "latin-1")
    refused(config_file.parent, says)


def test_empty_folder(tmp_path):
    refused(tmp_path, "config.json is not a file")


def test_folder_without_tensors(folder):
    for path in folder.glob("model*"):
        path.unlink()
    refused(folder, "holds neither model.safetensors nor model.safetensors.index.json")


def test_one_file_of_another_name(single):
    folder, tensors = single
    (folder / "model.safetensors").rename(folder / "model-00001-of-00001.safetensors")
    assert np.array_equal(read_checkpoint(folder).tensor("norm"), tensors["model.norm.weight"])


def test_several_files_without_an_index(folder):
    (folder / "model.safetensors.index.json").unlink()
    refused(folder, "holds 2 safetensors files and no model.safetensors.index.json; download that too")


def test_biases_of_zero_are_read_over(single):
    folder, tensors = single
    tensors[Q.replace("weight", "bias")] = np.zeros(24, np.float32)
    save_file(tensors, folder / "model.safetensors")
    assert read_checkpoint(folder).tensors.keys() == shapes(UNTIED).keys()


def test_missing_shard(folder):
    (folder / "model-00002-of-00002.safetensors").unlink()
    refused(folder, "model-00002-of-00002.safetensors is missing")


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data[:100], lambda data: data[:4],
                                    lambda data: b"", lambda data: b"no tensors, only text " * 9])
def test_truncated_or_foreign_shard(damage, folder):
    shard = folder / "model-00002-of-00002.safetensors"
    shard.write_bytes(damage(shard.read_bytes()))
    refused(folder, "model-00002-of-00002.safetensors is truncated or no safetensors file")


def test_index_without_map(folder):
    (folder / "model.safetensors.index.json").write_text('{"metadata": {}}')
    refused(folder, "has no weight_map")


Q = "model.layers.1.self_attn.q_proj.weight"


@pytest.fixture
def single(tmp_path):
    """(folder, its tensors): a folder whose one file a test writes again."""
    checkpoint = rounded_checkpoint(UNTIED, 1, "F32")
    return write_folder(checkpoint, tmp_path / "single"), file_tensors(checkpoint, "F32")


@pytest.mark.parametrize("change, says", [
    (lambda t: t.pop(Q), f"lacks the tensor {Q}"),
    (lambda t: t.update({Q: t[Q][:-1].copy()}), rf"{Q} of .* has the shape \[23, 24\] where .* asks for \[24, 24\]"),
    (lambda t: t.update({Q: t[Q].astype(np.int8)}), f"{Q} of .* is I8; give a model in BF16, F16, F32, F64"),
    (lambda t: t.update({Q: t[Q].astype(np.int32)}), f"{Q} of .* is I32; give a model in BF16, F16, F32, F64"),
    (lambda t: t.update({Q: t[Q].astype(ml_dtypes.float8_e4m3fn)}), f"{Q} of .* is F8_E4M3"),
    (lambda t: t.update({Q.replace("weight", "bias"): t[Q][0].copy()}), "q_proj.bias, which is not zero; biases"),
    (lambda t: t.update({Q.replace("weight", "qweight"): t[Q].astype(np.int32)}), "holds the tensor .*q_proj.qweight"),
    (lambda t: t.update({Q.replace("1", "3"): t[Q]}), "holds the tensor model.layers.3"),
])
def test_bad_tensors(change, says, single):
    folder, tensors = single
    change(tensors)
    save_file(tensors, folder / "model.safetensors")
    refused(folder, says)


def test_tensor_that_the_index_places_elsewhere(folder):
    index = folder / "model.safetensors.index.json"
    first, second = (f"model-0000{number}-of-00002.safetensors" for number in (1, 2))
    places = dict.fromkeys(file_tensors(rounded_checkpoint(UNTIED, 1, "F32"), "F32"), first)
    change_json(index, weight_map=places)
    assert (folder / second).is_file()
    refused(folder, f"{first} lacks the tensor .*, which model.safetensors.index.json places there")


def test_angles_and_the_copy_of_a_tied_classifier_are_read_over(tmp_path):
    checkpoint = rounded_checkpoint(SCALED, 1, "F32")
    folder, tensors = write_folder(checkpoint, tmp_path / "folder"), file_tensors(checkpoint, "F32")
    tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].copy()
    tensors["model.layers.0.self_attn.rotary_emb.inv_freq"] = np.zeros(4, np.float32)
    save_file(tensors, folder / "model.safetensors")
    assert read_checkpoint(folder).tensors.keys() == shapes(SCALED).keys()
