"""The config.json of a Hugging Face folder as a ModelConfig; what this machine cannot compute is refused."""

from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.golden.config import BOS, EOS, ModelConfig
from llama2_rtl.golden.json_file import read_json
from llama2_rtl.golden.packed_linear import AWQ, BITS, GPTQ
from llama2_rtl.golden.rope_scaling import LinearScaling, Llama3Scaling, YarnScaling, yarn_attention_factor

ACTIVATIONS = ("silu", "swish")
"""The names of x / (1 + e^-x), the one `hidden_act` that there is."""

ORIGINAL = "original_max_position_embeddings"

GPTQ_FILE = "quantize_config.json"
"""Where older programs of GPTQ say what config.json's quantization_config says today."""


@dataclass(frozen=True)
class Packing:
    """How a folder's packed matrices are to be read: as `PackedLinear` has it."""

    scheme: str
    stored_zeros: bool = False


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


def read_packing(folder):
    """Packing of a folder, None where its matrices are floats. Raises ValueError, in one sentence, for another way to
    pack them."""
    path = Path(folder) / "config.json"
    config, gptq = read_json(path), Path(folder) / GPTQ_FILE
    if config.get("quantization_config") is None and gptq.is_file():
        path, config = gptq, dict(quantization_config=dict(read_json(gptq), quant_method=GPTQ))
    try:
        return _packing(_object(config, "quantization_config"))
    except ValueError as error:
        raise ValueError(f"{path} is not usable: {error}") from None


def _config(fields, stops):
    architectures = fields.get("architectures") or [fields.get("model_type")]
    if architectures not in (["LlamaForCausalLM"], ["llama"]):
        raise ValueError(f"it describes {architectures}; give a LlamaForCausalLM")
    if (fields.get("hidden_act") or ACTIVATIONS[0]) not in ACTIVATIONS:
        raise ValueError(f"its hidden_act is {fields['hidden_act']}, where only {' or '.join(ACTIVATIONS)} is "
                         "supported; give another model")
    rope = _object(fields, "rope_parameters")  # where transformers 5 keeps theta and scaling
    heads, context = _integer(fields, "num_attention_heads"), _integer(fields, "max_position_embeddings", 2048)
    scaling = rope or _object(fields, "rope_scaling")
    config = ModelConfig(
        dim=_integer(fields, "hidden_size"),
        hidden_dim=_integer(fields, "intermediate_size"),
        n_layers=_integer(fields, "num_hidden_layers"),
        n_heads=heads,
        n_kv_heads=_integer(fields, "num_key_value_heads", heads),
        vocab_size=_integer(fields, "vocab_size"),
        seq_len=_trained_context(scaling, context),
        rope_theta=_positive(rope if "rope_theta" in rope else fields, "rope_theta", 10000.0),
        norm_eps=_positive(fields, "rms_norm_eps", 1e-6),
        tied=bool(fields.get("tie_word_embeddings", False)),
        rope_scaling=_rope_scaling(scaling, fields, context),
        bos_token=_integer(fields, "bos_token_id", BOS),
        stop_tokens=_stop_tokens(fields.get("eos_token_id", EOS) if stops is None else stops),
        own_head_dim=None if fields.get("head_dim") is None else _integer(fields, "head_dim"),
    )
    for token in (config.bos_token, *config.stop_tokens):
        if token >= config.vocab_size:
            raise ValueError(f"its token {token} lies outside the vocabulary of {config.vocab_size}; correct it")
    return config


def _packing(fields):
    """Packing of a quantization_config, None for an empty one."""
    if not fields:
        return None
    method = fields.get("quant_method")
    if method not in (AWQ, GPTQ):
        raise ValueError(f"its quantization_config names the method {method!r}, where only {AWQ} and {GPTQ} are "
                         "supported; give another model")
    if fields.get("bits") != BITS:
        raise ValueError(f"its quantization_config has codes of {fields.get('bits')} bits, where only {BITS} are "
                         "supported; give another model")
    kind, known = (("version", ("gemm",)) if method == AWQ else ("checkpoint_format", ("gptq", "gptq_v2")))
    if str(fields.get(kind) or known[0]).lower() not in known:
        raise ValueError(f"its quantization_config has the {kind} {fields[kind]}, where only {' and '.join(known)} is "
                         "supported; give another model")
    return Packing(method, fields.get(kind) == "gptq_v2")


def _number(fields, name, kinds, default):
    value = fields.get(name)
    value = default if value is None else value
    if value is None:
        raise ValueError(f"it lacks {name}; give the folder of a LlamaForCausalLM")
    if not isinstance(value, kinds) or isinstance(value, bool):
        raise ValueError(f"its {name} is {value!r}, which is not the number expected; download it again")
    return value


def _object(fields, name):
    """The object that a field holds, an empty one where it is absent, null or empty."""
    value = fields.get(name) or {}
    if not isinstance(value, dict):
        raise ValueError(f"its {name} is {value!r}, where an object is expected; download it again")
    return value


def _integer(fields, name, default=None):
    value = _number(fields, name, int, default)
    if value < 0:
        raise ValueError(f"its {name} is {value}; it must not be negative")
    return value


def _positive(fields, name, default=None):
    try:
        value = float(_number(fields, name, (int, float), default))
    except OverflowError:  # of a whole number
        value = float("inf")
    if not 0 < value < float("inf"):
        raise ValueError(f"its {name} is {value}; it must be positive")
    return value


def _trained_context(scaling, context):
    """Positions that the model may be given. Of the kind `dynamic` those of its training: beyond them the angles of all
    keys would change with each position, and cached keys have theirs already."""
    return min(context, _integer(scaling, ORIGINAL, context)) if _kind(scaling) == "dynamic" else context


def _kind(scaling):
    return scaling.get("rope_type", scaling.get("type", "default"))


def _rope_scaling(scaling, fields, context):
    kind = _kind(scaling)
    partial = scaling.get("partial_rotary_factor", fields.get("partial_rotary_factor"))
    if partial not in (None, 1):
        raise ValueError(f"its partial_rotary_factor is {partial}, where only 1 is supported; give another model")
    if kind in ("default", "dynamic"):
        return None
    if kind == "linear":
        return LinearScaling(_positive(scaling, "factor"))
    if kind == "llama3":
        factors = [_positive(scaling, name) for name in ("factor", "low_freq_factor", "high_freq_factor")]
        return Llama3Scaling(*factors, _integer(scaling, ORIGINAL))
    if kind == "yarn":
        return _yarn(scaling, context)
    raise ValueError(f"its rope_type is {kind!r}, where only 'default', 'linear', 'dynamic', 'llama3' and 'yarn' are "
                     "supported; give another model")


def _yarn(scaling, context):
    original = _integer(scaling, ORIGINAL, context)
    factor = _positive(scaling, "factor", context / original if original else None)
    optional = {name: _positive(scaling, name) for name in ("attention_factor", "beta_fast", "beta_slow")
                if scaling.get(name) is not None}
    scales = [_positive(scaling, name) for name in ("mscale", "mscale_all_dim") if scaling.get(name)]
    if "attention_factor" not in optional and len(scales) == 2:
        over, under = (yarn_attention_factor(factor, scale) for scale in scales)
        optional["attention_factor"] = over / under
    return YarnScaling(factor, original, truncate=bool(scaling.get("truncate", True)), **optional)


def _stop_tokens(value):
    """Tokens of a number, of a list of them, or of None."""
    tokens = value if isinstance(value, list) else [] if value is None else [value]
    return tuple(dict.fromkeys(_integer(dict(eos_token_id=token), "eos_token_id") for token in tokens))
