"""Row scales and gains: 16-bit values out of words in order, padding dropped, one value per cycle."""

import pytest

from llama2_rtl.converters.memory.param_fifo import param_fifo
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("word_bytes, padded", [
    (1, True), (2, True), (4, True), (16, True), (64, True), (4, False), (16, False)])
def test_param_fifo(word_bytes, padded):
    simulate(param_fifo, dict(word_bytes=word_bytes, depth_words=16, padded=padded), "tb.memory.param_fifo_cocotb",
             extra_env=dict(WORD_BYTES=word_bytes, DEPTH_WORDS=16, PADDED=int(padded)))
