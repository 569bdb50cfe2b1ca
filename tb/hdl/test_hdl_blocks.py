"""The registry: every block of the default preset is in it, described, and converts to a file of its name."""

import pytest

from llama2_rtl.converters.blocks import all_blocks
from llama2_rtl.converters.hdl import bit, bit_at, design, pick, unsigned
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.tops.llama2_rtl import build


def test_described():
    assert [name for name, block in all_blocks().items() if not block.__doc__] == []


def test_default_preset():
    module, params, _ = build(DEFAULT, None)
    names = [entry.verilog_name for entry in design(module, params)]
    unknown = [name for name in names if not any(name.startswith(block) for block in all_blocks())]
    assert unknown == []


def test_choices_by_an_index_have_something_for_each():
    with pytest.raises(ValueError, match="3 bits are not those that 2 bits number"):
        bit_at(bit(), unsigned(2), unsigned(3))
    with pytest.raises(ValueError, match="24 bits are not 4 elements of 8"):
        pick(unsigned(24), unsigned(2), unsigned(8))
