"""A board's file: what it says, and how it is read."""

import sys
import tomllib
from dataclasses import MISSING, dataclass, fields
from functools import cache
from pathlib import Path

from llama2_rtl.converters.multipliers import Multiplier, read_multiplier
from llama2_rtl.golden.near import advice

FOLDER, SUFFIX = Path(__file__).parent, ".toml"

ORIGINS = "assumed", "placed and routed", "measured"
"""Where a clock comes from: nobody has tried it; a tool has placed the core on this device; it has run there."""

MOST_PORTS, FEWEST_BEAT_BYTES, MOST_BEAT_BYTES = 32, 2, 128
LONGEST_BURST = 256
"""Beats of a burst of AXI4, at most."""


@dataclass(frozen=True)
class Ports:
    """`count` AXI ports of `beat_bytes` each reach the memory, in bursts of `longest_burst` beats at most."""

    count: int
    beat_bytes: int
    longest_burst: int
    source: str

    @property
    def word_bytes(self):
        """Bytes that all of them take in a cycle."""
        return self.count * self.beat_bytes


@dataclass(frozen=True)
class Clock:
    """The core's clock in MHz, its origin, one of ORIGINS, and in `source` what that rests on."""

    mhz: float
    origin: str
    source: str


@dataclass(frozen=True)
class Memory:
    """What the memory beside the core can deliver in 10^9 bytes per second, by its data sheet and in practice, what it
    holds, and its `ranges` as the ports see them: (first address, bytes)."""

    bytes: int
    nominal_gb_per_s: float
    nominal_source: str
    usable_gb_per_s: float
    usable_source: str
    ranges: tuple


@dataclass(frozen=True)
class Fabric:
    """What the device has: multipliers (`dsps`) of the shape `multiplier`, block RAMs of `block_ram_bits` bits each,
    URAMs of 288 Kbit, LUTs of any number of inputs, flip-flops."""

    multiplier: str
    dsps: int
    block_rams: int
    block_ram_bits: int
    urams: int
    luts: int
    flip_flops: int
    source: str

    @property
    def shape(self):
        """The multiplier's `Multiplier`."""
        return read_multiplier(self.multiplier)

    @property
    def available(self):
        """In the terms of `synthesis.targets.Target.resources`."""
        return dict(lut=self.luts, ff=self.flip_flops, dsp=self.dsps, bram=self.block_rams)


ZYNQ, VITIS = SHELLS = "zynq_ultrascale", "vitis"
"""What surrounds a core: the processing system of a Zynq UltraScale+, in a block design; a platform of Vitis."""

ZYNQ_PORTS, ZYNQ_BYTES = 4, (4, 8, 16)
"""S_AXI_HP0_FPD to S_AXI_HP3_FPD, and the bytes that each may have."""


@dataclass(frozen=True)
class Shell:
    """What a hand-off for the board's vendor tools is made for: `kind`, one of SHELLS; the device as the tools call it
    (`part`); their name of the board or of the platform, with a * where versions differ; of a platform what they call
    the `memory` whose banks the ports reach; and what of the memory the board's firmware keeps, as `Memory.ranges`."""

    kind: str
    part: str
    platform: str
    source: str
    memory: str = ""
    kept: tuple = ()


@dataclass(frozen=True)
class BoardFile:
    """A board, a card or an ASIC: `key` is the file's name, `name` what people call it, `device` what holds the core.
    `fabric` is None of an ASIC, which has as many multipliers as it is given, `shell` where no design is made for it.
    """

    key: str
    name: str
    device: str
    ports: Ports
    clock: Clock
    memory: Memory
    fabric: Fabric | None = None
    shell: Shell | None = None

    @property
    def multiplier(self) -> Multiplier | None:
        """The shape of the device's multipliers, None where it is free."""
        return self.fabric and self.fabric.shape


PARTS = dict(ports=Ports, clock=Clock, memory=Memory, fabric=Fabric, shell=Shell)
COUNTED_FROM_0 = ("block_rams", "urams")


def board_names():
    """The boards that come with the project, by their keys."""
    return sorted(path.stem for path in FOLDER.glob(f"*{SUFFIX}"))


def choose_board_file(given):
    """The BoardFile that a user means: the key of one that comes with the project, or the path of a file. Raises
    ValueError, in one sentence, for a board that there is not and for a file that is wrong."""
    path = Path(given)
    if path.suffix == SUFFIX or path.name != str(given):
        return read_board_file(path)
    if given not in board_names():
        raise ValueError(f"there is no board '{given}'; {advice(given, board_names())}, or give the path of a file "
                         f"*{SUFFIX} of your own")
    return board_file(given)


@cache
def board_file(key):
    """The BoardFile of one that comes with the project."""
    return read_board_file(FOLDER / f"{key}{SUFFIX}")


def read_board_file(path):
    """The BoardFile at a path. Raises ValueError, in one sentence, for a key that it knows nothing of, for what is
    missing, and for a value that cannot be."""
    try:
        table = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no TOML file: {error}") from error
    except RecursionError:
        raise ValueError(f"{path} is nested too deeply; give a table of keys for each part") from None
    for name, part in PARTS.items():
        if name in table:
            table[name] = _read(part, table[name], f"{path}: [{name}]")
    board = _read(BoardFile, dict(key=path.stem) | table, f"{path}:")
    _check(board, path)
    return board


def _read(cls, table, where):
    """An object of a dataclass from a table of the file."""
    if not isinstance(table, dict):
        raise ValueError(f"{where} is no table of keys")
    known = {field.name: field for field in fields(cls)}
    told = [name for name in known if name != "key"]
    for name in table:
        if name not in known:
            raise ValueError(f"{where} has a key '{name}' that nobody knows; {advice(name, told)}")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise ValueError(f"{where} lacks '{name}'; give {_WHAT[field.type] if field.type in _WHAT else 'it'}")
    return cls(**{name: _value(known[name], value, where) for name, value in table.items()})


_WHAT = {int: "a whole number", float: "a number", str: "a text", tuple: "a list of [first address, bytes]"}
"""Type -> what a user gives."""


def _value(field, value, where):
    """A value of the file as a field of a dataclass."""
    kind = field.type
    if kind not in _WHAT:
        if isinstance(value, (int, float, str, list)):
            raise ValueError(f"{where} has '{field.name}' as a value; make it a table [{field.name}]")
        return value
    wrong = ValueError(f"{where} has {field.name} = {value!r}; give {_WHAT[kind]}"
                       + (" above 0" if kind in (int, float) else ""))
    if kind is tuple:
        if not isinstance(value, list) or not value or not all(_is_range(one) for one in value):
            raise wrong
        return tuple(map(tuple, value))
    if kind is str:
        if not isinstance(value, str) or not value.strip():
            raise wrong
        return value
    if isinstance(value, bool) or not isinstance(value, (int, kind)) or not abs(value) <= sys.float_info.max:
        raise wrong
    if value < 0 or (value == 0 and field.name not in COUNTED_FROM_0):
        raise wrong
    return kind(value)


def _is_range(one):
    """Whether it is a first address and a number of bytes."""
    return (isinstance(one, list) and len(one) == 2 and all(type(number) is int for number in one)
            and one[0] >= 0 and one[1] > 0)


def _check(board, path):
    """Raises ValueError where the values of a BoardFile do not fit each other."""
    ports, memory, clock = board.ports, board.memory, board.clock
    for name, value, least, most in (("count", ports.count, 1, MOST_PORTS),
                                     ("beat_bytes", ports.beat_bytes, FEWEST_BEAT_BYTES, MOST_BEAT_BYTES)):
        if not least <= value <= most or value & (value - 1):
            raise ValueError(f"{path}: [ports] has {name} = {value}; give a power of two from {least} to {most}")
    if ports.longest_burst > LONGEST_BURST:
        raise ValueError(f"{path}: [ports] has longest_burst = {ports.longest_burst}; AXI4 has {LONGEST_BURST} beats "
                         "at most")
    if clock.origin not in ORIGINS:
        raise ValueError(f"{path}: [clock] has origin = '{clock.origin}'; give one of {', '.join(ORIGINS)}")
    if memory.usable_gb_per_s > memory.nominal_gb_per_s:
        raise ValueError(f"{path}: [memory] can use {memory.usable_gb_per_s:g} of nominally "
                         f"{memory.nominal_gb_per_s:g} GB/s; give at most these")
    held = sum(size for _, size in memory.ranges)
    if held != memory.bytes:
        raise ValueError(f"{path}: [memory] has {memory.bytes:,} bytes in ranges of {held:,}; make them agree")
    ordered = sorted(memory.ranges)
    for (first, size), (following, _) in zip(ordered, ordered[1:], strict=False):
        if first + size > following:
            raise ValueError(f"{path}: [memory] has ranges that overlap at {following:#x}; give each address once")
    if board.shell and board.shell.kind not in SHELLS:
        raise ValueError(f"{path}: [shell] has kind = '{board.shell.kind}'; give one of {', '.join(SHELLS)}")
    if board.shell and (board.shell.kind == VITIS) != bool(board.shell.memory):
        raise ValueError(f"{path}: [shell] of the kind '{board.shell.kind}' "
                         + ("lacks 'memory'; give what the platform calls its banks" if not board.shell.memory else
                            "has 'memory', which is a platform's; leave it away"))
    if board.shell and board.shell.kind == ZYNQ and (ports.count > ZYNQ_PORTS or ports.beat_bytes not in ZYNQ_BYTES):
        raise ValueError(f"{path}: [shell] of the kind '{ZYNQ}' with {ports.count} ports of {ports.beat_bytes} bytes; "
                         f"it has {ZYNQ_PORTS} at most, of {', '.join(map(str, ZYNQ_BYTES))}")
    if board.fabric:
        try:
            read_multiplier(board.fabric.multiplier)
        except ValueError as error:
            raise ValueError(f"{path}: [fabric]: {error}") from error
