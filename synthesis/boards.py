"""Boards from which a bitstream is built: the device and where its pins are."""

from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite

from llama2_rtl.converters.boards.pll_dividers import dividers
from llama2_rtl.converters.tops import ulx3s
from llama2_rtl.golden.near import advice
from llama2_rtl.synthesis.board_files.read import board_file
from llama2_rtl.synthesis.targets import ECP5, Target


@dataclass(frozen=True)
class Pin:
    """A port's place on the package and its IOBUF settings."""

    site: str
    settings: str = "PULLMODE=NONE"


@dataclass(frozen=True)
class Board:
    """`build(preset, checkpoint, core_mhz)` gives the module, its parameters and its memories; `clock` is the port of
    the oscillator of `input_mhz`; `core_mhz` is the core's clock unless the user wants another. `device_name` is what
    people call the `target`'s device."""

    name: str
    target: Target
    device_name: str
    build: Callable
    clock: str
    input_mhz: int
    core_mhz: float
    pins: dict

    def core_clock_mhz(self, wanted_mhz):
        """What the PLL makes of it. Raises ValueError where that is not near."""
        if not isfinite(wanted_mhz):
            raise ValueError(f"the PLL cannot make {wanted_mhz} MHz of {self.input_mhz}; choose another frequency")
        return float(dividers(self.input_mhz, wanted_mhz).output_mhz)

    def constraints(self):
        """The LPF file: every port's pin, the oscillator's frequency."""
        lines = [f'FREQUENCY PORT "{self.clock}" {self.input_mhz} MHZ;']
        for port, pin in self.pins.items():
            lines += [f'LOCATE COMP "{port}" SITE "{pin.site}";',
                      f'IOBUF PORT "{port}" IO_TYPE=LVCMOS33 {pin.settings};']
        return "\n".join(lines) + "\n"


OUTPUT = "PULLMODE=NONE DRIVE=4"

_ULX3S = board_file("ulx3s")

ULX3S = Board(
    _ULX3S.key, ECP5, _ULX3S.device, ulx3s.build, clock="clk_25mhz", input_mhz=ulx3s.INPUT_MHZ,
    core_mhz=_ULX3S.clock.mhz, pins={
        "clk_25mhz": Pin("G2"),
        "btn_pwr_n": Pin("D6", "PULLMODE=UP"),
        "ftdi_txd": Pin("M1", "PULLMODE=UP"),
        "ftdi_rxd": Pin("L4", "PULLMODE=UP DRIVE=4"),
        "wifi_gpio0": Pin("L2", OUTPUT),
        **{f"led[{index}]": Pin(site, OUTPUT) for index, site in enumerate("B2 C2 C1 D2 D1 E2 E1 H3".split())},
    })
"""Pins: ulx3s_v20.lpf in github.com/emard/ulx3s (boards v2.x and v3.0.x), where `btn_pwr_n` is btn[0]."""

BOARDS = {board.name: board for board in (ULX3S,)}


def choose_board(name):
    """The board of that name. Raises ValueError for an unknown one."""
    if name not in BOARDS:
        raise ValueError(f"there is no board '{name}'; {advice(name, BOARDS)}")
    return BOARDS[name]
