"""Build the bitstream of a board that tells stories: build/bitstream/<board>-<preset>.bit."""

from pathlib import Path

from rich.console import Console

from llama2_rtl.converters.presets import DEFAULT, PRESETS, choose_preset
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.progress import Progress
from llama2_rtl.shown import shown
from llama2_rtl.size import add_size, warn_of_lanes
from llama2_rtl.synthesis.boards import BOARDS, choose_board

EXTRAS = ("synthesis",)
FOLDER = Path("build/bitstream")


def add_arguments(parser):
    parser.add_argument("--board", default=next(iter(BOARDS)), help=f"one of {', '.join(BOARDS)} (the default)")
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {DEFAULT.name})")
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP}; instead of the preset's")
    add_size(parser)
    parser.add_argument("--mhz", type=float, help="the core's clock instead of the board's default")
    parser.add_argument("--seed", type=int, default=1, help="seed of place and route (default 1)")


def run(arguments):
    from llama2_rtl.synthesis.bitstream import build_bitstream
    board = choose_board(arguments.board)
    preset, checkpoint = choose_preset(arguments.preset, arguments.model, arguments.lanes, arguments.context,
                                       formats=arguments.format, ways=arguments.ways, batch=arguments.batch)
    warn_of_lanes(preset.lanes)
    name = f"{board.name}-{preset.name}"
    bitstream = FOLDER / f"{name}.bit"
    console = Console(highlight=False, soft_wrap=True)
    core_mhz = board.core_mhz if arguments.mhz is None else arguments.mhz
    with Progress(console) as progress:
        reached, clock = build_bitstream(board, preset, checkpoint, core_mhz, FOLDER / name, bitstream, arguments.seed,
                                         progress.step, progress.detail)
    console.print(f"{reached:.1f} MHz reached for a clock of {clock:g} MHz; written to {shown(bitstream)}; load it "
                  f"with 'openFPGALoader --board {board.name}'")
    return 0
