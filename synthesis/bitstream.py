"""From a preset to a board's bitstream: Verilog, netlist, placed and routed design, packed configuration."""

import json
from pathlib import Path

from converters.write import FILE_LIST, write_design
from synthesis.fit import check_fit, resources
from synthesis.nextpnr import ROUTED, place_and_route
from synthesis.tools import run_tool, run_yosys

NETLIST, STATISTICS, CONSTRAINTS = "netlist.json", "cells.json", "pins.lpf"

SYNTHESIS = ("read_verilog {files}; synth_ecp5 -abc9 -top {top} -json {netlist}; "
             "tee -q -o {statistics} stat -json")


def build_bitstream(board, preset, checkpoint, core_mhz, folder, bitstream, seed=1, report=print):
    """Builds the file `bitstream`, everything else in `folder`; `report` hears a sentence as each step begins. Returns
    `(resources, clock)`: what the netlist needs, and the core clock's achieved and asked-for MHz.

    Raises ValueError for bad input, AssertionError where a tool fails, the design does not fit or its clock is too
    slow; `bitstream` is then as it was before.
    """
    core_clock_mhz = board.core_clock_mhz(core_mhz)
    report(f"{preset.name} on {board.name} at {core_clock_mhz:g} MHz: generating the Verilog")
    module, params, memories = board.build(preset, checkpoint, core_mhz)
    modules = write_design(module, params, folder, memories)
    report("synthesising (Yosys)")
    needed = synthesise(folder, modules[-1].verilog_name)
    check_fit(preset.name, needed, board.device)
    report(f"placing and routing (nextpnr): {describe(needed)}")
    Path(folder, CONSTRAINTS).write_text(board.constraints())
    device = board.device
    routed = place_and_route(folder, NETLIST, device.option, device.package, device.speed, core_clock_mhz,
                             CONSTRAINTS, seed)
    clock = check_clocks(preset.name, routed["fmax"])
    report("packing (ecppack)")
    run_tool("ecppack", ["--compress", "--input", ROUTED, "--bit", bitstream.name], folder, "ecppack.log")
    Path(folder, bitstream.name).replace(bitstream)
    return needed, clock


def synthesise(folder, top):
    """Yosys on the design in `folder`; returns its `resources`."""
    lines = Path(folder, FILE_LIST).read_text().splitlines()
    files = " ".join(line for line in lines if not line.startswith("//"))
    run_yosys(SYNTHESIS.format(files=files, top=top, netlist=NETLIST, statistics=STATISTICS), folder)
    cells = json.loads(Path(folder, STATISTICS).read_text())["design"]["num_cells_by_type"]
    return resources(cells)


def describe(needed):
    return ", ".join(f"{count:,} {name}" for name, count in needed.items())


def check_clocks(design, clocks):
    """`(achieved, asked for)` MHz of the clock with the least room; `clocks` is the report's. Raises AssertionError
    where one is too slow."""
    if not clocks:
        raise AssertionError(f"{design}: nextpnr reports no clock")
    name, clock = min(clocks.items(), key=lambda item: item[1]["achieved"] / item[1]["constraint"])
    achieved, wanted = clock["achieved"], clock["constraint"]
    if achieved < wanted:
        raise AssertionError(f"{design} reaches {achieved:.1f} MHz where its clock {name} has {wanted:g}; choose a "
                             "lower MHZ= or another SEED=")
    return achieved, wanted
