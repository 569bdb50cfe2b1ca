"""What the core is, in a sentence and a table."""

from llama2_rtl.converters.bound import matrix_multiplications
from llama2_rtl.converters.cycles import ONE
from llama2_rtl.core_page.origins import PREDICTED


def sentence(core):
    """What the page is about."""
    m, preset = core.geometry.model, core.preset
    where = ("in a memory beside the chip, over AXI4 and with registers on AXI4-Lite" if core.over_axi
             else "on the chip, with tokens in and out on AXI4-Stream")
    return (f"A LLaMA decoder of the shape of {preset.name}: {m.n_layers} layers of dimension {m.dim:,}, computed by "
            f"{core.geometry.multipliers:,} multipliers for up to {preset.context:,} positions. Weights and KV cache "
            f"lie {where}.")


def facts(core):
    """[(what, value, origin or "")]."""
    g, m, n = core.geometry, core.geometry.model, core.geometry.numerics
    timeline = core.timeline
    weights = sum(matrix_multiplications(g).values())
    return [
        ("model", f"dimension {m.dim:,}, feed-forward {m.hidden_dim:,}, {m.n_layers} layers, {m.n_heads} query and "
                  f"{m.n_kv_heads} key/value heads of {m.head_dim}, vocabulary {m.vocab_size:,}", ""),
        ("weights that a token multiplies", f"{weights:,}", ""),
        ("number formats", f"weights {n.formats.name}, a row's scale with {n.scale_bits} bits of mantissa; "
                           f"activations {n.act_bits} bits, queries and keys {n.k_bits}, values {n.v_bits}; sums "
                           "exact, residual Q16.16", ""),
        ("multipliers, bytes of a word of weights", f"{g.multipliers}, {g.word_bytes}", ""),
        (f"cycles of the token at position {core.position:,}", f"{timeline.cycles:,}", PREDICTED),
        ("its bound: bytes of weights and KV cache, each read once",
         f"{core.bound:,.0f} cycles, {core.bound / timeline.cycles:.1%} of them", PREDICTED),
        ("cycles in which a multiplier does useful work", f"{core.busy:.1%}", PREDICTED),
        ("tokens per second", f"{1e6 / timeline.cycles:,.4g} for each MHz of the clock", PREDICTED),
        *_passes(core),
    ]


def _passes(core):
    """The facts on passes of several positions and of several texts, where the core has them."""
    g, position = core.geometry, core.position
    if g.vectors > 1 and position + g.vectors <= g.context:
        cycles = core.timeline_at(position, False, (g.vectors,)).cycles
        yield (f"cycles of a pass of {g.vectors} positions of a prompt from there on, without the classifier",
               f"{cycles:,}", PREDICTED)
    if g.sequences > 1:
        cycles = core.timeline_at(position, shares=ONE * g.sequences).cycles
        yield (f"cycles of a pass of {g.sequences} texts, a token of each there", f"{cycles:,}", PREDICTED)
        yield ("tokens per second of all texts together",
               f"{g.sequences * 1e6 / cycles:,.4g} for each MHz of the clock", PREDICTED)
