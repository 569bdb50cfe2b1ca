"""What a core takes of a device: as the reports of synthesis have it, and what its configuration says beforehand."""

import json
from collections import Counter
from dataclasses import dataclass

from llama2_rtl import synth
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.read_master import prefetch_words
from llama2_rtl.core_page.origins import PLACED, SYNTHESISED
from llama2_rtl.core_page.plots import COLOURS, Plot, data, draw
from llama2_rtl.golden.embedding_place import memory_words
from llama2_rtl.golden.image_sections import payload_bytes
from llama2_rtl.synthesis.ecp5.device import BLOCK_RAM_BITS
from llama2_rtl.synthesis.targets import TARGETS

NAMES = dict(lut="LUTs", ff="flip-flops", dsp="multipliers", bram="block RAMs")
OPENED = ("u_decoder", "u_matrix_unit")
"""Instances of which what is in them is shown, each by itself."""


@dataclass(frozen=True)
class Taken:
    """What a report of synthesis says: the `part`, its `origin`, a row for each resource, the clock in a sentence or
    None, and the Plot by module."""

    part: str
    origin: str
    rows: list
    clock: str | None
    plot: Plot


def reports(core):
    """The Takens of the reports that `make synth` has kept or written of this very core."""
    if core.over_axi:
        return []
    found = {}
    for folder in (synth.REPORTS, synth.BUILD):
        for target in TARGETS.values():
            path = folder / f"{target.name}-{synth.without_lanes(core.preset)}-{core.preset.lanes}.json"
            if path.is_file():
                report = json.loads(path.read_text())
                if report["context"] == core.preset.context:
                    found[target.name] = report
    return [_taken(report) for report in found.values()]


def _taken(report):
    target = TARGETS[report["target"]]
    placed = report["fmax_mhz"] is not None
    origin = PLACED if placed else SYNTHESISED
    clock = None
    if placed:
        clocks = ", ".join("not routed" if mhz is None else f"{mhz:.1f}" for mhz in report["seeds"].values())
        clock = (f"{report['fmax_mhz']:.1f} MHz, the slowest of the placements with {clocks} MHz ({PLACED}): "
                 f"{report['tokens_per_second']:,.0f} tokens per second of the {report['cycles']:,} cycles at position "
                 f"{report['position']} (simulated).")
    rows = [(NAMES[kind], f"{report[kind]:,}", f"{target.available[kind]:,}",
             f"{report[kind] / target.available[kind]:.1%}") for kind in NAMES]
    return Taken(target.part, origin, rows, clock, _by_module(report, target, origin))


def _by_module(report, target, origin):
    modules = {}
    for path, used in report["modules"].items():
        modules.setdefault(_module(path), Counter()).update(used)
    names = sorted(modules, key=lambda name: -modules[name]["lut"])

    def paint(axes):
        for number, kind in enumerate(("lut", "ff")):
            bars = axes.barh([place + 0.38 * number for place in range(len(names))],
                             [modules[name][kind] for name in names], height=0.38, color=COLOURS[number],
                             label=NAMES[kind])
            data(bars, number)
        axes.set_yticks([place + 0.19 for place in range(len(names))], names)
        axes.invert_yaxis()
        axes.grid(axis="y", visible=False)
        axes.set_xlabel("LUTs, flip-flops")
        axes.set_ylabel("module")
        axes.xaxis.set_major_formatter("{x:,.0f}")
        axes.legend(frameon=False)

    return draw(f"plot-modules-{report['target']}", f"LUTs and flip-flops by module, {target.part}", origin, paint,
                ("module", *NAMES.values()),
                [(name, *(f"{modules[name][kind]:,}" for kind in NAMES)) for name in names],
                size=(9.2, 1.2 + 0.32 * len(names)))


def _module(path):
    """The module that a path of instances counts to: the outermost that is not OPENED."""
    names = path.split(".")
    inner = next((name for name in names if name not in OPENED), names[-1])
    return inner.removeprefix("u_")


def predicted(core):
    """[(what, how much)] that the configuration says without synthesis."""
    g, m, n = core.geometry, core.geometry.model, core.geometry.numerics
    rows = [("multipliers of the lanes; the stages have some more", f"{g.multipliers:,}")]
    if core.over_axi:
        fifos = sum(prefetch_words(g.burst)) * g.word_bytes
        return [*rows, ("bytes of the packed model in the memory beside the core",
                        f"{payload_bytes(m, n.formats, g.tile):,}"),
                ("pages of 4,096 bytes of the KV cache there", f"{KvLayout(g).pages:,}"),
                ("bytes of FIFOs on chip that read ahead", f"{fifos:,}")]
    weights = memory_words(m, n.formats, g.tile) * g.word_bytes
    cache = m.n_layers * g.context * m.kv_dim * (n.k_bits + n.v_bits) // 8
    return [*rows, ("bytes of weights and embedding in ROM", f"{weights:,}"),
            ("bytes of keys and values in RAM, shifts apart", f"{cache:,}"),
            (f"block RAMs of {BLOCK_RAM_BITS // 1024} Kbit for these two, at least",
             f"{-(-8 * weights // BLOCK_RAM_BITS) - (-8 * cache // BLOCK_RAM_BITS):,}")]
