"""Gather a preset in one folder for a vendor flow: Verilog, scripts, constraints, testbench, golden vectors."""

from pathlib import Path

from llama2_rtl.converters.prefix import check_prefix
from llama2_rtl.converters.presets import PRESETS, choose_preset
from llama2_rtl.filters import add_list
from llama2_rtl.golden.marks import FolderMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.memory_choice import add_memory, choose_memory, folder_name
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.prompt import read_prompt
from llama2_rtl.size import add_burst, add_multiplier, add_ports, add_prefix, add_size, warn_of_lanes

HANDOFF = Path("build/handoff")
POSITIONS = 2
EXTRAS = ("handoff",)


def add_arguments(parser):
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {next(iter(PRESETS))})")
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP}; instead of the preset's")
    add_size(parser)
    add_ports(parser)
    add_burst(parser)
    add_list(parser)
    add_multiplier(parser)
    add_memory(parser)
    parser.add_argument("--tokenizer", metavar="PATH", help="the checkpoint's tokenizer, for --prompt")
    parser.add_argument("--prompt", help="what the testbench sends (default BOS and what golden chooses after it)")
    parser.add_argument("--positions", type=int, default=POSITIONS,
                        help=f"positions of which golden vectors are written (default {POSITIONS})")
    add_prefix(parser)
    parser.add_argument("--out", metavar="FOLDER", type=Path,
                        help="where to write instead of build/handoff/<preset>: a new folder, an empty one or a "
                             "hand-off")


def run(arguments):
    check_prefix(arguments.prefix)
    preset, checkpoint = choose_preset(arguments.preset, arguments.model, arguments.lanes, arguments.context,
                                       formats=arguments.format, sampler_list=arguments.sampler_list,
                                       ways=arguments.ways, multiplier=arguments.multiplier, ports=arguments.ports,
                                       longest_burst=arguments.burst, batch=arguments.batch)
    memory = choose_memory(arguments.memory, preset)
    warn_of_lanes(preset.lanes)
    folder = arguments.out or HANDOFF / folder_name(preset, memory)
    check_output(folder, FolderMark("handoff"), [checkpoint, arguments.tokenizer])
    if not 1 <= arguments.positions <= preset.context:
        raise ValueError(f"{arguments.positions} positions; give a number from 1 to the context, {preset.context}")
    prompt = None
    if arguments.prompt:
        prompt = read_prompt(preset, checkpoint, arguments.tokenizer, arguments.prompt)
    from llama2_rtl.handover.write import write_handoff
    count = write_handoff(preset, checkpoint, prompt, arguments.positions, folder, arguments.prefix, memory)
    print(f"{count} files in {folder}; its README.md says how each tool takes them")
    return 0
