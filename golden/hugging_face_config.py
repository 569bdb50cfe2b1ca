"""The config.json of a Hugging Face folder as a ModelConfig; what this machine cannot compute is refused."""

import json
from pathlib import Path

from llama2_rtl.golden.config import BOS, EOS, ModelConfig
from llama2_rtl.golden.rope_scaling import Llama3Scaling

FIXED = dict(hidden_act="silu", attention_bias=False, mlp_bias=False, quantization_config=None)
"""Fields that must have these values where they are given."""


def read_json(path):
    """The dictionary in a JSON file. Raises ValueError where the file is absent or holds something else."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the folder of a LlamaForCausalLM in safetensors")
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON ({error}); download it again") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path} holds no JSON object; download it again")
    return content


def read_config(folder):
    """ModelConfig of a folder, its stop tokens from generation_config.json where that names some. Defaults are those
    of transformers' LlamaConfig. Raises ValueError, in one sentence, for another architecture and for what this
    machine cannot compute."""
    path = Path(folder) / "config.json"
    fields = read_json(path)
    generation = Path(folder) / "generation_config.json"
    stops = read_json(generation).get("eos_token_id") if generation.is_file() else None
    try:
        return _config(fields, stops)
    except ValueError as error:
        raise ValueError(f"{path} is not usable: {error}") from None


def _config(fields, stops):
    architectures = fields.get("architectures") or [fields.get("model_type")]
    if architectures not in (["LlamaForCausalLM"], ["llama"]):
        raise ValueError(f"it describes {architectures}; give a LlamaForCausalLM")
    for name, value in FIXED.items():
        if fields.get(name, value) not in (value, None):
            raise ValueError(f"its {name} is {fields[name]}, where only {value} is supported; give another model")
    rope = fields.get("rope_parameters") or {}  # where transformers 5 keeps theta and scaling
    heads = _integer(fields, "num_attention_heads")
    config = ModelConfig(
        dim=_integer(fields, "hidden_size"),
        hidden_dim=_integer(fields, "intermediate_size"),
        n_layers=_integer(fields, "num_hidden_layers"),
        n_heads=heads,
        n_kv_heads=_integer(fields, "num_key_value_heads", heads),
        vocab_size=_integer(fields, "vocab_size"),
        seq_len=_integer(fields, "max_position_embeddings", 2048),
        rope_theta=_positive(rope if "rope_theta" in rope else fields, "rope_theta", 10000.0),
        norm_eps=_positive(fields, "rms_norm_eps", 1e-6),
        tied=bool(fields.get("tie_word_embeddings", False)),
        rope_scaling=_rope_scaling(rope or fields.get("rope_scaling") or {}),
        bos_token=_integer(fields, "bos_token_id", BOS),
        stop_tokens=_stop_tokens(stops if stops is not None else fields.get("eos_token_id", EOS)),
    )
    if _integer(fields, "head_dim", config.head_dim) != config.head_dim:
        raise ValueError(
            f"its head_dim is {fields['head_dim']}, where only hidden_size / num_attention_heads, {config.head_dim}, "
            "is supported; give another model"
        )
    for token in (config.bos_token, *config.stop_tokens):
        if token >= config.vocab_size:
            raise ValueError(f"its token {token} lies outside the vocabulary of {config.vocab_size}; correct it")
    return config


def _number(fields, name, kinds, default):
    value = fields.get(name)
    value = default if value is None else value
    if value is None:
        raise ValueError(f"it lacks {name}; give the folder of a LlamaForCausalLM")
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise ValueError(f"its {name} is {value!r}, which is not the number expected; download it again")
    return value


def _integer(fields, name, default=None):
    value = _number(fields, name, int, default)
    if value < 0:
        raise ValueError(f"its {name} is {value}; it must not be negative")
    return value


def _positive(fields, name, default=None):
    value = float(_number(fields, name, (int, float), default))
    if not 0 < value < float("inf"):
        raise ValueError(f"its {name} is {value}; it must be positive")
    return value


def _rope_scaling(fields):
    kind = fields.get("rope_type", fields.get("type", "default"))
    if kind == "default":
        return None
    if kind != "llama3":
        raise ValueError(f"its rope_type is {kind!r}, where only 'default' and 'llama3' are supported; "
                         "give another model")
    factors = [_positive(fields, name) for name in ("factor", "low_freq_factor", "high_freq_factor")]
    return Llama3Scaling(*factors, _integer(fields, "original_max_position_embeddings"))


def _stop_tokens(value):
    tokens = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(_integer(dict(eos_token_id=token), "eos_token_id") for token in tokens))
