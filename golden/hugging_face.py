"""Hugging Face folders of a LlamaForCausalLM: config.json and safetensors in one file or many, read tensor by tensor;
matrices as floats, or as AWQ and GPTQ pack them."""

from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.hugging_face_config import read_config, read_packing
from llama2_rtl.golden.model_tensors import StoredType, TensorReader, named_shapes
from llama2_rtl.golden.packed_linear import PackedLinear
from llama2_rtl.golden.safetensors_folder import FLOATS, SafetensorsFolder, find_tensors

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

PACKED_PARTS = ("qweight", "qzeros", "scales", "g_idx")
"""Ends of the names of a packed matrix's tensors, where a plain one has `weight`."""

BIAS = ".bias"
UNUSED = ("rotary_emb.inv_freq", NAMES["output"])
"""Ends of the names that a folder may hold beyond what is read: angles, and the copy of a tied embedding."""


@dataclass(frozen=True)
class HuggingFace(TensorReader):
    """A folder. `packed` maps names of the matrices that are packed, as NAMES has them, to PackedLinear."""

    config: ModelConfig
    files: SafetensorsFolder
    packed: dict

    def tensor(self, name, layer=None):
        file_name = NAMES[name].format(layer)
        tensor = self.packed[file_name].read() if file_name in self.packed else self.files.read(file_name)
        if name in ("wq", "wk"):
            return interleaved(tensor, self.config.head_dim)
        return tensor

    def stored(self, name, layer=None):
        file_name = NAMES[name].format(layer)
        return self.packed[file_name].stored if file_name in self.packed else StoredType(self.files.dtype(file_name))

    @property
    def notes(self):
        scattered = [name for name, matrix in self.packed.items() if matrix.block is None]
        if not scattered:
            return ()
        return (f"{len(scattered)} of {len(self.packed)} packed matrices have columns dealt out to groups by size "
                "(desc_act): their codes are searched anew from the weights that they stand for",)


def interleaved(weights, head_dim):
    """Rows of Q or K [heads * head_dim, columns] whose rotated pairs lie half a head apart, as rows whose pairs are
    neighbours."""
    heads = weights.reshape(-1, 2, head_dim // 2, weights.shape[-1])
    return heads.swapaxes(1, 2).reshape(weights.shape)


def read_hugging_face(folder):
    """`HuggingFace` of a folder. Raises ValueError, in one sentence, for another architecture, for files that are
    absent, truncated or foreign, and for tensors that are missing, too many, of another shape or another dtype."""
    folder = Path(folder)
    config, packing = read_config(folder), read_packing(folder)
    files = find_tensors(folder)
    try:
        expected = named_shapes(config, NAMES, files.places)
    except ValueError as error:
        raise ValueError(f"{folder} is not usable: {error}") from None
    packed = {}
    for name, shape in expected.items():
        module = name.removesuffix(".weight")
        if packing and f"{module}.qweight" in files.places:
            packed[name] = PackedLinear(files, module, packing.scheme, *shape, packing.stored_zeros)
        elif name not in files.places:
            raise ValueError(f"{folder} lacks the tensor {name}, which its config.json asks for; download it again")
    _check_others(files, expected, packed)
    files.check({name: (shape, tuple(FLOATS)) for name, shape in expected.items() if name not in packed})
    for matrix in packed.values():
        matrix.check()
    return HuggingFace(config, files, packed)


def _check_others(files, expected, packed):
    """Raises ValueError for tensors that a plain LLaMA has not; biases of zero change nothing."""
    known = {*expected} - {*packed}
    known |= {f"{matrix.name}.{part}" for matrix in packed.values() for part in PACKED_PARTS}
    for name in files.places:
        if name in known or name.endswith(UNUSED):
            continue
        if name.endswith(BIAS) and f"{name.removesuffix(BIAS)}.weight" in expected:
            if files.dtype(name) not in FLOATS or files.read(name).any():
                raise ValueError(f"{files.path} holds {name}, which is not zero; biases (attention_bias, mlp_bias) are "
                                 "not supported, so give a model without them")
            continue
        raise ValueError(f"{files.path} holds the tensor {name}, which its config.json does not ask for; "
                         "give a plain LlamaForCausalLM")
