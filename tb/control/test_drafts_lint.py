"""The blocks of drafts have no width that Verilator warns of, whatever the context and the batch."""

import pytest

from llama2_rtl.converters.control.drafted_passes import drafted_passes
from llama2_rtl.converters.stages.finish_token import finish_token
from llama2_rtl.simulation.lint import lint
from tb.engine.geometries import geometry


@pytest.mark.parametrize(("context", "vectors", "entries"), [(1, 2, 0), (2, 8, 0), (9, 3, 5), (4096, 8, 0)])
def test_lint(context, vectors, entries):
    g = geometry(2, 16, 17, 8, 8, context=context, vectors=vectors, sampler_list=entries)
    for block in (drafted_passes, finish_token):
        assert lint(block, dict(geometry=g)) == ""
