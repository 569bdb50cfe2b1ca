"""Builds the Verilator program of a core over AXI4, and runs tokens in it."""

import json
import re
import subprocess
from collections import deque
from dataclasses import asdict, dataclass
from pathlib import Path

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.control.pipeline_controller import FINISH_TOKEN, PROJECT_QKV, STAGES
from llama2_rtl.converters.engine.destination import CLASSIFIER
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.registers.files import host_files
from llama2_rtl.converters.registers.register_map import of_text
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi, managers
from llama2_rtl.converters.write import memory_text
from llama2_rtl.golden.image_header import ImageHeader
from llama2_rtl.simulation.folders import content_folder, drop_precompiled, held, write_changed
from llama2_rtl.simulation.processes import child
from llama2_rtl.simulation.simulators import VERILATOR_MAKE, chosen_simulator
from llama2_rtl.simulation.tools import call_tool

HERE = Path(__file__).parent
HEADERS = ("host.h", "axi_memory.h", "memory_image.h")
TOKEN, TEXT, DEVICE = "token_bench", "text_bench", "device_bench"
"""The programs: one token at any position, with what happens in the core; a whole text, at the core's ports; a device
that a host in another program reaches."""

SOURCES = {TOKEN: (f"{TOKEN}.cpp", *HEADERS, "visible.vlt"), TEXT: (f"{TEXT}.cpp", *HEADERS),
           DEVICE: (f"{DEVICE}.cpp", *HEADERS)}
VISIBLE_OF_A_BATCH = "".join(f'public_flat_rd -module "decoder" -var "{name}"\n' for name in (
    "y_vector", "choice", "choice_vector"))
"""What the program of tokens looks at besides, of several vectors."""

INLINED_TEXTS = "".join(f'inline -module "{name}"\n' for name in ("text_slot", "token_loop"))
"""Of several texts each has its own of these, which are part of the top: so their signals have names of their own."""

DRIVEN = (TEXT, DEVICE)
"""The programs that have the driver."""

BUILD = Path("build/external")

CYCLE = re.compile(r"cycle (\d+), stage (\d+)")
"""A line of the program's progress."""

IMAGE_BASE, KV_BASE = 0x1_FFFF_F000, 0x70_1234_5000
FROM_PORT_TO_PORT = 0x2_0012_3000
"""Between the base addresses of one port and the next."""


@dataclass(frozen=True)
class Timing:
    """The memory: cycles from a burst's address to its first beat; bursts of each direction that may be outstanding;
    from every `gap_interval` cycles (0: none) the first `gap`, in which nothing moves, as in a refresh. Raises
    ValueError for what no memory does."""

    latency: int = 64
    outstanding: int = 16
    gap_interval: int = 0
    gap: int = 0

    def __post_init__(self):
        if min(asdict(self).values()) < 0 or self.outstanding < 1 or self.gap > max(0, self.gap_interval - 1):
            raise ValueError(f"a memory of latency {self.latency}, {self.outstanding} outstanding bursts, a gap of "
                             f"{self.gap} in {self.gap_interval} cycles; give no negative number, at least one burst, "
                             "and gaps shorter than their interval")


def build(geometry, progress=None, name=TOKEN):
    """The folder of the program of that name for a Geometry, made once for the same sources. progress: as `run` has it.
    Raises ValueError where Verilator or a compiler is missing, AssertionError with the tools' last lines where they
    fail."""
    chosen_simulator("verilator")
    module, params, memories = build_axi(geometry)
    modules = design(module, params)
    files = {f"{entry.verilog_name}.v": entry.text for entry in modules}
    files |= {source: (HERE / source).read_text() for source in SOURCES[name]}
    if geometry.vectors > 1 and "visible.vlt" in files:
        files["visible.vlt"] += VISIBLE_OF_A_BATCH + INLINED_TEXTS * (geometry.sequences > 1)
    files |= {"managers.h": _managers(geometry)} | ({"texts.h": _texts(geometry)} if name == TOKEN else {})
    kinds = (".h", ".c") if name in DRIVEN else (".h",)
    files |= {file: text for file, text in host_files(geometry).items() if file.endswith(kinds)}
    files |= {file: memory_text(width, words) for file, (width, words) in memories.items()}
    folder = content_folder(BUILD, name, files)
    top = modules[-1].verilog_name
    with held(folder):
        if not (folder / "obj_dir" / name).exists():
            write_changed(folder, files)
            sources = [file for file in files if file.endswith((".v", ".vlt", ".cpp", ".c"))]
            call_tool(folder, progress, "verilator_bin", "--cc", "--exe", "-O3", "--noassert", "--x-assign", "fast",
                      "--x-initial", "fast", "-Wno-fatal", "-Wno-lint", "--top-module", top, "-CFLAGS",
                      f"-std=c++17 -I{folder} -DVECTORS={geometry.vectors} -DTEXTS={geometry.sequences} "
                      f"-DTAIL={geometry.tail}", "-o", name,
                      *sources)
            call_tool(folder, progress, "make", "-C", "obj_dir", "-f", f"V{top}.mk", *VERILATOR_MAKE)
            drop_precompiled(folder / "obj_dir")
    return folder


def _managers(geometry):
    """The header that names the core's AXI4 managers and says how far apart their memories lie."""
    listed = ", ".join(f"AXI_MANAGER(top, {name})" for name in managers(geometry))
    return (f"#pragma once\n#include <cstdint>\n#define AXI_MANAGERS(top) {{{listed}}}\n"
            f"constexpr uint64_t FROM_PORT_TO_PORT = {FROM_PORT_TO_PORT:#x};\n")


def _texts(geometry):
    """The header that says where the positions of the core's texts are, and the registers by which all but the first go
    on."""
    texts = geometry.sequences
    loops = ["u_token_loop"] if texts == 1 else [f"u_text_slot_{text}__DOT__u_token_loop" for text in range(texts)]
    positions = ", ".join(f"&top.rootp->llama2_rtl_axi__DOT__{loop}__DOT__position" for loop in loops)
    offsets = ", ".join(f"LLAMA2_RTL_{of_text('RESUME', text)}_OFFSET" for text in range(1, texts))
    return (f'#pragma once\n#include <vector>\n#include "llama2_rtl_registers.h"\n'
            f"#define TEXT_POSITIONS(top) {{{positions}}}\n"
            f"static const std::vector<unsigned> RESUMES_OF_TEXTS{{{offsets}}};\n")


def run(geometry, position, token=1, tokens=1, timing=None, files=None, progress=None, batch=1, texts=1):
    """Runs `tokens` equal tokens from `position` on, or one pass of a `batch` of tokens, or of a token of each of so
    many `texts`, each the next one of the vocabulary. files: "image", "kv", "logits" -> path; what is not given is a
    hash of its addresses behind the right header, and is not kept; a core in blocks needs the image. progress: called
    with how far it is.

    Returns of the last token: tokens (the one chosen, or that of each text), cycles (from its start to the next
    one's), before_classifier (those before the classifier's stage), beats, stalls, bubbles ("stage > stage" -> cycles),
    read_beats and written_beats of the bus. Raises ValueError for a position outside the context and for an image that
    is missing, AssertionError where the program fails.
    """
    if not 0 <= position < geometry.context - max(tokens, batch):
        raise ValueError(f"position {position}; {max(tokens, batch)} tokens and the beginning of one more fit a "
                         f"context of {geometry.context} up to position {geometry.context - max(tokens, batch) - 1}")
    files = dict(files or {})
    if geometry.in_blocks and "image" not in files:
        raise ValueError("a core in blocks reads the formats of its matrices from an image; give one")
    folder = build(geometry, progress)
    if "image" not in files:
        files["image"] = folder / "header.img"
        headers = [ImageHeader(geometry.model, geometry.numerics, geometry.tile, 0, ports=geometry.ports, port=port)
                   for port in range(geometry.ports)]
        files["image"].write_bytes(b"".join(header.pack() for header in headers))
    options = dict(position=position, token=token, tokens=tokens, batch=batch, texts=texts, first_stage=PROJECT_QKV,
                   last_stage=FINISH_TOKEN, classifier=CLASSIFIER)

    def hear(line):
        cycle = CYCLE.fullmatch(line)
        if progress and cycle:
            progress(f"cycle {int(cycle[1]):,}, {STAGES[int(cycle[2])]}")

    result = json.loads(call(folder, TOKEN, geometry, timing, options | files, hear))
    bubbles = {f"{STAGES[before]} > {STAGES[after]}": cycles for before, after, cycles in result["bubbles"]}
    return result | dict(bubbles=bubbles)


def call(folder, name, geometry, timing, options, hear):
    """Runs the program of that name in the folder where it was built, with these options beside those of the Geometry
    and the Timing, and calls `hear` with each line that it prints. Returns the last one. Raises AssertionError where
    the program fails."""
    last = deque([""], maxlen=1)
    with child(command(folder, name, geometry, timing, options), cwd=folder, text=True, stdout=subprocess.PIPE,
               stderr=subprocess.STDOUT) as process:
        for line in process.stdout:
            last.append(line.strip())
            hear(last[0])
    if process.returncode:
        raise AssertionError(f"{name}: {last[0]}")
    return last[0]


def command(folder, name, geometry, timing=None, options=None):
    """The words that start the program, as `call` has them."""
    options = dict(beat_bytes=geometry.beat_bytes, base=IMAGE_BASE, kv_base=KV_BASE,
                   kv_pages=KvLayout(geometry).pages) | asdict(timing or Timing()) | (options or {})
    return [folder / "obj_dir" / name,
            *(f"{option}={int(value) if isinstance(value, int) else value}" for option, value in options.items())]
