"""The registry: every block of the default preset is in it, described, and converts to a file of its name."""

from llama2_rtl.converters.blocks import all_blocks
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.tops.llama2_rtl import build


def test_described():
    assert [name for name, block in all_blocks().items() if not block.__doc__] == []


def test_default_preset():
    module, params, _ = build(DEFAULT, None)
    names = [entry.verilog_name for entry in design(module, params)]
    unknown = [name for name in names if not any(name.startswith(block) for block in all_blocks())]
    assert unknown == []
