"""Gather a preset in one folder for a vendor flow: Verilog, scripts, constraints, testbench, golden vectors."""

from pathlib import Path

from converters.presets import PRESETS, ROOT, choose_preset
from llama2_rtl.demo import read_prompt
from llama2_rtl.size import add_size

HANDOFF = ROOT / "build" / "handoff"
POSITIONS = 2
MARK = "vectors/next_tokens.mem"
"""A file by which an earlier hand-off is known."""


def add_arguments(parser):
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {next(iter(PRESETS))})")
    parser.add_argument("--model", metavar="PATH",
                        help="a llama2.c checkpoint or a Hugging Face folder instead of the preset's")
    add_size(parser)
    parser.add_argument("--tokenizer", metavar="PATH", help="the checkpoint's tokenizer, for --prompt")
    parser.add_argument("--prompt", help="what the testbench sends (default BOS and what golden chooses after it)")
    parser.add_argument("--positions", type=int, default=POSITIONS,
                        help=f"positions of which golden vectors are written (default {POSITIONS})")
    parser.add_argument("--out", metavar="FOLDER", type=Path, help="where to write instead of build/handoff/<preset>")


def run(arguments):
    preset, checkpoint = choose_preset(arguments.preset, arguments.model, arguments.lanes, arguments.context)
    folder = arguments.out or HANDOFF / preset.name
    refuse_foreign(folder)
    if not 1 <= arguments.positions <= preset.context:
        raise ValueError(f"{arguments.positions} positions; give a number from 1 to the context, {preset.context}")
    prompt = None
    if arguments.prompt:
        _, prompt = read_prompt(preset, checkpoint, arguments.tokenizer, arguments.prompt)
    from llama2_rtl.handover.write import write_handoff
    count = write_handoff(preset, checkpoint, prompt, arguments.positions, folder)
    print(f"{count} files in {folder}; its README.md says how each tool takes them")
    return 0


def refuse_foreign(folder):
    """Raises ValueError where `folder` cannot be one, or holds what is no earlier hand-off: it would be replaced."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    if not nearest.is_dir():
        raise ValueError(f"{nearest} is a file; choose a folder")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise ValueError(f"{folder} holds files that are no hand-off; choose an empty folder or a new one")
