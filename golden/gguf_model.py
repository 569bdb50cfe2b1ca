"""GGUF files of the llama architecture: the metadata as a ModelConfig, the tensors one by one.

Rows of Q and K lie there as llama.cpp turns them: rotated pairs are neighbours, as this machine has them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from llama2_rtl.golden.config import BOS, ModelConfig
from llama2_rtl.golden.gguf_file import GgufFile, read_gguf_file
from llama2_rtl.golden.model_tensors import TensorReader, named_shapes
from llama2_rtl.golden.rope_scaling import LinearScaling, RopeFactors, YarnScaling, yarn_attention_factor

NAMES = dict(
    tok_embeddings="token_embd.weight",
    attention_norm="blk.{}.attn_norm.weight",
    wq="blk.{}.attn_q.weight",
    wk="blk.{}.attn_k.weight",
    wv="blk.{}.attn_v.weight",
    wo="blk.{}.attn_output.weight",
    ffn_norm="blk.{}.ffn_norm.weight",
    w1="blk.{}.ffn_gate.weight",
    w2="blk.{}.ffn_down.weight",
    w3="blk.{}.ffn_up.weight",
    norm="output_norm.weight",
    output="output.weight",
)
"""Name of `shapes` -> the tensor's name in the file, {} for the layer."""

ROPE_FACTORS = "rope_freqs.weight"
"""What each pair's frequency is divided by, [head_dim / 2]: Llama 3.1's scaling, as llama.cpp stores it."""

STOPS = ("eos", "eot", "eom")
"""`tokenizer.ggml.NAME_token_id` of the tokens that end a text, a turn and a message."""

NEUTRAL = {"expert_count": 0, "attention.scale": 0.0, "attention.clamp_kqv": 0.0, "attention.max_alibi_bias": 0.0,
           "logit_scale": 1.0, "residual_scale": 1.0, "embedding_scale": 1.0, "attn_logit_softcapping": 0.0,
           "final_logit_softcapping": 0.0, "rope.scale_linear": 1.0, "rope.scaling.yarn_ext_factor": 1.0,
           "rope.scaling.yarn_attn_factor": 1.0, "rope.scaling.yarn_log_multiplier": 0.0}
"""Keys of `llama.` that change the arithmetic, with the value that changes nothing."""


@dataclass(frozen=True)
class Gguf(TensorReader):
    """A file. Tensors that its types quantise are dequantised to float32."""

    config: ModelConfig
    file: GgufFile

    def tensor(self, name, layer=None):
        return self.file.read(NAMES[name].format(layer))

    def stored(self, name, layer=None):
        return self.file.tensors[NAMES[name].format(layer)].stored


def read_gguf(path):
    """`Gguf` of a file. Raises ValueError, in one sentence, for a file that is truncated or foreign, for another
    architecture, for what this machine cannot compute, and for tensors that are missing, too many, of another shape or
    of a type that cannot be dequantised."""
    file = read_gguf_file(Path(path))
    try:
        config = _config(file)
        expected = named_shapes(config, NAMES, file.tensors)
        if isinstance(config.rope_scaling, RopeFactors):
            expected[ROPE_FACTORS] = (config.head_dim // 2,)
        _check(file, expected)
    except ValueError as error:
        raise ValueError(f"{path} is not usable: {error}") from None
    return Gguf(config, file)


def _check(file, expected):
    """Raises ValueError unless the file holds the tensors `expected`, name -> shape, and no other ones."""
    for name, shape in expected.items():
        if name not in file.tensors:
            raise ValueError(f"it lacks the tensor {name}; download it again or convert the model anew")
        tensor = file.tensors[name]
        if tensor.shape != shape:
            raise ValueError(f"{name} has the shape {list(tensor.shape)} where its metadata asks for {list(shape)}; "
                             "download it again or convert the model anew")
        if not tensor.is_readable:
            raise ValueError(f"{name} is of the type {tensor.type.name}, which cannot be dequantised; give the model "
                             "in another quantisation, as Q4_K_M or Q8_0")
    for name in file.tensors:
        if name not in expected:
            raise ValueError(f"it holds the tensor {name}, which is not supported; give a plain LLaMA model")


def _config(file):
    fields = file.fields
    architecture = fields.get("general.architecture")
    if architecture != "llama":
        raise ValueError(f"its architecture is {architecture!r}, where only 'llama' is supported; give a LLaMA model")
    if _number(fields, "split.count", 1) > 1:
        raise ValueError(f"it is one of the {fields['split.count']} parts of a model; join them with "
                         "'llama-gguf-split --merge'")
    for name, value in NEUTRAL.items():
        if _number(fields, f"llama.{name}", value) != value:
            raise ValueError(f"its llama.{name} is {fields[f'llama.{name}']}, where only {value} is supported; "
                             "give another model")
    embedding = file.tensors.get(NAMES["tok_embeddings"])
    if embedding is None:
        raise ValueError(f"it lacks the tensor {NAMES['tok_embeddings']}; give the file that holds the model")
    heads = _number(fields, "llama.attention.head_count")
    config = ModelConfig(
        dim=_number(fields, "llama.embedding_length"),
        hidden_dim=_number(fields, "llama.feed_forward_length"),
        n_layers=_number(fields, "llama.block_count"),
        n_heads=heads,
        n_kv_heads=_number(fields, "llama.attention.head_count_kv", heads),
        vocab_size=embedding.shape[0],
        seq_len=_number(fields, "llama.context_length"),
        rope_theta=_decimal(fields, "llama.rope.freq_base", 10000.0),
        norm_eps=_decimal(fields, "llama.attention.layer_norm_rms_epsilon"),
        tied=NAMES["output"] not in file.tensors,
        rope_scaling=_rope_scaling(file),
        bos_token=_number(fields, "tokenizer.ggml.bos_token_id", BOS),
        stop_tokens=_stop_tokens(fields),
        own_head_dim=_number(fields, "llama.attention.key_length") if "llama.attention.key_length" in fields else None,
    )
    for key in ("attention.value_length", "rope.dimension_count"):
        if _number(fields, f"llama.{key}", config.head_dim) != config.head_dim:
            raise ValueError(f"its llama.{key} is {fields[f'llama.{key}']}, where only the length of a key, "
                             f"{config.head_dim}, is supported; give another model")
    for token in (config.bos_token, *config.stop_tokens):
        if token >= config.vocab_size:
            raise ValueError(f"its token {token} lies outside the vocabulary of {config.vocab_size}; "
                             "convert the model anew")
    return config


def _number(fields, key, default=None):
    value = fields.get(key, default)
    if value is None:
        raise ValueError(f"it lacks {key} in its metadata; give the file that holds the model")
    if isinstance(value, list) and value and value.count(value[0]) == len(value):
        value = value[0]  # one for each layer
    if not isinstance(value, int | float) or isinstance(value, bool) or value < 0:
        raise ValueError(f"its {key} is {value!r}, where one number is expected; give a plain LLaMA model")
    return value


def _decimal(fields, key, default=None):
    """A float32 of the metadata as the shortest decimal that stands for it: 1e-05, which float32 does not have."""
    value = float(str(np.float32(_number(fields, key, default))))
    if not 0 < value < float("inf"):
        raise ValueError(f"its {key} is {value}; it must be positive")
    return value


def _rope_scaling(file):
    fields, prefix = file.fields, "llama.rope.scaling."
    kind = fields.get(f"{prefix}type", "none")
    if kind not in ("none", "linear", "yarn"):
        raise ValueError(f"its {prefix}type is {kind!r}, where only 'none', 'linear' and 'yarn' are supported; give "
                         "another model")
    if ROPE_FACTORS in file.tensors:
        if kind != "none":
            raise ValueError(f"it holds {ROPE_FACTORS} beside {prefix}type {kind!r}, which is not supported; give "
                             "another model")
        return RopeFactors(tuple(float(factor) for factor in file.read(ROPE_FACTORS)))
    if kind == "none":
        return None
    factor = _decimal(fields, f"{prefix}factor")
    if kind == "linear":
        return LinearScaling(factor)
    attention = _decimal(fields, f"{prefix}attn_factor", 1.0) * yarn_attention_factor(factor)
    betas = {beta: _decimal(fields, f"{prefix}yarn_{beta}") for beta in ("beta_fast", "beta_slow")
             if f"{prefix}yarn_{beta}" in fields}
    original = _number(fields, f"{prefix}original_context_length", _number(fields, "llama.context_length"))
    return YarnScaling(factor, original, attention_factor=attention, **betas)


def _stop_tokens(fields):
    keys = (f"tokenizer.ggml.{name}_token_id" for name in STOPS)
    return tuple(dict.fromkeys(_number(fields, key) for key in keys if key in fields))
