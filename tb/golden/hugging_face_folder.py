"""Hugging Face folders that the tests write themselves, with the safetensors library."""

import json

import ml_dtypes
import numpy as np
from safetensors.numpy import save_file

from llama2_rtl.golden.checkpoint import Checkpoint, random_checkpoint
from llama2_rtl.golden.rope_scaling import LinearScaling, Llama3Scaling, YarnScaling

DTYPES = {"BF16": ml_dtypes.bfloat16, "F16": np.float16, "F32": np.float32, "F64": np.float64}
ROPE_TYPES = {LinearScaling: "linear", Llama3Scaling: "llama3", YarnScaling: "yarn"}
LAYER = {"attention_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "wq": "self_attn.q_proj",
         "wk": "self_attn.k_proj", "wv": "self_attn.v_proj", "wo": "self_attn.o_proj", "w1": "mlp.gate_proj",
         "w2": "mlp.down_proj", "w3": "mlp.up_proj"}
WHOLE = {"tok_embeddings": "model.embed_tokens", "norm": "model.norm", "output": "lm_head"}


def rounded_checkpoint(config, seed, dtype):
    """A random checkpoint whose weights `dtype` holds exactly."""
    checkpoint = random_checkpoint(config, seed)
    return Checkpoint(config, {name: tensor.astype(DTYPES[dtype]).astype(np.float32)
                               for name, tensor in checkpoint.tensors.items()})


def half_rotated(weights, head_dim):
    """Rows of Q or K whose pairs are neighbours, as rows whose pairs lie half a head apart."""
    order = [*range(0, head_dim, 2), *range(1, head_dim, 2)]
    rows = [first + at for first in range(0, len(weights), head_dim) for at in order]
    return weights[rows]


def file_tensors(checkpoint, dtype):
    """Name -> tensor as the files hold them."""
    c, result = checkpoint.config, {}
    for name, tensor in checkpoint.tensors.items():
        if name in WHOLE:
            result[f"{WHOLE[name]}.weight"] = tensor
            continue
        for layer in range(c.n_layers):
            weights = half_rotated(tensor[layer], c.head_dim) if name in ("wq", "wk") else tensor[layer]
            result[f"model.layers.{layer}.{LAYER[name]}.weight"] = weights
    return {name: np.ascontiguousarray(tensor.astype(DTYPES[dtype])) for name, tensor in result.items()}


def config_json(config):
    """The fields of config.json."""
    c = config
    scaling = c.rope_scaling and dict(vars(c.rope_scaling), rope_type=ROPE_TYPES[type(c.rope_scaling)])
    return dict(architectures=["LlamaForCausalLM"], model_type="llama", hidden_act="silu", attention_bias=False,
                hidden_size=c.dim, intermediate_size=c.hidden_dim, num_hidden_layers=c.n_layers,
                num_attention_heads=c.n_heads, num_key_value_heads=c.n_kv_heads, vocab_size=c.vocab_size,
                head_dim=c.head_dim, max_position_embeddings=c.seq_len, rms_norm_eps=c.norm_eps,
                rope_theta=c.rope_theta, rope_scaling=scaling, tie_word_embeddings=c.tied, bos_token_id=c.bos_token,
                eos_token_id=list(c.stop_tokens))


def write_folder(checkpoint, folder, dtype="F32", shards=1):
    """Writes the checkpoint into `folder`, its tensors dealt out to `shards` files. Returns the folder."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config_json(checkpoint.config)))
    tensors = file_tensors(checkpoint, dtype)
    if shards == 1:
        save_file(tensors, folder / "model.safetensors")
        return folder
    places = {name: f"model-{number % shards + 1:05}-of-{shards:05}.safetensors"
              for number, name in enumerate(tensors)}
    for place in set(places.values()):
        save_file({name: tensors[name] for name in tensors if places[name] == place}, folder / place)
    (folder / "model.safetensors.index.json").write_text(json.dumps(dict(weight_map=places)))
    return folder


def change_json(path, **changes):
    """Replaces fields of a JSON file; None takes one away."""
    fields = json.loads(path.read_text()) | changes
    path.write_text(json.dumps({name: value for name, value in fields.items() if value is not None}))
