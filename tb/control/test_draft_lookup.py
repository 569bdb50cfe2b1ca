"""Prompt lookup in Verilog: texts of few different tokens, each token told and then looked up, against golden."""

import pytest

from llama2_rtl.converters.control.draft_lookup import draft_lookup
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize(("position_bits", "vectors"), [(2, 2), (5, 3), (7, 8)])
def test_draft_lookup(position_bits, vectors):
    simulate(draft_lookup, dict(token_bits=5, position_bits=position_bits, vectors=vectors),
             "tb.control.draft_lookup_cocotb", extra_env=dict(POSITION_BITS=position_bits, VECTORS=vectors))
