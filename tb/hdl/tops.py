"""All modules that the tops generate: the core on chip, the one over AXI4, the board."""

from functools import cache

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.tops import ulx3s
from llama2_rtl.converters.tops.llama2_rtl import build
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi

CORE_MHZ = 75


@cache
def module_texts():
    """Module name -> its Verilog, of the default preset's three tops."""
    tops = (build(DEFAULT, None), build_axi(DEFAULT.geometry), ulx3s.build(DEFAULT, None, CORE_MHZ))
    return {entry.verilog_name: entry.text for module, params, *_ in tops for entry in design(module, params)}
