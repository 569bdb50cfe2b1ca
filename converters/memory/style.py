"""Which memories are too small for a block RAM."""

SMALL = 4096
"""Bits up to which a memory lies in LUTs rather than take a block RAM of 16 Kbit for itself. A LUT holds 16 bits of a
ROM, less of a RAM, and the address has to reach all of them."""

REASON = f"memories of up to {SMALL:,} bits, ROMs too: a block RAM of 16 Kbit for each would be all but empty"
"""What a report says of those in LUTs."""

ATTRIBUTES = dict(ram='(* ram_style = "distributed" *) ', rom="(* logic_block *) ")
"""What synthesis tools know them by: Vivado and Yosys share the first; the second is Yosys's, Vivado needs none."""


def style(kind, width, depth):
    """The attribute that keeps a small memory, a "ram" or a "rom", out of block RAMs; nothing for a larger one."""
    return ATTRIBUTES[kind] if width * depth <= SMALL else ""
