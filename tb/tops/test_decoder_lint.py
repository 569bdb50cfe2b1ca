"""Verilator finds nothing in the decoder where its dimensions and its context are as small as they can be."""

import pytest

from converters.tops.decoder import decoder
from tb.engine.geometries import geometry
from tb.harness.lint import lint


@pytest.mark.parametrize("g", [geometry(1, 4, 3, 1, 1, context=2), geometry(4, 8, 1, 1, 1, vocab_size=2, context=1)])
def test_decoder_lint(g):
    assert lint(decoder, dict(geometry=g)) == ""
