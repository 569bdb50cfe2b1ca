"""Write the Verilog of a preset, its file list and its memory files to rtl/<preset>."""

from pathlib import Path

from llama2_rtl.converters.hdl.checks import MACRO
from llama2_rtl.converters.prefix import PREFIX, check_prefix
from llama2_rtl.converters.presets import PRESETS, choose_preset, choose_shape
from llama2_rtl.converters.registers.files import host_files
from llama2_rtl.converters.write import write_design
from llama2_rtl.filters import add_list
from llama2_rtl.golden.marks import FolderMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.memory_choice import AXI, add_memory, choose_memory, folder_name
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.size import add_burst, add_multiplier, add_ports, add_prefix, add_sequences, add_size, warn_of_lanes

RTL = Path("rtl")
COMMAND = "verilog"


def add_arguments(parser):
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {next(iter(PRESETS))})")
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP}; instead of the preset's")
    add_size(parser)
    add_sequences(parser)
    add_ports(parser)
    add_burst(parser)
    add_list(parser)
    add_multiplier(parser)
    add_prefix(parser)
    add_memory(parser)
    parser.add_argument("--checks", type=int, choices=(0, 1), default=0,
                        help=f"1 writes the rules of the blocks' ports as assertions too, under the macro {MACRO}")
    parser.add_argument("--out", metavar="FOLDER", type=Path,
                        help="where to write instead of rtl/<preset>: a new folder, an empty one or one it wrote")


def run(arguments):
    prefix = check_prefix(arguments.prefix)
    given = dict(name=arguments.preset, checkpoint=arguments.model, lanes=arguments.lanes, context=arguments.context,
                 formats=arguments.format, sampler_list=arguments.sampler_list, ways=arguments.ways,
                 multiplier=arguments.multiplier, ports=arguments.ports, longest_burst=arguments.burst,
                 batch=arguments.batch, sequences=arguments.sequences)
    preset = choose_shape(**given)
    memory = choose_memory(arguments.memory, preset)
    warn_of_lanes(preset.lanes)
    if memory == AXI:
        folder = arguments.out or RTL / _folder_name(preset, memory, arguments)
        check_output(folder, FolderMark(COMMAND), [arguments.model])
        modules = generate_axi(preset, folder, prefix, arguments.checks)
    else:
        preset, checkpoint = choose_preset(**given)
        folder = arguments.out or RTL / _folder_name(preset, memory, arguments)
        check_output(folder, FolderMark(COMMAND), [checkpoint])
        modules = generate(preset, checkpoint, folder, prefix=prefix, checks=arguments.checks)
    print(f"{len(modules)} modules in {folder}; the top is {modules[-1].verilog_name}")
    return 0


def _folder_name(preset, memory, arguments):
    """That of the preset and its memory; behind it what is not as in the preset's own folder."""
    prefix = "" if arguments.prefix == PREFIX else arguments.prefix
    return "-".join(filter(None, (folder_name(preset, memory), prefix, "checks" if arguments.checks else "")))


def generate(preset, checkpoint, folder, command=COMMAND, prefix=PREFIX, checks=False):
    """Writes the decoder of `preset` with the weights of the file `checkpoint`, as an output of `command`; returns its
    modules."""
    from llama2_rtl.converters.tops.llama2_rtl import build
    module, params, memories = build(preset, checkpoint)
    return write_design(module, params, folder, memories, header(preset, command), command=command, prefix=prefix,
                        checks=checks)


def generate_axi(preset, folder, prefix=PREFIX, checks=False):
    """Writes the decoder of `preset` for a memory beside the chip, whatever the weights, with the C header and the page
    of its registers; returns its modules."""
    from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
    module, params, memories = build_axi(preset.geometry)
    return write_design(module, params, folder, memories, header(preset, COMMAND),
                        host_files(preset.geometry, prefix), prefix=prefix, checks=checks)


def header(preset, command):
    """The head of a file list: what the design is and which command wrote it."""
    return (f"The decoder of the preset {preset.name}: {preset.lanes} lanes, {preset.context} positions.\n"
            f"Written by llama2-rtl {command}.")
