"""Which memories are too small for a block RAM, and the attributes by which synthesis tools know it."""

SMALL = 4096
"""Bits up to which a memory lies in LUTs rather than take a block RAM of 16 Kbit for itself. A LUT holds 16 bits of a
ROM, less of a RAM, and the address has to reach all of them."""

REASON = f"memories of up to {SMALL:,} bits, ROMs too: a block RAM of 16 Kbit for each would be all but empty"
"""What a report says of those in LUTs."""

UNCHECKED = '(* no_rw_check, ramstyle = "no_rw_check" *) '
"""Tells Yosys and Quartus that nobody reads a word of the RAM while it is being written: else they would compare the
addresses, or choose a memory that gives the old word. Vivado takes that for granted."""

SMALL_RAM = '(* no_rw_check, ram_style = "distributed", ramstyle = "MLAB, no_rw_check" *) '
"""The same for a RAM in LUTs. Yosys obeys the first of the two styles that it finds, which is Vivado's, and has none
called MLAB; Quartus passes over it on a family without."""

SMALL_ROM = '(* romstyle = "logic" *) '
"""Quartus and Yosys share it; Vivado needs none. Its own, `rom_style = "distributed"`, Yosys takes for RAM in LUTs,
of which it has none with contents."""


def ram_style(width, depth):
    """The attributes of a RAM: those of a small one keep it out of block RAMs."""
    return SMALL_RAM if width * depth <= SMALL else UNCHECKED


def rom_style(width, depth):
    """The attributes of a ROM: those of a small one keep it out of block RAMs, a larger one has none."""
    return SMALL_ROM if width * depth <= SMALL else ""
