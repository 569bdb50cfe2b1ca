"""Where one run ends and the next begins over AXI4: nothing that was given up is mistaken, nothing that was offered is
withdrawn, no command is lost."""

import pytest

from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.simulation.simulate import simulate
from tb.axi.test_axi_faults import VISIBLE, G
from tb.tops.scenario import Scenario


@pytest.mark.parametrize("tests", ["given_up", "ends"])
def test_axi_seams(tests):
    module, params, memories = build_axi(G)
    simulate(module, params, f"tb.axi.axi_{tests}_cocotb", memories, Scenario(G, 1).to_env(), sim="verilator",
             visible=VISIBLE)
