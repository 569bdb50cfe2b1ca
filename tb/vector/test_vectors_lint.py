"""The blocks of several vectors convert, and Verilator finds nothing in them, widths above all."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.engine.row_scale import row_scale
from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.converters.stages.feed_forward import feed_forward
from llama2_rtl.converters.stages.project_qkv import project_qkv
from llama2_rtl.converters.stages.sampler import sampler
from llama2_rtl.converters.stages.write_kv import write_kv
from llama2_rtl.converters.vector.vector_path import vector_path
from llama2_rtl.simulation.lint import lint
from tb.engine.geometries import SMALL


@pytest.mark.parametrize("vectors", [2, 3])
@pytest.mark.parametrize("block", [vector_path, row_scale, feed_forward, project_qkv, write_kv],
                         ids=lambda block: block.name)
def test_lint(block, vectors):
    for name in ("one_lane", "four_lanes"):
        assert lint(block, dict(geometry=replace(SMALL[name], vectors=vectors))) == ""


@pytest.mark.parametrize("vectors", [2, 3])
def test_lint_without_a_geometry(vectors):
    assert lint(sampler, dict(row_bits=10, position_bits=9, vectors=vectors)) == ""
    assert lint(embedding, dict(columns=4, dim=10, vectors=vectors)) == ""
