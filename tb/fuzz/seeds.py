"""Files to begin with, as small as they can be, written by what writes those of the tests."""

import json
import struct
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
from safetensors.numpy import save

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.llama2_c import HEADER, MAGIC, MARKED_HEADER_BYTES, ORDER
from llama2_rtl.golden.marks import PROGRAM, WRITTEN_BY
from llama2_rtl.golden.model_tensors import shapes
from llama2_rtl.golden.quantize import DEFAULT_NUMERICS, quantize_model
from llama2_rtl.golden.rope_scaling import LinearScaling, Llama3Scaling, YarnScaling
from llama2_rtl.golden.tile import Tile
from llama2_rtl.self_test.vectors import golden_vectors, vectors_report
from llama2_rtl.synthesis.board_files.read import FOLDER, SUFFIX
from tb.device.test_mapped import GOOD
from tb.golden import hugging_face_folder
from tb.golden.gguf_files import checkpoint_file, file_tensors, metadata, tokenizer
from tb.golden.hugging_face_folder import config_json, write_folder
from tb.golden.packed_folders import awq, gptq, pack_folder
from tb.golden.test_checkpoint import quantized_file
from tb.golden.test_tokenizer_formats import byte_level, llama2_json, sentencepiece_model
from tb.golden.test_tokenizer_gguf import REFERENCE

TIED = ModelConfig(8, 8, 2, 2, 1, 24, 8)
UNTIED = ModelConfig(16, 8, 1, 2, 2, 16, 8, tied=False, stop_tokens=(2, 3))
SCALED = replace(UNTIED, rope_scaling=YarnScaling(4.0, 8), own_head_dim=4)
PACKED = ("self_attn.q_proj", "mlp.down_proj")

VOCABULARY = 344
"""Tokens of a checkpoint to which the tokenizers here belong, which have some fewer."""


@cache
def llama2_c():
    """Of versions 0, 1 and 2."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.bin")
        found = []
        for config in (TIED, UNTIED):
            write_checkpoint(random_checkpoint(config, 1), path)
            found.append([path.read_bytes()])
    checkpoint = random_checkpoint(TIED, 1)
    c, known = TIED, shapes(TIED)
    fields = HEADER.pack(c.dim, c.hidden_dim, c.n_layers, c.n_heads, c.n_kv_heads, c.vocab_size, c.seq_len)
    head = (struct.pack("<Ii", MAGIC, 1) + fields + b"\1").ljust(MARKED_HEADER_BYTES, b"\0")
    found.append([head + b"".join(checkpoint.tensors[name].tobytes() for name in ORDER[1] if name in known)])
    return [*found, [quantized_file(checkpoint, 8)[0]]]


@cache
def gguf():
    """Of floats, and of tensors in blocks."""
    wide = ModelConfig(32, 32, 1, 1, 1, 16, 8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.gguf")
        return [[checkpoint_file(random_checkpoint(config, 1), path, types).read_bytes()]
                for config, types in ((TIED, "F32"), (UNTIED, "F16"), (wide, "Q8_0"), (wide, "Q4_0"))]


@cache
def gguf_tensors():
    """The tensors of the files that `gguf_metadata` describes."""
    return file_tensors(random_checkpoint(TIED, 1))


def gguf_metadata():
    """With tokenizers of both kinds, and RoPE that is scaled."""
    kinds = [{f"ggml.{name}": value for name, value in REFERENCE[kind].items()} | {
        "ggml.model": kind, "ggml.bos_token_id": 1, "ggml.eos_token_id": 2, "ggml.add_bos_token": True,
        "ggml.pre": "default", "chat_template": "{{ bos_token }}{{ messages[0].content }}"}
        for kind in ("llama", "gpt2")]
    linear = {"rope.scaling.type": "linear", "rope.scaling.factor": 2.0}
    yarn = {"rope.scaling.type": "yarn", "rope.scaling.factor": 2.0, "rope.scaling.original_context_length": 4,
            "rope.scaling.yarn_beta_fast": 16.0}
    return [[json.dumps(dict(architecture="llama", llama=metadata(TIED) | scaling, tokenizer=tokens)).encode()]
            for tokens in (tokenizer(TIED), *kinds) for scaling in ({}, linear, yarn)]


def _folder(config, dtype="F32", shards=1):
    """Name -> bytes of a Hugging Face folder."""
    with tempfile.TemporaryDirectory() as above:
        folder = write_folder(random_checkpoint(config, 1), Path(above, "folder"), dtype, shards)
        return {path.name: path.read_bytes() for path in folder.iterdir()}


@cache
def hugging_face():
    """Of floats, with RoPE scaled in each way, and packed by AWQ and by GPTQ."""
    found = []
    for config, dtype in ((TIED, "F32"), (SCALED, "BF16"), (replace(UNTIED, rope_scaling=LinearScaling(2.0)), "F16"),
                          (replace(UNTIED, rope_scaling=Llama3Scaling(8.0, 1.0, 4.0, 8)), "F64")):
        files = _folder(config, dtype)
        found.append([files["config.json"], b'{"eos_token_id": [2, 3]}', b"", files["model.safetensors"]])
    plain = hugging_face_folder.file_tensors(random_checkpoint(UNTIED, 1), "F16")
    modules = [f"model.layers.0.{module}" for module in PACKED]
    for scheme, said, old in ((awq, dict(quant_method="awq", bits=4, version="gemm"), b""),
                              (gptq, dict(quant_method="gptq", bits=4, group_size=8, desc_act=False), b""),
                              (gptq, None, b'{"bits": 4}')):
        packed, _ = pack_folder(plain, modules, scheme, 8)
        config = json.dumps(config_json(UNTIED) | (dict(quantization_config=said) if said else {})).encode()
        found.append([config, b"", old, save({name: np.ascontiguousarray(one) for name, one in packed.items()})])
    return found


@cache
def model_in_parts():
    """Name -> bytes of a folder of two safetensors files."""
    return _folder(UNTIED, shards=2)


def index():
    """The index of `model_in_parts`."""
    return [[model_in_parts()["model.safetensors.index.json"]]]


SETTINGS = json.dumps(dict(add_bos_token=True, bos_token="<s>", eos_token=dict(content="</s>"),
                           chat_template="{{ messages }}")).encode()
TEMPLATES = json.dumps(dict(chat_template=[dict(name="default", template="{{ messages }}")])).encode()


@cache
def tokenizer_json():
    """Of bytes as characters and of pieces, with the files beside it."""
    with tempfile.TemporaryDirectory() as folder:
        made = [write(Path(folder, "tokenizer.json"))[0].read_bytes() for write in (byte_level, llama2_json)]
    return [[made[0], b"", b"", b""], [made[0], SETTINGS, b'{"bos_token": "<|begin_of_text|>"}', b""],
            [made[1], TEMPLATES, b"", b"{{ messages }}"], [made[1], b"", b"", b""]]


@cache
def tokenizer_model():
    """Of sentencepiece."""
    with tempfile.TemporaryDirectory() as folder:
        model = sentencepiece_model(Path(folder, "tokenizer.model"))[0].read_bytes()
    return [[b"", model], [SETTINGS, model]]


def tokenizer_bin():
    """The first tokens of the default preset's."""
    data = DEFAULT.tokenizer.read_bytes()
    at = 4
    for _ in range(VOCABULARY - 8):
        at += 8 + struct.unpack_from("<i", data, at + 4)[0]
    return [[data[:at]]]


@cache
def image():
    """Packed models of one port and of two."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for config, ports in ((TIED, 1), (UNTIED, 2)):
            path = Path(folder, "image")
            write_image(random_checkpoint(config, 1), DEFAULT_NUMERICS, Tile(2, 4), path, ports=ports)
            found.append([path.read_bytes()])
    return found


def boards():
    """Those that come with the project."""
    return [[path.read_bytes()] for path in sorted(FOLDER.glob(f"*{SUFFIX}"))]


def devices():
    """One, as the pages have it."""
    return [[GOOD.format(folder=".").encode()]]


@cache
def vectors():
    """Golden's, of a small core."""
    geometry = Geometry(TIED, DEFAULT_NUMERICS, 4, 8)
    model = quantize_model(random_checkpoint(TIED, 1), DEFAULT_NUMERICS)
    content = {WRITTEN_BY: f"{PROGRAM} doctor"} | vectors_report(golden_vectors(model, geometry, [1]))
    return [[json.dumps(content).encode()]]


def tokens():
    """Of both kinds."""
    return [[b"[[1, 40, 41], [1, 50, 51, 52]]", b""], [b"", np.array([1, 5, 6, 1, 7, 299], "<u2").tobytes()]]
