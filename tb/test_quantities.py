"""What a word, a beat and a column are: blocks and models of cycles follow the one that they are about, no other; and a
width that is used in several files has one value."""

import ast
import importlib
import re
from collections import defaultdict
from pathlib import Path

import pytest

from llama2_rtl.converters.axi.key_words import key_words
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.page_address import page_address
from llama2_rtl.converters.axi.read_master import prefetch_words
from llama2_rtl.converters.cycles import start_cycles
from llama2_rtl.converters.engine import engine, weight_router
from llama2_rtl.converters.engine.adder_tree import adder_tree
from llama2_rtl.converters.engine.matrix_select import matrix_select
from llama2_rtl.converters.engine.row_scale import row_scale
from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.memory.block_embedding import block_embedding
from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.converters.memory.kv_cache import kv_cache
from llama2_rtl.converters.memory.param_fifo import param_fifo
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.converters.stages.write_kv import write_kv
from llama2_rtl.converters.vector.vector_path import vector_path
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import INT4B32

MODEL = ModelConfig(dim=80, hidden_dim=120, n_layers=2, n_heads=2, n_kv_heads=1, vocab_size=300, seq_len=200)
LANES = 16
QUANTITIES = "word_bytes", "beat_bytes", "columns"


class WiderWord(Geometry):
    beat_bytes, tile = LANES, Tile(4, LANES // 2)


class WiderBeat(Geometry):
    beat_bytes = 2 * LANES


class FewerColumns(Geometry):
    tile = Tile(4, LANES // 4)


GEOMETRIES = {name: kind(MODEL, Numerics(), LANES, MODEL.seq_len) for name, kind in dict(
    zip(QUANTITIES, (WiderWord, WiderBeat, FewerColumns), strict=True), same=Geometry).items()}
"""By the quantity in which a geometry differs from the usual one, `same`."""

BLOCKS = [
    (weight_router.weight_router, lambda g: dict(geometry=g), {"word_bytes"}),
    (param_fifo, lambda g: dict(word_bytes=g.word_bytes, depth_words=16, padded=True), {"word_bytes"}),
    (embedding, lambda g: dict(columns=g.columns, dim=g.model.dim), {"columns"}),
    (block_embedding, lambda g: dict(weights=INT4B32, columns=g.columns, dim=g.model.dim), {"columns"}),
    (page_address, lambda g: dict(offset_bits=20, beat_bytes=g.beat_bytes), {"beat_bytes"}),
    (key_words, lambda g: dict(geometry=g), {"word_bytes"}),
    (kv_cache, lambda g: dict(geometry=g), set()),
    (write_kv, lambda g: dict(geometry=g), set()),
    (matrix_select, lambda g: dict(geometry=g), {"columns"}),
    (row_scale, lambda g: dict(geometry=g), {"columns"}),
    (adder_tree, lambda g: dict(lanes=g.lanes, columns=g.columns, segment=2), {"columns"}),
    (vector_path, lambda g: dict(geometry=g), {"columns"}),
]
"""(block, its parameters on a Geometry, the quantities that its Verilog depends on)."""

FIGURES = {
    "a row's latency": (engine.latency, {"columns"}),
    "words of a row": (lambda g: g.words(g.model.dim), {"columns"}),
    "words of gains": (weight_router.gain_words, {"word_bytes"}),
    "words of scales": (lambda g: weight_router.scale_words(g, 300), {"word_bytes"}),
    "the read FIFOs": (lambda g: prefetch_words(g.burst), {"beat_bytes"}),
    "the bus's start": (lambda g: start_cycles(g, 64), {"beat_bytes", "columns"}),
    "beats of a key": (lambda g: KvLayout(g).key_row, {"word_bytes"}),
}
"""What is counted -> (function of a Geometry, the quantities that it depends on)."""


def verilog(block, params):
    """The text of a block and all below it, without comments."""
    return [re.sub(r"//.*", "", entry.text) for entry in design(block, params)]


@pytest.mark.parametrize(("block", "parameters", "depends"), BLOCKS, ids=[block.name for block, *_ in BLOCKS])
def test_a_block_follows_its_quantities(block, parameters, depends):
    texts = {name: verilog(block, parameters(geometry)) for name, geometry in GEOMETRIES.items()}
    assert {name for name in QUANTITIES if texts[name] != texts["same"]} == depends


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_follows_its_quantities(name):
    figure, depends = FIGURES[name]
    values = {quantity: figure(geometry) for quantity, geometry in GEOMETRIES.items()}
    assert {quantity for quantity in QUANTITIES if values[quantity] != values["same"]} == depends


def test_a_word_has_a_byte_for_each_lane():
    for lanes in (1, 8, 64):
        g = Geometry(MODEL, Numerics(), lanes, 100)
        assert (g.rows * g.columns, g.word_bytes, g.beat_bytes) == (lanes, lanes, lanes)


def test_a_shared_width_has_one_value():
    """Of the constants `*_BITS` that modules import from one another, none is defined twice with different values."""
    values, shared = defaultdict(dict), set()
    for path in sorted(path for room in ("golden", "converters") for path in (ROOT / room).rglob("*.py")):
        tree = ast.parse(path.read_text())
        shared |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        names = {node.id for statement in tree.body if isinstance(statement, ast.Assign)
                 for node in ast.walk(statement) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        if chosen := {name for name in names if name.endswith("_BITS")}:
            module = importlib.import_module(".".join(("llama2_rtl", *path.relative_to(ROOT).with_suffix("").parts)))
            for name in chosen:
                values[name][str(Path(path).relative_to(ROOT))] = getattr(module, name)
    several = {name: found for name, found in values.items() if name in shared and len(set(found.values())) > 1}
    assert len(values) > 50 and not several, several
