"""The sites of block RAMs: which memories get some, and that neighbours in a memory are neighbours on the device."""

import re

from llama2_rtl.synthesis.ecp5.floorplan import LARGE, place_block_rams
from llama2_rtl.synthesis.targets import ECP5


def netlist(**sizes):
    """A module with a block RAM for each bit of the memories, name -> bits, in no order."""
    names = [f"u_{memory}.u_rom.bank0_bit{bit}.0.0" for memory, bits in sizes.items() for bit in reversed(range(bits))]
    return dict(cells={name: dict(type="DP16KD") for name in names} | dict(u_logic=dict(type="LUT4")))


def sites(module, memory):
    """The sites of a memory's block RAMs, None for those without, in the order of their bits."""
    cells = {int(re.search(r"bit(\d+)", name)[1]): cell for name, cell in module["cells"].items()
             if name.startswith(f"u_{memory}.")}
    return [cells[bit].get("attributes", {}).get("BEL") for bit in sorted(cells)]


def test_the_largest_from_the_front_the_others_from_the_back():
    module = netlist(keys=30, weights=132, values=20, table=LARGE - 1)
    assert place_block_rams(module, ECP5.device) == 182
    all_sites = list(ECP5.device.block_ram_sites)
    assert sites(module, "weights") == all_sites[:132]
    assert sites(module, "keys") == all_sites[-30:]
    assert sites(module, "values") == all_sites[-50:-30]
    assert sites(module, "table") == [None] * (LARGE - 1)
    assert "attributes" not in module["cells"]["u_logic"]


def test_a_full_device():
    module = netlist(weights=200, keys=LARGE)
    assert place_block_rams(module, ECP5.device) == ECP5.device.available["bram"]
    assert len(set(sites(module, "weights") + sites(module, "keys"))) == ECP5.device.available["bram"]


def test_nothing_large():
    module = netlist(table=LARGE - 1)
    assert place_block_rams(module, ECP5.device) == 0


def test_neighbouring_sites():
    places = [tuple(map(int, re.fullmatch(r"X(\d+)/Y(\d+)/EBR\d", site).groups()))
              for site in ECP5.device.block_ram_sites]
    assert len(set(places)) == ECP5.device.available["bram"]
    steps = [abs(x - next_x) + abs(y - next_y)
             for (x, y), (next_x, next_y) in zip(places, places[1:], strict=False)]
    assert sum(step > 32 for step in steps) == 1, "only from one pair of rows to the next"
