"""The core on chip on one small picture: its blocks, and the main ways between them.

Where boxes and lines lie stands here; that each line leads along a bundle of the design is checked against the
Verilog."""

from dataclasses import dataclass

from llama2_rtl.pictures.block_diagram import COLUMNS, OUTSIDE, edges
from llama2_rtl.pictures.svg import FAINT, INK, SMALL, Picture

WIDTH, HEIGHT = 964, 50
"""Pixels of the picture, and of a box."""

STORE, ARRAY, STAGE, CONTROL = "#eef1f4", "#cfe0ef", "#f6d9c6", "#ffffff"

BOXES = {
    "token_loop": (20, 56, 150, STORE, "token loop", "position by position"),
    "embedding": (20, 180, 150, STORE, "embedding", "a token's vector"),
    "weight_source": (520, 56, 190, STORE, "weight source", "the image, front to back"),
    "vector_path": (260, 180, 170, ARRAY, "vector path", "residual, norm, quantiser"),
    "engine": (520, 180, 190, ARRAY, "engine", "lanes, adder tree, scale"),
    "kv_cache": (790, 180, 154, STORE, "KV cache", "keys and values"),
    "project_qkv": (20, 330, 166, STAGE, "1 project_qkv", "Q, K, V, RoPE"),
    "feed_forward": (209, 330, 166, STAGE, "4 feed_forward", "W1, W3, SwiGLU, W2"),
    "finish_token": (398, 330, 166, STAGE, "5 finish_token", "classifier, sampler"),
    "attend": (588, 330, 166, STAGE, "3 attend", "online softmax, Wo"),
    "write_kv": (778, 330, 166, STAGE, "2 write_kv", "each word once"),
    "pipeline_controller": (20, 446, 924, CONTROL, "pipeline controller",
                            "layer by layer, each stage from its start to its done"),
}
"""Column of the block diagram -> x, y, width, colour, name and what it does."""


@dataclass(frozen=True)
class Way:
    """Wires of the bundle of the row `name` of the block diagram, drawn as the line through `points` with an arrow at
    its end, between the columns `one` and `other`; `label` stands where `at` is."""

    name: str
    one: str
    other: str
    points: tuple
    label: str = ""
    at: tuple = (0, 0)


WAYS = (
    Way("AxiStream s_axis", OUTSIDE, "token_loop", ((50, 18), (50, 56)), "prompt", (58, 30)),
    Way("AxiStream m_axis", "token_loop", OUTSIDE, ((116, 56), (116, 18)), "answer", (124, 30)),
    Way("TokenRun", "token_loop", "embedding", ((80, 106), (80, 180)), "token", (88, 146)),
    Way("RowWords", "weight_source", "embedding", ((520, 81), (214, 81), (214, 193), (170, 193)),
        "the embedding's row", (300, 72)),
    Way("Stream", "weight_source", "engine", ((615, 106), (615, 180)), "weights, a word per cycle", (623, 146)),
    Way("ElementsInOrder", "embedding", "vector_path", ((170, 217), (260, 217)), "elements", (186, 234)),
    Way("QuantizedVector", "vector_path", "engine", ((430, 193), (520, 193)), "vector", (456, 184)),
    Way("RowResults", "engine", "vector_path", ((520, 217), (430, 217)), "rows", (460, 233)),
    Way("RowResults", "engine", "finish_token", ((548, 230), (548, 270), (481, 270), (481, 330))),
    Way("RowResults", "engine", "feed_forward", ((548, 270), (260, 270), (260, 330))),
    Way("RowResults", "engine", "project_qkv", ((548, 270), (103, 270), (103, 330)), "results of rows", (112, 262)),
    Way("OperandBeat", "attend", "engine", ((640, 330), (640, 230)), "operands", (646, 300)),
    Way("Sums", "engine", "attend", ((702, 230), (702, 330)), "sums", (668, 262)),
    Way("KvRead", "kv_cache", "attend", ((790, 205), (742, 205), (742, 330)), "reads", (750, 262)),
    Way("KvWrite", "write_kv", "kv_cache", ((861, 330), (861, 230)), "writes", (869, 262)),
    Way("ProjectedHeads", "project_qkv", "attend", ((103, 380), (103, 412), (671, 412), (671, 380))),
    Way("ProjectedHeads", "project_qkv", "write_kv", ((671, 412), (861, 412), (861, 380)), "queries, keys, values",
        (112, 403)),
    Way("VectorElements", "feed_forward", "vector_path", ((320, 330), (320, 230))),
    Way("VectorElements", "attend", "vector_path", ((606, 330), (606, 300), (400, 300), (400, 230)), "vectors",
        (408, 292)),
    *(Way("Handover", "pipeline_controller", stage, ((BOXES[stage][0] + 24, 446), (BOXES[stage][0] + 24, 380)))
      for stage in ("project_qkv", "feed_forward", "finish_token", "attend", "write_kv")),
)


def overview(top, params, title, mark=""):
    """The SVG. Raises ValueError where a box is no column of the block diagram, or a way none of its rows."""
    check(edges(top, params))
    picture = Picture(WIDTH, title, mark)
    for way in WAYS:
        picture.line(way.points, INK, 1.5)
        _head(picture, *way.points[-2:])
        if way.label:
            picture.label(*way.at, way.label, SMALL, fill=FAINT)
    for x, y, width, colour, name, what in BOXES.values():
        picture.box(x, y, width, HEIGHT, colour, FAINT, radius=5)
        picture.label(x + width / 2, y + 19, name, anchor="middle", weight="bold")
        picture.label(x + width / 2, y + 36, what, SMALL, "middle")
    return picture.text


def check(drawn):
    """Raises ValueError where what is drawn here is not in `drawn`, the `edges` of a block diagram."""
    if unknown := set(BOXES) - set(COLUMNS):
        raise ValueError(f"the overview has boxes of no block: {', '.join(sorted(unknown))}; change BOXES of "
                         "llama2_rtl/pictures/overview.py")
    for way in WAYS:
        if not any(row.name == way.name and (way.one in sources and way.other in sinks
                                             or way.other in sources and way.one in sinks)
                   for row, sources, sinks in drawn):
            raise ValueError(f"the overview has a way from {way.one} to {way.other} by {way.name}, and the design has "
                             "none; change WAYS of llama2_rtl/pictures/overview.py")


def _head(picture, before, end):
    """The arrow at the end of a line that comes from `before`."""
    (x0, y0), (x, y) = before, end
    if x0 == x:
        down = 1 if y > y0 else -1
        picture.shape([(x, y), (x - 4, y - 8 * down), (x + 4, y - 8 * down)], INK)
    else:
        picture.arrow(x, y, 1 if x > x0 else -1)
