"""A device that Linux maps: registers and token streams by UIO or /dev/mem, the memory by /dev/mem or a file like it;
and the file that says where all of it lies."""

import mmap
import tomllib
from contextlib import contextmanager
from dataclasses import MISSING, dataclass, fields
from pathlib import Path

import numpy as np

from llama2_rtl.device.device import Device, Patience, sleep
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.near import advice

SUFFIX = ".toml"
WORD_BYTES = 4
PATIENCE_S = 60.0


@dataclass(frozen=True)
class Window:
    """A page of words from the offset `address` on of a file: of /dev/mem an address of the bus, of /dev/uio0 4,096
    times the number of its map."""

    file: str
    address: int


@dataclass(frozen=True)
class Memory:
    """The core's memory in a file: where each port's part of the packed model (`image`) and of the KV cache (`kv`)
    lies, addresses as the core has them; `host_offset` is what the file's offsets exceed them by."""

    file: str
    image: list
    kv: list
    host_offset: int = 0


PARTS = dict(registers=Window, tokens=Window, memory=Memory)


@dataclass(frozen=True)
class DeviceFile:
    """What a device's TOML file says: a table for each of PARTS; `patience` are the seconds in which nothing happens
    after which the core counts as lost."""

    registers: Window
    tokens: Window
    memory: Memory
    patience: float = PATIENCE_S


def read_device_file(path):
    """The DeviceFile at a path. Raises ValueError, in one sentence, for what is missing, unknown or cannot be."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a *{SUFFIX} that says where the core lies, or "
                         "'simulation'")
    try:
        table = tomllib.loads(path.read_text())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ValueError(f"{path} is no TOML file: {error}") from error
    except RecursionError:
        raise ValueError(f"{path} is nested too deeply; give a table of keys for each part") from None
    for name, part in PARTS.items():
        if name in table:
            table[name] = _read(part, table[name], f"{path}: [{name}]")
    return _read(DeviceFile, table, f"{path}:")


def _read(cls, table, where):
    if not isinstance(table, dict):
        raise ValueError(f"{where} is no table of keys")
    known = {field.name: field for field in fields(cls)}
    for name in table:
        if name not in known:
            raise ValueError(f"{where} has a key '{name}' that nobody knows; {advice(name, known)}")
    for name, field in known.items():
        if name not in table and field.default is MISSING:
            raise ValueError(f"{where} lacks '{name}'")
        if name in table and (what := _wrong(name, table[name])):
            raise ValueError(f"{where} has {name} = {table[name]!r}; give {what}")
    return cls(**table)


def _wrong(name, value):
    """What is to be given instead; None of a value that can be."""
    if name in PARTS:
        return None  # it has been read
    if name == "file":
        return None if isinstance(value, str) else "the name of a file"
    if name == "patience":
        return None if type(value) in (int, float) and value > 0 else "seconds, more than 0"
    if name == "host_offset":
        return None if type(value) is int and value % PAGE == 0 else f"a multiple of {PAGE:,}"
    if name == "address":
        return None if _is_address(value) else f"a multiple of {PAGE:,}"
    return None if isinstance(value, list) and value and all(map(_is_address, value)) else (
        f"a list of multiples of {PAGE:,}, one for each port")


def _is_address(value):
    return type(value) is int and value >= 0 and value % PAGE == 0


class _Words:
    """The words of a Window: each access is one of 32 bits."""

    def __init__(self, window):
        with open(window.file, "r+b", buffering=0) as file:
            self.words = np.frombuffer(mmap.mmap(file.fileno(), PAGE, offset=window.address), np.uint32)

    def read(self, offset):
        return int(self.words[offset // WORD_BYTES])

    def write(self, offset, word):
        self.words[offset // WORD_BYTES] = word


class _Bytes:
    """The bytes of a Memory, of which each piece is mapped while it is copied."""

    def __init__(self, memory):
        self.offset, self.file = memory.host_offset, open(memory.file, "r+b", buffering=0)

    def write(self, address, data):
        with self._mapped(address, len(data)) as (piece, first):
            piece[first:first + len(data)] = data

    def read(self, address, size):
        with self._mapped(address, size) as (piece, first):
            return piece[first:first + size]

    @contextmanager
    def _mapped(self, address, size):
        """(map of the pages around some bytes, where in it they begin)."""
        page, first = divmod(address + self.offset, PAGE)
        with mmap.mmap(self.file.fileno(), first + size, offset=page * PAGE) as piece:
            yield piece, first


def mapped_device(path):
    """The Device that a file describes. Raises ValueError for a file that is wrong, OSError where one that it names
    cannot be mapped."""
    told = read_device_file(path)
    return Device(_Words(told.registers), _Words(told.tokens), _Bytes(told.memory), tuple(told.memory.image),
                  tuple(told.memory.kv), Patience(sleep, told.patience))
