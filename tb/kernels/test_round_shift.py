"""Variable right shift with rounding and saturation: every shift, values near every limit; of what is as wide as the
result, which never saturates, too."""

import pytest

from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("width, out_bits", [(54, 32), (33, 16), (64, 16), (24, 8), (40, 40), (12, 16)])
def test_round_shift(width, out_bits):
    simulate(round_shift, dict(width=width, out_bits=out_bits), "tb.kernels.round_shift_cocotb",
             extra_env=dict(WIDTH=width, OUT_BITS=out_bits))
