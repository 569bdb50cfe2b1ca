"""Where the block RAMs of large memories go: beside each other, in the order of their words' bits.

Block RAMs of a large memory share address wires. A placer moves a block RAM that finds its site taken to whichever is
free; on a device whose block RAMs are all but full they end up all over it, and so do the wires."""

import re
from collections import defaultdict

from llama2_rtl.synthesis.ecp5.output_registers import BLOCK_RAM
from llama2_rtl.synthesis.paths import instance_path

LARGE = 8
"""Block RAMs from which on a memory is given its sites; smaller ones follow their logic."""


def place_block_rams(module, device):
    """Gives the block RAMs of a netlist's large memories, as Yosys writes them in JSON, the attribute that nextpnr
    takes for their place. The device's `block_ram_sites` are filled from the front by the largest memory, from the back
    by the others, so that what stays free lies between them. Returns the number of block RAMs placed."""
    memories = defaultdict(list)
    for name, cell in module["cells"].items():
        if cell["type"] == BLOCK_RAM:
            memories[instance_path(name)].append(name)
    large = sorted((sorted(names, key=_in_order) for names in memories.values() if len(names) >= LARGE),
                   key=len, reverse=True)
    back = len(device.block_ram_sites)
    for number, names in enumerate(large):
        first = back - len(names) if number else 0
        back = first if number else back
        for name, site in zip(names, device.block_ram_sites[first:], strict=False):
            module["cells"][name].setdefault("attributes", {})["BEL"] = site
    return sum(len(names) for names in large)


def _in_order(name):
    """The name as a key that sorts its numbers by value."""
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)]
