"""Write a page about a core that opens without a network: cycles, roofline, accuracy, resources: build/report/."""

import shlex
from pathlib import Path

from rich.console import Console

from llama2_rtl.converters.presets import DEFAULT, PRESETS, choose_shape
from llama2_rtl.demo import PROMPT
from llama2_rtl.golden.marks import FileMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import replaced_file
from llama2_rtl.memory_choice import AXI, add_memory, choose_memory, folder_name
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.progress import Progress
from llama2_rtl.prompt import check_prompt, find_tokenizer, tokenizer_path
from llama2_rtl.shown import shown
from llama2_rtl.size import add_sequences, add_size, batch_for_texts
from llama2_rtl.timeline import token_picture

COMMAND = "report"
FOLDER = Path("build/report")
EXTRAS = ("report",)

LINE = f"<!-- Written by llama2-rtl {COMMAND} -->\n"
MARK = FileMark(COMMAND, LINE.encode(), len(LINE))


def add_arguments(parser):
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {DEFAULT.name})")
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP}; without one, of a preset that has none, the page is about the shape alone")
    parser.add_argument("--tokenizer", metavar="PATH", help="the checkpoint's tokenizer, for the sample text")
    parser.add_argument("--prompt", default=PROMPT, help=f"the beginning of the sample text (default '{PROMPT}')")
    add_size(parser)
    add_sequences(parser)
    add_memory(parser)
    parser.add_argument("--position", type=int,
                        help="of the token that is shown (default: the middle of the context)")


def run(arguments):
    from llama2_rtl.core_page.core import Core
    from llama2_rtl.core_page.page import page
    preset = choose_shape(arguments.preset, arguments.model, arguments.lanes, arguments.context,
                          formats=arguments.format, ways=arguments.ways, sequences=arguments.sequences,
                          batch=batch_for_texts(arguments))
    memory = choose_memory(arguments.memory, preset)
    position = (preset.context - 1) // 2 if arguments.position is None else arguments.position
    checkpoint = Path(arguments.model) if arguments.model else preset.checkpoint
    tokenizer, prompt = _prompt(preset, checkpoint, arguments)
    path = FOLDER / f"{folder_name(preset, memory)}.html"
    check_output(path, MARK, [checkpoint, arguments.tokenizer])
    core = Core(preset, memory == AXI, position, checkpoint)
    console = Console(highlight=False)
    with Progress(console) as progress:
        progress.step(f"the timeline of a token of {preset.name}")
        timeline, _ = token_picture(preset, position, core.over_axi)
        needing = _needing(core, tokenizer, prompt, progress)
        progress.step("cycles along the context")
        text = page(core, needing, timeline, _command(arguments),
                    lambda done, of: progress.detail(f"{done} of {of} positions"))
    with replaced_file(path, MARK) as fresh:
        Path(fresh).write_text(LINE + text)
    console.print(f"written to {shown(path)}", soft_wrap=True)
    return 0


def _prompt(preset, checkpoint, arguments):
    """`(tokenizer, tokens of the prompt)`, both None where there is no checkpoint, or none of its tokenizers is known.
    Raises ValueError where a tokenizer that is given does not fit."""
    if checkpoint is None or not tokenizer_path(checkpoint, arguments.tokenizer, preset.tokenizer):
        return None, None
    tokenizer = find_tokenizer(preset, checkpoint, arguments.tokenizer)
    prompt = tokenizer.encode(arguments.prompt)
    check_prompt(prompt, preset.context)
    return tokenizer, prompt


def _needing(core, tokenizer, prompt, progress):
    """The sections that need a checkpoint, or why they are not there."""
    from llama2_rtl.core_page.accuracy import accuracy
    from llama2_rtl.core_page.page import Needing
    from llama2_rtl.core_page.sample import sample
    if core.checkpoint is None:
        needs = "This needs a checkpoint, and the page is about the shape alone; give one with MODEL=."
        return Needing(no_accuracy=needs, no_sample=needs)
    measured = accuracy(core, lambda step, done, of: progress.count(f"accuracy: {step}", done, of))
    if tokenizer is None:
        return Needing(measured, no_sample=f"This needs the tokenizer of {core.checkpoint.name}; give it with "
                                           "TOKENIZER=.")
    return Needing(measured, sample(core, tokenizer, prompt, progress))


def _command(arguments):
    """The command that makes the page, with the names of files alone."""
    given = {name: getattr(arguments, name) for name in
             ("preset", "model", "tokenizer", "lanes", "context", "format", "ways", "batch",
              "sequences", "memory", "position")}
    given |= {name: Path(given[name]).name for name in ("model", "tokenizer") if given[name]}
    given["prompt"] = arguments.prompt if arguments.prompt != PROMPT else None
    words = [f"{name.upper()}={shlex.quote(str(value))}" for name, value in given.items() if value is not None]
    return " ".join(["make report", *words])
