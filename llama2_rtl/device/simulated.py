"""A device that is simulated: the core's Verilog in a Verilator program, with a memory at each port."""

import signal
import struct
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import astuple, dataclass

from llama2_rtl.converters.registers.driver_parts import COPY_BYTES
from llama2_rtl.device.device import Device, Patience
from llama2_rtl.simulation.external.program import DEVICE, FROM_PORT_TO_PORT, IMAGE_BASE, KV_BASE, build, command
from llama2_rtl.simulation.processes import child

REGISTERS, TOKENS = range(2)
REST_CYCLES = 64
PATIENCE_CYCLES = 100_000_000
"""Cycles of a token of a model that a simulator bears, and some more."""

ALL_ADDRESSES = 1 << 64


@dataclass(frozen=True)
class Fault:
    """How the core sees the memory other than the host does: of `port`, reads (1), writes (2) or both (3), as `access`
    says, of addresses from `first` to before `end` go to (address & `keep` | `set`) + `add` in the memory of port
    `memory`, and the first byte of each beat read there is changed by `invert`."""

    port: int
    first: int = 0
    end: int = ALL_ADDRESSES - 1
    keep: int = ALL_ADDRESSES - 1
    set: int = 0
    add: int = 0
    memory: int = 0
    invert: int = 0
    access: int = 3

    @property
    def text(self):
        """As the program reads it."""
        return ":".join(str(number % ALL_ADDRESSES) for number in astuple(self))


class _Program:
    """Requests to the program, as `device_bench.cpp` has them. Raises OSError where it has ended."""

    def __init__(self, process):
        self.process = process

    def ask(self, request, form, *numbers, data=b"", answer=0):
        """The `answer` bytes to a request with these numbers in struct's format, and bytes behind them. A signal waits
        until it has been answered."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
        try:
            self.process.stdin.write(request + struct.pack("<" + form, *numbers) + data)
            self.process.stdin.flush()
            got = self.process.stdout.read(answer) if answer else b""
        except BrokenPipeError:
            got = None
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if got is None or len(got) < answer:
            said = self.process.stderr.read().decode().strip()
            raise OSError(f"the simulated device has ended: {said or 'it says nothing'}")
        return got


class _Words:
    def __init__(self, program, space):
        self.program, self.space = program, space

    def read(self, offset):
        return int.from_bytes(self.program.ask(b"r", "BI", self.space, offset, answer=4), "little")

    def write(self, offset, word):
        self.program.ask(b"w", "BII", self.space, offset, word)


class _Memory:
    def __init__(self, program):
        self.program = program

    def write(self, address, data):
        self.program.ask(b"c", "QI", address, len(data), data=data)

    def read(self, address, size):
        pieces = [(first, min(COPY_BYTES, size - first)) for first in range(0, size, COPY_BYTES)]
        return b"".join(self.program.ask(b"m", "QI", address + first, length, answer=length)
                        for first, length in pieces)


@contextmanager
def simulated_device(geometry, progress=None, faults=(), timing=None):
    """A Device with the core of a Geometry, after reset, its memory as it happens to be. `progress` hears how far the
    building of the program is; `faults` are Faults, `timing` is the memory's. Raises ValueError where Verilator is
    missing."""
    folder = build(geometry, progress, DEVICE)
    options = {f"fault{number}": fault.text for number, fault in enumerate(faults)}
    with child(command(folder, DEVICE, geometry, timing, options), cwd=folder, stdin=subprocess.PIPE,
               stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as process:
        program = _Program(process)

        def rest():
            program.ask(b"s", "I", REST_CYCLES, answer=1)
            return REST_CYCLES

        bases = [tuple(base + port * FROM_PORT_TO_PORT for port in range(geometry.ports))
                 for base in (IMAGE_BASE, KV_BASE)]
        try:
            yield Device(_Words(program, REGISTERS), _Words(program, TOKENS), _Memory(program), *bases,
                         Patience(rest, PATIENCE_CYCLES))
        finally:
            with suppress(BrokenPipeError):  # it has ended by itself
                process.stdin.close()
