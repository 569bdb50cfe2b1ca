"""Gather a preset in one folder for a vendor flow: Verilog, scripts, constraints, testbench, golden vectors."""

from dataclasses import replace
from pathlib import Path

from llama2_rtl.board_plan import widest_word
from llama2_rtl.converters.prefix import check_prefix
from llama2_rtl.converters.presets import PRESETS, choose_preset
from llama2_rtl.filters import add_list
from llama2_rtl.golden.marks import FolderMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.memory_choice import AXI, CHIP, add_memory, choose_memory, folder_name
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.prompt import read_prompt
from llama2_rtl.size import (
    add_burst,
    add_multiplier,
    add_ports,
    add_prefix,
    add_sequences,
    add_size,
    warn_of_lanes,
)
from llama2_rtl.synthesis.board_files.read import board_file, board_names, choose_board_file

HANDOFF = Path("build/handoff")
POSITIONS = 2
EXTRAS = ("handoff",)


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
    add_memory(parser)
    parser.add_argument("--board", help=f"make a design for the tools of a board too, one of {', '.join(designed())}, "
                                        "or the path of a file like theirs: the core is the one over AXI4, with the "
                                        "board's ports, its tokens words behind its registers")
    parser.add_argument("--tokenizer", metavar="PATH", help="the checkpoint's tokenizer, for --prompt")
    parser.add_argument("--prompt", help="what the testbench sends (default BOS and what golden chooses after it)")
    parser.add_argument("--positions", type=int, default=POSITIONS,
                        help=f"positions of which golden vectors are written (default {POSITIONS})")
    add_prefix(parser)
    parser.add_argument("--out", metavar="FOLDER", type=Path,
                        help="where to write instead of build/handoff/<preset>: a new folder, an empty one or a "
                             "hand-off")


def designed():
    """The boards that come with the project and for whose tools there is a design."""
    return [name for name in board_names() if board_file(name).shell]


def _chosen_board(arguments):
    """The BoardFile of the arguments, None where none is given. Raises ValueError for a board without a design, and for
    what the board says itself."""
    if arguments.board is None:
        return None
    board = choose_board_file(arguments.board)
    if board.shell is None:
        raise ValueError(f"there is no design for the {board.name}, for its file has no [shell]; give one of "
                         f"{', '.join(designed())}, or hand over the core alone, without BOARD")
    for name, value in (("PORTS", arguments.ports), ("BURST", arguments.burst), ("MULTIPLIER", arguments.multiplier)):
        if value is not None:
            raise ValueError(f"{name} is what the {board.name} has; leave it away, or hand over the core alone, "
                             "without BOARD")
    if arguments.memory == CHIP:
        raise ValueError(f"MEMORY={CHIP} with BOARD, whose design has the memory beside the core; leave one away")
    return board


def preset_on_board(preset, board, lanes=None):
    """The `Preset` with a BoardFile's ports, bursts and multipliers, and words as wide as the generator makes them for
    these ports, or of `lanes` bytes. Raises ValueError where it makes none."""
    preset = replace(preset, multiplier=board.multiplier or preset.multiplier, longest_burst=board.ports.longest_burst,
                     name=f"{preset.name}-{board.key}")
    if lanes is not None:
        if lanes > board.ports.word_bytes:
            raise ValueError(f"{lanes} lanes; the ports of the {board.name} take words of {board.ports.word_bytes} "
                             "bytes, give at most that")
        return replace(preset, lanes=lanes, ports=max(1, lanes // board.ports.beat_bytes))
    return widest_word(preset, board.ports)[0]


def run(arguments):
    check_prefix(arguments.prefix)
    board = _chosen_board(arguments)
    preset, checkpoint = choose_preset(arguments.preset, arguments.model, arguments.lanes, arguments.context,
                                       formats=arguments.format, sampler_list=arguments.sampler_list,
                                       ways=arguments.ways, multiplier=arguments.multiplier, ports=arguments.ports,
                                       longest_burst=arguments.burst, batch=arguments.batch,
                                       sequences=arguments.sequences)
    if board:
        preset = preset_on_board(preset, board, arguments.lanes)
    memory = choose_memory(AXI if board else arguments.memory, preset)
    if memory == CHIP and preset.sequences > 1:
        raise ValueError("a core with its weights on the chip is handed over for one text; give MEMORY=axi, or leave "
                         "SEQUENCES away")
    warn_of_lanes(preset.lanes)
    folder = arguments.out or HANDOFF / (preset.name if board else folder_name(preset, memory))
    check_output(folder, FolderMark("handoff"), [checkpoint, arguments.tokenizer])
    if not 1 <= arguments.positions <= preset.context:
        raise ValueError(f"{arguments.positions} positions; give a number from 1 to the context, {preset.context}")
    prompt = None
    if arguments.prompt:
        prompt = read_prompt(preset, checkpoint, arguments.tokenizer, arguments.prompt)
    from llama2_rtl.handover.write import write_handoff
    count = write_handoff(preset, checkpoint, prompt, arguments.positions, folder, arguments.prefix, memory, board)
    print(f"{count} files in {folder}; its README.md says how each tool takes them")
    return 0
