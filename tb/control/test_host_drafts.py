"""Drafts of a host in Verilog: packets of any length and content, with pauses, against what is to be made of them."""

import pytest

from llama2_rtl.converters.control.host_drafts import host_drafts
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize(("vocab_size", "vectors"), [(2, 2), (13, 5), (32, 8)])
def test_host_drafts(vocab_size, vectors):
    simulate(host_drafts, dict(vocab_size=vocab_size, vectors=vectors), "tb.control.host_drafts_cocotb",
             extra_env=dict(VOCAB_SIZE=vocab_size, VECTORS=vectors))
