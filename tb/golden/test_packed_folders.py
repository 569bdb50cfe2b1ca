"""AWQ and GPTQ folders: equal to a folder of the floats that they stand for; one sentence for what is wrong."""

import json

import numpy as np
import pytest
from safetensors.numpy import save_file

from llama2_rtl.golden import packed_linear
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.model_tensors import StoredType
from llama2_rtl.golden.quantize import DEFAULT_NUMERICS
from llama2_rtl.golden.tile import Tile
from tb.golden.hugging_face_folder import change_json, file_tensors, write_folder
from tb.golden.packed_folders import awq, gptq, pack_folder

CONFIG = ModelConfig(256, 128, 2, 4, 2, 40, 64, tied=False, stop_tokens=(2,))
MODULES = ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj",
           "mlp.up_proj", "mlp.down_proj")
ALL = tuple(f"model.layers.{layer}.{module}" for layer in range(2) for module in MODULES)


def write(folder, tensors, **quantization):
    """A folder with CONFIG and these tensors; returns it."""
    write_folder(random_checkpoint(CONFIG, 1), folder)
    save_file({name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}, folder / "model.safetensors")
    if quantization:
        change_json(folder / "config.json", quantization_config=quantization)
    return folder


@pytest.fixture(scope="module")
def floats():
    return file_tensors(random_checkpoint(CONFIG, 1), "F16")


SCHEMES = {
    "AWQ": (awq, dict(quant_method="awq", bits=4, version="gemm"), {}),
    "GPTQ": (gptq, dict(quant_method="gptq", bits=4), {}),
    "GPTQ, zeros as they are": (gptq, dict(quant_method="gptq", bits=4, checkpoint_format="gptq_v2"),
                                dict(stored_zeros=True)),
}


def assert_same_tensors(one, other):
    for name, tensor in one.tensors.items():
        assert np.array_equal(tensor, other.tensors[name]), name


@pytest.mark.parametrize("group", [32, 128])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_equals_the_floats(scheme, group, floats, tmp_path, monkeypatch):
    monkeypatch.setattr(packed_linear, "ROWS_AT_ONCE", 48)
    pack, quantization, more = SCHEMES[scheme]
    packed, meant = pack_folder(floats, ALL, pack, group, **more)
    read = read_checkpoint(write(tmp_path / "packed", packed, group_size=group, **quantization))
    assert_same_tensors(read, read_checkpoint(write(tmp_path / "floats", meant)))
    assert read.stored("w2", 1) == StoredType(quantization["quant_method"].upper(), 4, group)
    assert read.stored("norm") == StoredType("F16") and not read.notes


def test_scattered_columns_are_searched_anew(floats, tmp_path):
    packed, meant = pack_folder(floats, ALL, gptq, 32, scattered=True)
    read = read_checkpoint(write(tmp_path / "packed", packed, quant_method="gptq", bits=4, desc_act=True))
    assert_same_tensors(read, read_checkpoint(write(tmp_path / "floats", meant)))
    assert read.stored("w1", 0) == StoredType("GPTQ")
    assert "14 of 14 packed matrices" in read.notes[0] and "searched anew" in read.notes[0]


def test_a_last_group_that_is_not_full(floats, tmp_path):
    packed, meant = pack_folder(floats, ["model.layers.0.mlp.down_proj"], gptq, 48)
    read = read_checkpoint(write(tmp_path / "packed", packed, quant_method="gptq", bits=4))
    assert_same_tensors(read, read_checkpoint(write(tmp_path / "floats", meant)))
    assert read.stored("w2", 0) == StoredType("GPTQ", 4, 48)


def test_a_mix_packs(floats, tmp_path):
    """Some matrices packed, the classifier too, the others floats of several types; GPTQ's settings in their old file,
    its biases zero."""
    packed, meant = pack_folder(floats, [*ALL[2:5], "lm_head"], gptq, 32)
    for name in (ALL[0], ALL[10]):
        packed[f"{name}.weight"] = packed[f"{name}.weight"].astype(np.float64)
    packed |= {f"{name}.bias": np.zeros(len(meant[f"{name}.weight"]), np.float16) for name in ALL[2:5]}
    folder = write(tmp_path / "packed", packed)
    (folder / "quantize_config.json").write_text(json.dumps(dict(bits=4, group_size=32, desc_act=False)))
    read = read_checkpoint(folder)
    assert_same_tensors(read, read_checkpoint(write(tmp_path / "floats", meant)))
    assert [read.stored(name, 0).name for name in ("wq", "wk", "wv", "wo", "w1", "w2")] == [
        "F64", "F16", "GPTQ", "GPTQ", "GPTQ", "F16"]
    write_image(read, DEFAULT_NUMERICS, Tile(1, 8), tmp_path / "model.img")


Q = "model.layers.1.self_attn.q_proj"


def without_index(tensors):
    """Zeros of one group fewer, and no g_idx."""
    for part in ("qzeros", "scales"):
        tensors[f"{Q}.{part}"] = np.ascontiguousarray(tensors[f"{Q}.{part}"][:-1])
    del tensors[f"{Q}.g_idx"]


@pytest.mark.parametrize("change, says", [
    (lambda t: t.pop(f"{Q}.qzeros"), "lacks the tensor .*q_proj.qzeros"),
    (lambda t: t.pop(f"{Q}.scales"), "lacks the tensor .*q_proj.scales"),
    (lambda t: t.pop(f"{Q}.qweight"), "lacks the tensor .*q_proj.weight"),
    (lambda t: t.update({f"{Q}.qweight": t[f"{Q}.qweight"][:-1].copy()}), r"qweight .* the shape \[31, 256\] where"),
    (lambda t: t.update({f"{Q}.qzeros": t[f"{Q}.qzeros"][:-1].copy()}), r"qzeros .* has the shape \[7, 32\] where"),
    (lambda t: t.update({f"{Q}.qweight": t[f"{Q}.qweight"].astype(np.float32)}), "qweight of .* is F32"),
    (lambda t: t.update({f"{Q}.g_idx": t[f"{Q}.g_idx"] + 1}), "g_idx of .* names group 8, of 8"),
    (without_index, "has 7 groups, which do not divide its 256 columns"),
    (lambda t: t.update({f"{Q}.bias": np.ones(256, np.float16)}), "q_proj.bias, which is not zero"),
])
def test_refused(change, says, floats, tmp_path):
    packed, _ = pack_folder(floats, [Q], gptq, 32)
    change(packed)
    folder = write(tmp_path / "packed", packed, quant_method="gptq", bits=4)
    with pytest.raises(ValueError, match=says) as caught:
        for name, layer in (("wq", 1), ("wk", 1)):
            read_checkpoint(folder).tensor(name, layer)
    assert "packed" in str(caught.value) and "\n" not in str(caught.value)


def test_scales_that_are_not_finite_leave_nothing(floats, tmp_path):
    packed, _ = pack_folder(floats, [Q], awq, 32)
    packed[f"{Q}.scales"][3, 4] = np.nan
    folder = write(tmp_path / "packed", packed, quant_method="awq", bits=4)
    with pytest.raises(ValueError, match="wq of layer 1 holds weights that are not finite"):
        write_image(read_checkpoint(folder), DEFAULT_NUMERICS, Tile(1, 8), tmp_path / "model.img")
    assert list(tmp_path.iterdir()) == [folder]


def test_packed_tensors_that_the_config_does_not_announce(floats, tmp_path):
    packed, _ = pack_folder(floats, [Q], awq, 32)
    with pytest.raises(ValueError, match="lacks the tensor .*q_proj.weight"):
        read_checkpoint(write(tmp_path / "packed", packed))
