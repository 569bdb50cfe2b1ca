"""Hugging Face folders of a LlamaForCausalLM: config.json and safetensors in one file or many, read tensor by
tensor."""

from dataclasses import dataclass
from pathlib import Path

import ml_dtypes
import numpy as np
from safetensors import SafetensorError, safe_open

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.hugging_face_config import read_config, read_json
from llama2_rtl.golden.model_tensors import StoredType, TensorReader, named_shapes

BYTES_AT_ONCE = 1 << 24
SINGLE, INDEX = "model.safetensors", "model.safetensors.index.json"
DTYPES = {"BF16": ml_dtypes.bfloat16, "F16": np.float16, "F32": np.float32}
"""Safetensors' names of the dtypes that are read; numpy knows bfloat16 from ml_dtypes alone."""

NAMES = dict(
    tok_embeddings="model.embed_tokens.weight",
    attention_norm="model.layers.{}.input_layernorm.weight",
    wq="model.layers.{}.self_attn.q_proj.weight",
    wk="model.layers.{}.self_attn.k_proj.weight",
    wv="model.layers.{}.self_attn.v_proj.weight",
    wo="model.layers.{}.self_attn.o_proj.weight",
    ffn_norm="model.layers.{}.post_attention_layernorm.weight",
    w1="model.layers.{}.mlp.gate_proj.weight",
    w2="model.layers.{}.mlp.down_proj.weight",
    w3="model.layers.{}.mlp.up_proj.weight",
    norm="model.norm.weight",
    output="lm_head.weight",
)
"""Name of `shapes` -> the tensor's name in the files, {} for the layer."""

UNUSED = ("rotary_emb.inv_freq", NAMES["output"])
"""Ends of the names that a folder may hold beyond what is read: angles, and the copy of a tied embedding."""


@dataclass(frozen=True)
class HuggingFace(TensorReader):
    """A folder. `shards` maps each tensor's name in the files to the file that holds it."""

    config: ModelConfig
    shards: dict

    def tensor(self, name, layer=None):
        file_name = NAMES[name].format(layer)
        tensor = _read(self.shards[file_name], file_name)
        if name in ("wq", "wk"):
            return interleaved(tensor, self.config.head_dim)
        return tensor

    def stored(self, name, layer=None):
        file_name = NAMES[name].format(layer)
        with _open(self.shards[file_name]) as file:
            return StoredType(file.get_slice(file_name).get_dtype())


def interleaved(weights, head_dim):
    """Rows of Q or K [heads * head_dim, columns] whose rotated pairs lie half a head apart, as rows whose pairs are
    neighbours."""
    heads = weights.reshape(-1, 2, head_dim // 2, weights.shape[-1])
    return heads.swapaxes(1, 2).reshape(weights.shape)


def read_hugging_face(folder):
    """`HuggingFace` of a folder. Raises ValueError, in one sentence, for another architecture, for files that are
    absent, truncated or foreign, and for tensors that are missing, too many, of another shape or another dtype."""
    folder = Path(folder)
    config = read_config(folder)
    expected = named_shapes(config, NAMES)
    shards = _shards(folder)
    for name in expected:
        if name not in shards:
            raise ValueError(f"{folder} lacks the tensor {name}, which its config.json asks for; download it again")
    for name in shards:
        if name not in expected and not name.endswith(UNUSED):
            raise ValueError(f"{folder} holds the tensor {name}, which its config.json does not ask for; "
                             "give a plain LlamaForCausalLM")
    for path in sorted(set(shards.values())):
        _check(path, {name: shape for name, shape in expected.items() if shards[name] == path})
    return HuggingFace(config, {name: shards[name] for name in expected})


def _shards(folder):
    """Name of every tensor of the folder -> path of the file that should hold it."""
    if not (folder / INDEX).is_file():
        if not (folder / SINGLE).is_file():
            raise ValueError(f"{folder} holds neither {SINGLE} nor {INDEX}; give the model in safetensors")
        with _open(folder / SINGLE) as file:
            return dict.fromkeys(file.keys(), folder / SINGLE)
    places = read_json(folder / INDEX).get("weight_map")
    if not isinstance(places, dict) or not all(isinstance(place, str) for place in places.values()):
        raise ValueError(f"{folder / INDEX} has no weight_map from tensors to files; download it again")
    return {name: folder / Path(place).name for name, place in places.items()}


def _check(path, expected):
    """Raises ValueError unless the file holds the tensors `expected`, name -> shape, in a dtype of `DTYPES`."""
    with _open(path) as file:
        present = set(file.keys())
        for name, shape in expected.items():
            if name not in present:
                raise ValueError(f"{path} lacks the tensor {name}, which {INDEX} places there; download both again")
            entry = file.get_slice(name)
            if tuple(entry.get_shape()) != shape:
                raise ValueError(f"{name} of {path} has the shape {entry.get_shape()} where config.json asks for "
                                 f"{list(shape)}; give the config.json that belongs to the weights")
            if entry.get_dtype() not in DTYPES:
                raise ValueError(f"{name} of {path} is {entry.get_dtype()}; give a model in {', '.join(DTYPES)}")


def _read(path, name):
    """A tensor of a file, in parts with the file opened anew for each: a mapping keeps every page read in memory."""
    with _open(path) as file:
        entry = file.get_slice(name)
        tensor = np.empty(entry.get_shape(), DTYPES[entry.get_dtype()])
    count = max(1, BYTES_AT_ONCE * len(tensor) // tensor.nbytes)
    for first in range(0, len(tensor), count):
        end = min(first + count, len(tensor))  # the library refuses a slice beyond the end
        with _open(path) as file:
            tensor[first:end] = file.get_slice(name)[first:end]
    return tensor


def _open(path):
    if not path.is_file():
        raise ValueError(f"{path} is missing, which {INDEX} names; download it")
    try:
        return safe_open(path, framework="numpy")
    except SafetensorError as error:
        raise ValueError(f"{path} is truncated or no safetensors file ({error}); copy or download it again") from None
