"""Row/column controller: every output in every cycle against the contract, with pauses, passes, quick restarts, and
tiles of several rows."""

import pytest

from llama2_rtl.converters.engine.row_col_ctrl import row_col_ctrl
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("row_bits, word_bits, rows_of_tile", [(12, 6, 1), (1, 1, 1), (12, 6, 4), (3, 3, 2)])
def test_row_col_ctrl(row_bits, word_bits, rows_of_tile):
    params = dict(row_bits=row_bits, word_bits=word_bits, rows_of_tile=rows_of_tile)
    simulate(row_col_ctrl, params, "tb.engine.row_col_ctrl_cocotb",
             extra_env={name.upper(): value for name, value in params.items()})
