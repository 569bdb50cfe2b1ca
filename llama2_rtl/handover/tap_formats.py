"""The number format of every tap of golden: what a word of a vector file means."""

from dataclasses import dataclass

from llama2_rtl.golden.config import SCORE_BITS, SCORE_FRACTION_BITS
from llama2_rtl.golden.number_formats import Q16_16, RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA, SHIFT


@dataclass(frozen=True)
class TapFormat:
    """A tap's words: `bits` wide, two's complement where `signed`, with `fraction` bits after the binary point (a
    number, or the words that say where it comes from); `order` names the dimensions, the last running fastest, `[]`
    for one word."""

    order: str
    bits: int
    signed: bool
    fraction: int | str
    what: str


def _tap(order, number, what):
    """The TapFormat of words of a NumberFormat."""
    return TapFormat(order, number.bits, number.signed, number.fraction, what)


def _q16(order, what):
    return _tap(order, Q16_16, what)


def _quantised(name, order, bits, fraction, what):
    per = order.rpartition(",")[0] or "[]"
    return {f"{name}.a": TapFormat(order, bits, True, f"{fraction} - {name}.sh", f"{what}, quantised"),
            f"{name}.sh": _tap(per, SHIFT, f"the shift of {name}.a")}


def _norm(name, what, numerics):
    return {f"{name}.x": _q16("dim", f"the residual before the {what}"),
            f"{name}.u": TapFormat("dim", Q16_16.bits, Q16_16.signed, "f, in the table below", "x times the gains"),
            **_quantised(name, "dim", numerics.act_bits, "f", "u"),
            f"{name}.rm": _tap("[]", RECIPROCAL_MANTISSA,
                               f"times 2^-{name}.k it is 1 / sqrt(sum of {name}.x squared), x as integers"),
            f"{name}.k": _tap("[]", RECIPROCAL_EXPONENT, f"the exponent of {name}.rm")}


def layer_formats(numerics):
    """Tap name -> `TapFormat` of the taps of a layer, in the order of their making."""
    heads, kv_heads = "n_heads, head_dim", "n_kv_heads, head_dim"
    return {**_norm("attention_norm", "norm of attention", numerics),
            "k": _q16(kv_heads, "keys after RoPE"),
            "v": _q16(kv_heads, "values"),
            "q": _q16(heads, "queries after RoPE, times log2(e) / sqrt(head_dim) and what yarn adds"),
            **_quantised("k", kv_heads, numerics.k_bits, Q16_16.fraction, "keys"),
            **_quantised("v", kv_heads, numerics.v_bits, Q16_16.fraction, "values"),
            **_quantised("q", heads, numerics.k_bits, Q16_16.fraction, "queries"),
            "scores": TapFormat("n_heads, position + 1", SCORE_BITS, True, SCORE_FRACTION_BITS,
                                "scores in base 2, of positions 0 to the present one"),
            "attend.out": _q16(heads, "attention's output"),
            **_quantised("attend", "n_heads * head_dim", numerics.act_bits, Q16_16.fraction, "attention's output"),
            "wo.y": _q16("dim", "the output projection, added to the residual"),
            **_norm("ffn_norm", "norm of the feed-forward network", numerics),
            "gate": _q16("hidden_dim", "W1's rows"),
            "up": _q16("hidden_dim", "W3's rows"),
            "hidden": _q16("hidden_dim", "silu(gate) * up"),
            **_quantised("hidden", "hidden_dim", numerics.act_bits, Q16_16.fraction, "hidden"),
            "w2.y": _q16("dim", "W2's rows, added to the residual")}


def final_formats(numerics):
    """As `layer_formats`, of what follows the last layer."""
    return {**_norm("norm", "final norm", numerics), "logits": _q16("vocab_size", "the classifier's rows")}
