"""The roofline: the multiplications that each byte read from memory serves, against those done per cycle.

Two limits make the roof: the multipliers, one product each per cycle, and the words that a memory gives, one per
cycle. A core that reads every weight for one token alone does one product per byte of 8-bit codes, two per byte of
4-bit ones: it lies at the edge where both limits meet, for a word has a code for each multiplier."""

from dataclasses import dataclass

from llama2_rtl.converters.bound import (
    attention_multiplications,
    matrix_multiplications,
    multiplications,
)
from llama2_rtl.converters.cycles import kv_words
from llama2_rtl.converters.timeline import ATTENTION, KEYS, VALUES, matrix_parts
from llama2_rtl.core_page.origins import PREDICTED
from llama2_rtl.core_page.plots import COLOURS, data, draw
from llama2_rtl.golden.weight_image import weight_bytes
from llama2_rtl.pictures.timeline import NAMES, matrices

WHOLE = "the whole token"
MARKERS = "os^Dvx*"


@dataclass(frozen=True)
class Point:
    """A part of a token: its useful multiplications, the bytes that it reads, and its cycles; padding is neither."""

    name: str
    products: int
    bytes: float
    cycles: int

    @property
    def products_per_byte(self):
        return self.products / self.bytes

    @property
    def products_per_cycle(self):
        return self.products / self.cycles

    @property
    def bytes_per_cycle(self):
        return self.bytes / self.cycles


def points(core):
    """The Points of the matrices, of attention and of the token at the core's position, all layers together. A
    matrix's cycles are those from its first to its last word, attention's likewise."""
    g, m = core.geometry, core.geometry.model
    cycles = dict.fromkeys(NAMES, 0)
    for name, _, start, end in matrices(g, core.timeline):
        cycles[name] += end - start
    found = []
    for name, products in matrix_multiplications(g).items():
        layers = range(1 if name == "classifier" else m.n_layers)
        read = sum(weights.matrix_bytes(rows, columns) for layer in layers
                   for rows, columns, weights in matrix_parts(g, name, layer))
        found.append(Point(NAMES[name], products, read, cycles[name]))
    cache, attended = cache_bytes(core), 0
    for layer in range(m.n_layers):
        parts = [one for one in core.timeline.intervals if one.layer == layer and one.what in (KEYS, VALUES, ATTENTION)]
        attended += parts[-1].end - parts[0].start
    found.insert(1, Point("attention", attention_multiplications(g, core.position), cache, attended))
    whole = weight_bytes(m, g.numerics.formats) + cache
    return [*found, Point(WHOLE, multiplications(g, core.position), whole, core.timeline.cycles)]


def cache_bytes(core):
    """Bytes of keys and values that the token reads: a word as often as a set of query heads takes it."""
    g = core.geometry
    if core.over_axi:
        return kv_words(g, core.position) * g.word_bytes
    bits = g.numerics.k_bits + g.numerics.v_bits
    return (core.position + 1) * g.model.n_layers * g.items * g.chunks * g.kv_width * bits / 8


def roofline(core):
    """The Plot."""
    g, found = core.geometry, points(core)
    intensities = [point.products_per_byte for point in found]
    edge = g.multipliers / g.word_bytes
    left, right = min(*intensities, edge) / 2, max(*intensities, edge) * 2
    lowest = min(left * g.word_bytes, *(point.products_per_cycle for point in found)) / 2

    def paint(axes):
        axes.set_xscale("log", base=2)
        axes.set_yscale("log", base=2)
        axes.plot([left, edge, right], [left * g.word_bytes, g.multipliers, g.multipliers], color="#5f6f7f",
                  linewidth=1.5, label=f"roof: {g.word_bytes} bytes and {g.multipliers} multiplications per cycle")
        for number, point in enumerate(found):
            data(axes.plot([point.products_per_byte], [point.products_per_cycle], MARKERS[number % len(MARKERS)],
                           color=COLOURS[number % len(COLOURS)], markersize=13 if point.name == WHOLE else 8,
                           linestyle="none", label=point.name), number)
        axes.set_xlim(left, right)
        axes.set_ylim(lowest, g.multipliers * 2)
        axes.set_xlabel("multiplications per byte read")
        axes.set_ylabel("multiplications per cycle")
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter("{x:g}")
        axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))

    rows = [(point.name, f"{point.products:,}", f"{point.bytes:,.0f}", f"{point.cycles:,}",
             f"{point.products_per_byte:.2f}", f"{point.bytes_per_cycle:.1f}", f"{point.products_per_cycle:.1f}",
             f"{point.products_per_cycle / g.multipliers:.1%}") for point in found]
    return draw("plot-roofline", f"Roofline of the token at position {core.position:,}", PREDICTED, paint,
                ("part", "multiplications", "bytes read", "cycles", "multiplications per byte", "bytes per cycle",
                 "multiplications per cycle", "multipliers busy"), rows, size=(9.2, 4.2))
