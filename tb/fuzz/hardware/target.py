"""A way into the hardware as the fuzzer has it: inputs are played on the Verilog, whose lines and branches libFuzzer
sees as it does those of a program."""

import ctypes
import json
from collections.abc import Callable
from dataclasses import dataclass

from tb.fuzz.hardware.program import Harness, Library, built
from tb.fuzz.oracle import Fault


@dataclass(frozen=True)
class Hardware:
    """What `harness` plays; `inputs()` gives operations to begin with, as its C++ describes them."""

    harness: Harness
    inputs: Callable
    longest = 400
    """Bytes of an input, at most: some ten thousand cycles."""
    fine = "the Verilog keeps its rules, and answers"

    def prepare(self, report):
        """Compiles what is not compiled; `report`, where it is not None, is called with how far that is. Raises
        ValueError where Verilator or a compiler is missing, AssertionError where they fail."""
        built(self.harness, report)

    def judge(self, folder):
        """A function that plays an input and returns its Fault, or None."""
        return Player(Library(built(self.harness)))

    def guide(self, judged):
        """Gives libFuzzer, as atheris has loaded it, the counters of the Verilog: it tells inputs apart by what they
        are at the end of each, and sets them to 0 in between."""
        from atheris import core_with_libfuzzer  # of an extra that nothing else needs
        engine, reached = ctypes.CDLL(core_with_libfuzzer.__file__), judged.library.reached
        places = (_Place * len(reached))(*((number, 0) for number, _ in enumerate(reached, 1)))
        for name, table in (("8bit_counters", reached), ("pcs", places)):
            begin = ctypes.addressof(table)
            end = begin + ctypes.sizeof(table)
            engine[f"__sanitizer_cov_{name}_init"](ctypes.c_void_p(begin), ctypes.c_void_p(end))
        judged.places = places  # libFuzzer's to the end
        print(json.dumps(dict(points=len(reached))), flush=True)

    def changed(self, data, seed, fuzz):
        """Another input, by the fuzzer's own changes."""
        return fuzz(data)


class Player:
    """Plays inputs on a Library."""

    def __init__(self, library):
        self.library = library

    def __call__(self, data):
        found = self.library.play(data)
        return Fault(*found) if found else None


class _Place(ctypes.Structure):
    """An entry of libFuzzer's table of what counters count: an address in a program, here a number in its place."""

    _fields_ = (("address", ctypes.c_size_t), ("flags", ctypes.c_size_t))
