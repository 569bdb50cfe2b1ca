"""Row scales and gains: 16-bit values out of words in order, padding dropped, one value per cycle."""

import pytest

from converters.memory.param_fifo import param_fifo
from tb.harness import simulate


@pytest.mark.parametrize("lanes", [1, 2, 4, 16, 64])
def test_param_fifo(lanes):
    simulate(param_fifo, dict(lanes=lanes, depth_words=16), "tb.memory.param_fifo_cocotb",
             extra_env=dict(LANES=lanes, DEPTH_WORDS=16))
