"""The figures of a core as data: cycles, bytes, memory, and resources where a committed report is of this very core."""

from collections import Counter

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.bound import bound, kv_bytes
from llama2_rtl.converters.timeline import external, external_holds, on_chip
from llama2_rtl.converters.vector.quantize_lane import SHIFT_BITS
from llama2_rtl.golden.embedding_place import memory_words
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_sections import payload_bytes
from llama2_rtl.golden.weight_image import weight_bytes
from llama2_rtl.memory_choice import AXI, CHIP
from llama2_rtl.size import check_lanes_of_model
from llama2_rtl.synthesis.kept_reports import kept_preset, kept_reports

POSITION = 63
"""Of the token that is described, unless another is asked for."""

RESOURCES = ("target", "lut", "ff", "dsp", "bram", "fmax_mhz", "tokens_per_second")


def figures(preset, memory, position):
    """A dict of plain values about a `Preset` whose weights lie in `memory`, "chip" or "axi":

    name, lanes, multipliers (those of the lanes), context, memory: the core. position: of the token that the next ones
    are about. cycles: of that token, one of a text, as the cycle model predicts them; held: whether the tests hold that
    prediction to the Verilog, on chip to the cycle, over AXI4 within 0.5 %. bound: the cycles that it takes at least
    (`converters.bound`), and share_of_bound, bound / cycles. stages: stage -> what its cycles are -> how many: beats of
    weights, of parameters, of keys and values, and bubbles; their sum is cycles. bytes_per_token: weights and kv_cache,
    what the bound counts. memory_bytes: weights and kv_cache, what they take, over AXI4 in whole pages and with the
    packed model's header. resources: a list of dicts, one for each target for which this core was synthesised; fmax_mhz
    and tokens_per_second are None where it was not placed and routed.

    Raises ValueError for a position outside the context and for lanes of which the cycle model knows nothing.
    """
    g, m = preset.geometry, preset.model
    if not 0 <= position < g.context:
        raise ValueError(f"position {position}; the context has the positions 0 to {g.context - 1}")
    check_lanes_of_model(g.lanes)
    timeline = external(g, position) if memory == AXI else on_chip(g, position)
    stages = {}
    for (stage, _), kinds in timeline.by_stage().items():
        stages.setdefault(stage, Counter()).update(kinds)
    least = bound(g, position)
    return dict(
        name=preset.name, lanes=g.lanes, multipliers=g.multipliers, context=g.context, memory=memory,
        position=position, cycles=timeline.cycles, held=memory == CHIP or external_holds(g, position), bound=least,
        share_of_bound=least / timeline.cycles,
        stages={stage: dict(kinds) for stage, kinds in stages.items()},
        bytes_per_token=dict(weights=weight_bytes(m, g.numerics.formats), kv_cache=kv_bytes(g, position)),
        memory_bytes=_memory_bytes(g, memory), resources=_resources(preset) if memory == CHIP else [])


def _memory_bytes(g, memory):
    m, formats = g.model, g.numerics.formats
    if memory == AXI:
        return dict(weights=PAGE + payload_bytes(m, formats, g.tile), kv_cache=PAGE * KvLayout(g).pages)
    shifts = g.context * m.n_layers * 2 * m.n_kv_heads * SHIFT_BITS
    return dict(weights=memory_words(m, formats, g.tile) * g.word_bytes,
                kv_cache=round(kv_bytes(g, g.context - 1) + shifts / 8))


def _resources(preset):
    return [{field: report[field] for field in RESOURCES} for report in kept_reports()
            if kept_preset(report).name == preset.name]
