"""Verilator finds nothing in the decoder where its dimensions and its context are as small as they can be."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.control.token_loop import token_loop
from llama2_rtl.converters.hdl import design
from llama2_rtl.simulation.lint import lint
from tb.engine.geometries import IN_BLOCKS, geometry
from tb.tops.decoder_on_chip import decoder_on_chip

SMALL = geometry(8, 16, 20, 2, 1, vocab_size=23, context=12)


@pytest.mark.parametrize("g", [geometry(1, 4, 3, 1, 1, context=2), geometry(4, 8, 1, 1, 1, vocab_size=2, context=1),
                               IN_BLOCKS["sixteen_lanes"], IN_BLOCKS["rows_4"], IN_BLOCKS["wide_codes"]])
def test_decoder_lint(g):
    assert lint(decoder_on_chip, dict(geometry=g)) == ""


@pytest.mark.parametrize("stops, text", [((), "1'b0"), ((3, 22), "(next_token == 5'd3) || (next_token == 5'd22)")])
def test_any_number_of_stop_tokens(stops, text):
    params = dict(geometry=replace(SMALL, model=replace(SMALL.model, stop_tokens=stops)))
    assert f"assign is_stop = {text};" in design(token_loop, params)[-1].text
    assert lint(token_loop, params) == ""
