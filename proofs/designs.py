"""The cores whose blocks are proven: small ones, with the hardware of all that there is to choose."""

from dataclasses import replace

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.presets import TALES, in_formats
from llama2_rtl.converters.tops.llama2_rtl import build, llama2_rtl
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.converters.tops.llama2_rtl_hosted import build_hosted


def designs():
    """Name -> the modules of a core, Verilog name -> `Converted`, with their rules: a core on chip, one over AXI4, one
    over AXI4 whose matrices are in blocks and whose sampler has a list, one over AXI4 that is hosted, one on chip whose
    passes have room for three positions and whose sampler has a list, and one that is hosted and works
    on two texts, with a list for each."""
    blocks = replace(in_formats(TALES, "int4b32/int8"), sampler_list=4)
    cores = {"chip": build(TALES, None)[:2], "axi": build_axi(TALES.geometry)[:2],
             "axi-blocks": build_axi(blocks.geometry)[:2], "hosted": build_hosted(TALES.geometry)[:2],
             "batch": (llama2_rtl, dict(geometry=replace(TALES.geometry, vectors=3, sampler_list=4))),
             "texts": build_hosted(replace(TALES.geometry, vectors=2, sequences=2, sampler_list=4))[:2]}
    return {name: {entry.verilog_name: entry for entry in design(module, params, checks=True)}
            for name, (module, params) in cores.items()}
