"""Verilator finds nothing in the decoder where its dimensions and its context are as small as they can be."""

import pytest

from llama2_rtl.simulation.lint import lint
from tb.engine.geometries import geometry
from tb.tops.decoder_on_chip import decoder_on_chip


@pytest.mark.parametrize("g", [geometry(1, 4, 3, 1, 1, context=2), geometry(4, 8, 1, 1, 1, vocab_size=2, context=1)])
def test_decoder_lint(g):
    assert lint(decoder_on_chip, dict(geometry=g)) == ""
