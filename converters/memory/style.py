"""Which memories are too small for a block RAM."""

SMALL = 4096
"""Bits up to which a memory lies in LUTs: a quarter of the smallest block RAM, which it would take for itself."""

ATTRIBUTES = dict(ram='(* ram_style = "distributed" *) ', rom="(* logic_block *) ")
"""What synthesis tools know them by: Vivado and Yosys share the first; the second is Yosys's, Vivado needs none."""


def style(kind, width, depth):
    """The attribute that keeps a small memory, a "ram" or a "rom", out of block RAMs; nothing for a larger one."""
    return ATTRIBUTES[kind] if width * depth <= SMALL else ""
