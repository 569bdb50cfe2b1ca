"""The sampler's list over AXI4: what may be chosen is what the registers say, whatever ended before."""

import json
from dataclasses import replace

from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.golden.sampling_formats import token_filters
from llama2_rtl.simulation.simulate import simulate
from tb.axi.test_axi_faults import G
from tb.tops.scenario import Scenario


def test_axi_filters():
    g = replace(G, sampler_list=8)
    given = [token_filters(8, 0.95, 0.02, repeat_penalty=3.0), token_filters(3)]
    module, params, memories = build_axi(g)
    simulate(module, params, "tb.axi.axi_filters_cocotb", memories,
             Scenario(g, 1).to_env() | dict(FILTERS=json.dumps(given)))
