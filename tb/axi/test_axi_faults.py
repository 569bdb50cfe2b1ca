"""Faults of memory, image, tokens and context over AXI4: code, drained bus, golden's answer from the next start."""

import json
from dataclasses import replace

from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.weight_format import INT4B32, INT8B32
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import geometry
from tb.tops.scenario import Scenario

SMALL = geometry(16, 16, 20, 2, 1, vocab_size=23, context=12)
G = replace(SMALL, model=replace(SMALL.model, stop_tokens=(22,)))

VISIBLE = "llama2_rtl_axi", "decoder"
"""Where the tests look, in Verilator; the same for all, so that they share what has been compiled."""

IN_BLOCKS = geometry(16, 32, 44, 2, 1, vocab_size=23, context=12, blocks=ImageFormats.uniform(INT4B32, INT8B32))


def test_axi_faults():
    module, params, memories = build_axi(G)
    simulate(module, params, "tb.axi.axi_faults_cocotb", memories,
             Scenario(G, 1).to_env() | dict(FULL_CONTEXT=json.dumps(True)), sim="verilator", visible=VISIBLE)


def test_faults_of_ports():
    g = geometry(32, 32, 40, 4, 2, vocab_size=40, context=12, ports=4, longest_burst=16)
    module, params, memories = build_axi(g)
    simulate(module, params, "tb.axi.axi_port_faults_cocotb", memories, Scenario(g, 1).to_env(), sim="verilator",
             visible=VISIBLE)


def test_an_image_in_other_formats():
    module, params, memories = build_axi(IN_BLOCKS)
    simulate(module, params, "tb.axi.axi_formats_cocotb", memories, Scenario(IN_BLOCKS, 1).to_env())
