"""The LFE5U-85F as nextpnr knows it: what it has, and where its block RAMs are."""

from dataclasses import dataclass

from llama2_rtl.synthesis.board_files.read import board_file


@dataclass(frozen=True)
class Device:
    """A device that nextpnr-ecp5 places and routes on: its option, package and speed grade, the clock that a core must
    reach there in MHz, what it has of each kind of cell, and the sites of its block RAMs in nextpnr's names, neighbours
    one after the other."""

    option: str
    package: str
    speed: int
    constraint_mhz: float
    available: dict
    block_ram_sites: tuple


BLOCK_RAM_BITS = 18 * 1024
"""Bits of an ECP5's block RAM, parity bits among them."""

BLOCK_RAM_COLUMNS = tuple(first + step for first in (*range(4, 60, 9), *range(69, 120, 9)) for step in (0, 2, 4, 6))
BLOCK_RAM_ROWS = ((82, 70), (46, 22))
"""Tiles of the LFE5U-85's block RAMs, as in Project Trellis' tile grid; two rows at a time are near each other."""

BLOCK_RAM_SITES = tuple(f"X{x}/Y{y}/EBR{place % 4}" for rows in BLOCK_RAM_ROWS
                        for place, x in enumerate(BLOCK_RAM_COLUMNS) for y in rows)

LFE5U_85F = Device("--85k", "CABGA381", 6, 100.0, board_file("ulx3s").fabric.available, BLOCK_RAM_SITES)
