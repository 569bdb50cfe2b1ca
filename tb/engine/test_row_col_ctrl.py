"""Row/column controller: every output in every cycle against the contract, with pauses, passes and quick restarts."""

import pytest

from llama2_rtl.converters.engine.row_col_ctrl import row_col_ctrl
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("row_bits, word_bits", [(12, 6), (1, 1)])
def test_row_col_ctrl(row_bits, word_bits):
    params = dict(row_bits=row_bits, word_bits=word_bits)
    simulate(row_col_ctrl, params, "tb.engine.row_col_ctrl_cocotb",
             extra_env={name.upper(): value for name, value in params.items()})
