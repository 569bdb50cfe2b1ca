"""From a preset to a board's bitstream: Verilog, netlist, placed and routed design, packed configuration."""

from pathlib import Path

from llama2_rtl.converters.write import write_design
from llama2_rtl.golden.marks import PROGRAM, FileMark, FolderMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import replaced_file
from llama2_rtl.synthesis.ecp5.nextpnr import place_and_route
from llama2_rtl.synthesis.fit import check_clock, check_contents, check_fit, describe
from llama2_rtl.synthesis.resources import resources, synthesise
from llama2_rtl.synthesis.tools import run_tool

CONSTRAINTS = "pins.lpf"
COMMAND = "bitstream"
COMMENT = f"Written-by: {PROGRAM} {COMMAND}"
"""A bitstream begins with comments, which tools that load it read over, or list where they have this form."""

MARK = FileMark(COMMAND, COMMENT.encode() + b"\0", 512)


def build_bitstream(board, preset, checkpoint, core_mhz, folder, bitstream, seed=1, report=print, hear=None):
    """Builds the file `bitstream`, everything else in `folder`, which stays with the tools' logs; `report` hears a
    sentence as each step begins, `hear` what a tool is at. Returns `(fmax, clock)` in MHz: what the design reaches and
    what its clock is.

    Raises ValueError for bad input and where something foreign lies at `folder` or `bitstream`, AssertionError where a
    tool fails, the design does not fit or its clock is too slow; `bitstream` is then as it was before.
    """
    check_output(folder, FolderMark(COMMAND), [checkpoint])
    check_output(bitstream, MARK, [checkpoint])
    clock_mhz, device = board.core_clock_mhz(core_mhz), board.target.device
    module, params, memories = board.build(preset, checkpoint, core_mhz)
    check_contents(preset.name, memories, board.device_name, device.available)
    report(f"{preset.name} on {board.name} at {clock_mhz:g} MHz: generating the Verilog")
    modules = write_design(module, params, folder, memories, command=COMMAND)
    Path(folder, CONSTRAINTS).write_text(board.constraints())
    report(f"synthesising {len(modules)} modules (Yosys)")
    needed = resources(synthesise(folder, modules[-1].verilog_name, board.target, hear=hear), board.target)
    check_fit(preset.name, needed, board.device_name, device.available)
    report(f"placing and routing (nextpnr): {describe(needed)}")
    routed = place_and_route(folder, device, clock_mhz, seed, CONSTRAINTS, hear)
    check_clock(preset.name, routed.fmax_mhz, clock_mhz)
    report(f"packing (ecppack): {routed.fmax_mhz:.1f} MHz reached")
    config = Path(folder, f"seed{seed}.config")
    config.write_text(f".comment {COMMENT}\n{config.read_text()}")
    run_tool("ecppack", ["--compress", "--input", config.name, "--bit", bitstream.name], folder, "ecppack.log")
    with replaced_file(bitstream, MARK) as fresh:
        Path(folder, bitstream.name).replace(fresh)
    return routed.fmax_mhz, clock_mhz
