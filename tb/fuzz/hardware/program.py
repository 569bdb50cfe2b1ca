"""A harness and the Verilog behind it as one shared library, by Verilator."""

import ctypes
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.hdl.checks import MACRO
from llama2_rtl.converters.write import memory_text
from llama2_rtl.simulation.folders import content_folder, held, write_changed
from llama2_rtl.simulation.simulators import VERILATOR_MAKE, chosen_simulator
from llama2_rtl.simulation.tools import call_tool

HERE = Path(__file__).parent
BUILD = Path("build/fuzz-hardware")
LIBRARY = "door.so"
HEARD = "heard.h"
CFLAGS = f"-std=c++17 -fPIC -fno-gnu-unique -I.. -include {HEARD} -DVL_PRINTF=heard -DVL_USER_FINISH"
"""Several libraries in one process keep apart what all of them have."""

RUNTIME = "OPT_GLOBAL=-O0"
"""Of Verilator's own files, which compile in half the time so and are hardly called."""

COUNTED = ["--coverage-line"]
"""What Verilator counts, and the fuzzer is guided by: lines and branches. With the terms of conditions a program would
take three times as long to compile."""


@dataclass(frozen=True)
class Harness:
    """A C++ file and the headers that it has beside `door.h`. `build()` gives `(module, params, memories)` of the
    Verilog, `constants` are numbers of it for the C++, name -> value or list of values, and `inside` the signals of the
    top that it looks at."""

    source: str
    headers: tuple
    build: Callable
    constants: dict
    inside: tuple

    def files(self, changed=lambda name, text: text):
        """File name -> text of all that is compiled, the Verilog as `changed(name, text)` makes it; and the top's name.
        """
        module, params, memories = self.build()
        modules = design(module, params, checks=True)
        top = modules[-1].verilog_name
        files = {f"{entry.verilog_name}.v": changed(entry.verilog_name, entry.text) for entry in modules}
        files |= {name: (HERE / name).read_text() for name in (self.source, *self.headers, "door.h", HEARD)}
        files |= {name: memory_text(width, words) for name, (width, words) in memories.items()}
        files["inside.vlt"] = "`verilator_config\n" + "".join(
            f'public_flat_rd -module "{top}" -var "{signal}"\n' for signal in self.inside)
        return files | {"model.h": _model(top, self.constants)}, top


def _model(top, constants):
    """The header that names the Verilog for `door.h`."""
    return f"""#pragma once
#include <cstdint>
#include "V{top}.h"
#include "V{top}___024root.h"
#include "V{top}__Syms.h"
using Model = V{top};
using Counts = decltype(V{top}__Syms::__Vcoverage);
inline Counts &counts_of(Model &top) {{ return top.rootp->vlSymsp->__Vcoverage; }}
#define INSIDE(top, signal) (top).rootp->{top}__DOT__##signal
constexpr char TOP[] = "{top}";
""" + "".join(f"constexpr {_declared(name, value)};\n" for name, value in constants.items())


def _declared(name, value):
    if isinstance(value, list):
        return f"uint32_t {name}[] = {{{', '.join(map(str, map(int, value)))}}}"
    return f"unsigned {name} = {int(value)}"


def built(harness, progress=None, changed=lambda name, text: text):
    """The folder of the library, made once for the same sources. progress: called with how far it is. Raises ValueError
    where Verilator or a compiler is missing, AssertionError with the tools' last lines where they fail."""
    chosen_simulator("verilator")
    files, top = harness.files(changed)
    folder = content_folder(BUILD, top, [files, COUNTED, CFLAGS])
    with held(folder):
        if not (folder / "obj_dir" / LIBRARY).exists():
            write_changed(folder, files)
            sources = [name for name in files if name.endswith((".v", ".vlt"))]
            # One file: HEARD is included ahead of all, where a precompiled header would have to be.
            call_tool(folder, progress, "verilator_bin", "--cc", "--exe", "-O3", "--assert", f"-D{MACRO}", "-Wno-fatal",
                      "-Wno-lint", "--x-assign", "fast", "--x-initial", "fast", "--output-split", "0", *COUNTED,
                      "--top-module", top, "-CFLAGS", CFLAGS, "-LDFLAGS", "-shared", "-o", LIBRARY, *sources,
                      harness.source)
            call_tool(folder, progress, "make", "-C", "obj_dir", "-f", f"V{top}.mk", *VERILATOR_MAKE, RUNTIME)
    return folder


class Library:
    """The library of a folder, which this process loads. `reached` are the counters of the last input played: how often
    each point of the Verilog was reached, at most 255."""

    def __init__(self, folder):
        self._library = ctypes.CDLL(folder / "obj_dir" / LIBRARY)
        self._library.play.restype = ctypes.c_char_p
        self.reached = (ctypes.c_uint8 * self._library.points())()
        with chdir(folder):
            self.play(b"")  # reads the memories' contents

    def play(self, data):
        """What is wrong with how the Verilog takes an input: kind, place, what is said; None where nothing is."""
        found = self._library.play(data, len(data), self.reached)
        return tuple(found.decode(errors="replace").split("\t", 2)) if found else None
