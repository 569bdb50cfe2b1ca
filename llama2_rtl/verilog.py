"""Write the Verilog of a preset, its file list and its memory files to rtl/<preset>."""

from pathlib import Path

from converters.presets import PRESETS, ROOT, choose_preset
from converters.registers.files import host_files
from converters.write import write_design

RTL = ROOT / "rtl"


def add_arguments(parser):
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {next(iter(PRESETS))})")
    parser.add_argument("--model", metavar="PATH",
                        help="a llama2.c checkpoint or a Hugging Face folder instead of the preset's")
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of the preset's")
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where to write instead of rtl/<preset>")


def run(arguments):
    preset, checkpoint = choose_preset(arguments.preset, arguments.model, arguments.lanes)
    folder = arguments.out or RTL / preset.name
    modules = generate(preset, checkpoint, folder)
    print(f"{len(modules)} modules in {folder}; the top is {modules[-1].verilog_name}")
    return 0


def generate(preset, checkpoint, folder):
    """Writes the decoder of `preset` with the weights of the file `checkpoint`, and the C header and the page of its
    registers where it has any; returns its modules."""
    from converters.tops.llama2_rtl import build
    module, params, memories = build(preset, checkpoint)
    return write_design(module, params, folder, memories, header(preset, "verilog"), host_files(module, params))


def header(preset, command):
    """The head of a file list: what the design is and which command wrote it."""
    return (f"The decoder of the preset {preset.name}: {preset.lanes} lanes, {preset.context} positions.\n"
            f"Written by llama2-rtl {command}.")
