"""The Verilog in rtl/ is what the default preset converts to, byte for byte."""

from difflib import unified_diff

import pytest

from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.verilog import RTL, generate

UPDATE = "'make verilog' updates it"


def test_committed(tmp_path):
    fresh, committed = tmp_path / "fresh", RTL / DEFAULT.name
    generate(DEFAULT, DEFAULT.checkpoint, fresh)
    names = {path.name for folder in (fresh, committed) for path in folder.glob("*")}
    for name in sorted(names):
        old, new = ((folder / name).read_text().splitlines() if (folder / name).exists() else []
                    for folder in (committed, fresh))
        difference = list(unified_diff(old, new, f"rtl/{DEFAULT.name}/{name}", "converted now", lineterm="", n=1))
        if difference:
            pytest.fail("\n".join([f"rtl/{DEFAULT.name}/{name} is out of date; {UPDATE}", *difference[:20]]), False)
