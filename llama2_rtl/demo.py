"""Simulate the decoder on a prompt or in a conversation, print what it says as the tokens appear, and hold it against
the golden model."""

import json
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llama2_rtl.converters.bound import bound, multiplications
from llama2_rtl.converters.presets import choose_preset
from llama2_rtl.drafts import add_drafts, chosen_drafts
from llama2_rtl.filters import add_chance, add_list, given_chance
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.marks import FileMark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import replaced_file
from llama2_rtl.memory_choice import AXI, add_memory, choose_memory
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.progress import Progress
from llama2_rtl.prompt import check_prompt, chosen_steps, find_tokenizer
from llama2_rtl.script import Chat, Prompt, golden_turns
from llama2_rtl.shown import shown
from llama2_rtl.simulation.simulators import SIMULATORS, chosen_simulator
from llama2_rtl.size import add_burst, add_ports, add_size, warn_of_lanes
from llama2_rtl.speed import BOARDS, column, rate
from llama2_rtl.story import Story
from llama2_rtl.synthesis.board_files.read import board_file

PROMPT = "Once upon a time"
SIM = "verilator"
EXTRAS = ("golden", "simulation")

COMMAND = "demo"
LINE = f"<!-- Written by llama2-rtl {COMMAND} -->\n"
MARK = FileMark(COMMAND, LINE.encode(), len(LINE))
PROGRAM = [sys.executable, "-c", "import sys; from llama2_rtl.main import main; sys.exit(main())"]
TERMINAL = 96, 30
"""Columns and rows of the terminal that is recorded."""


def add_arguments(parser):
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP} (default: the one of the project)")
    parser.add_argument("--tokenizer", metavar="PATH",
                        help="the checkpoint's tokenizer.bin, .model or .json, where it does not bring its own")
    parser.add_argument("--prompt", help=f"the beginning of the story (default '{PROMPT}')")
    parser.add_argument("--chat", metavar="TEXT",
                        help="what to say to the model, in its chat template, instead of a prompt; each line is a turn "
                             "of the conversation, which begins when the one before has been answered")
    parser.add_argument("--steps", type=int,
                        help="tokens to generate, of a conversation in each turn (default: up to the story's or the "
                             "answer's end)")
    add_chance(parser)
    add_drafts(parser)
    add_list(parser)
    add_size(parser)
    add_ports(parser)
    add_burst(parser)
    add_memory(parser)
    parser.add_argument("--sim", help=f"the simulator: {' or '.join(SIMULATORS)} (default {SIM}; over AXI4 no other)")
    parser.add_argument("--record", metavar="FILE", type=Path,
                        help="write what the terminal shows, and when, as an SVG that moves")


def run(arguments):
    if arguments.record:
        return record(arguments)
    preset, checkpoint_path = choose_preset(None, arguments.model, arguments.lanes, arguments.context,
                                             formats=arguments.format, sampler_list=arguments.sampler_list,
                                             ways=arguments.ways, ports=arguments.ports,
                                             longest_burst=arguments.burst, batch=arguments.batch)
    memory = choose_memory(arguments.memory, preset)
    warn_of_lanes(preset.lanes)
    sim = chosen_simulator(arguments.sim, SIM)
    if memory == AXI and sim != SIM:
        raise ValueError(f"over AXI4 the demo runs in {SIM} alone; leave SIM away")
    chance = given_chance(arguments, preset.sampler_list)
    drafts = chosen_drafts(arguments.drafts, preset.geometry)
    tokenizer = find_tokenizer(preset, checkpoint_path, arguments.tokenizer)
    script = written_script(arguments, preset, tokenizer)
    console = Console(highlight=False)
    console.print(f"[bold]{checkpoint_path.name}[/] {how(preset, memory, arguments.lanes)}, in {sim}", soft_wrap=True)
    with Progress(console) as progress, tempfile.TemporaryDirectory() as folder:
        turns = golden_turns(preset, checkpoint_path, script, chance, progress)
        story = Story(progress, tokenizer, turns)
        with story:
            if memory == AXI:
                tell_over_axi(preset, checkpoint_path, turns, script.limit, chance, drafts, story, Path(folder))
            else:
                tell_on_chip(preset, checkpoint_path, turns, script.limit, chance, drafts, sim, story)
    console.print(summary(preset, memory, turns, story, drafts))
    for turn, told in zip(turns, story.told, strict=True):
        if told.generated != turn.answer:
            raise AssertionError(f"the Verilog wrote {told.generated}, golden {turn.answer}")
    return 0


def record(arguments):
    """Runs the demo with these arguments on a terminal of its own, and writes its picture where it ends well; returns
    its exit status. Waits of more than a second, in which numbers alone change, are cut."""
    need("report")
    from llama2_rtl.pictures.terminal import terminal_picture
    from llama2_rtl.recording.terminal import recorded, without_waits
    check_output(arguments.record, MARK, [arguments.model, arguments.tokenizer])
    names = ("model", "tokenizer", "prompt", "chat", "steps", "temperature", "sample_seed", "top_k", "top_p", "min_p",
             "repeat_penalty", "repeat_last_n", "sampler_list", "drafts", "ways", "batch", "ports", "burst",
             "lanes", "context", "format", "memory", "sim")
    given = {name: getattr(arguments, name) for name in names if getattr(arguments, name) not in (None, "")}
    status, frames = recorded(
        [*PROGRAM, COMMAND, *(f"--{name.replace('_', '-')}={value}" for name, value in given.items())], *TERMINAL)
    if status == 0:
        with replaced_file(arguments.record, MARK) as fresh:
            fresh.write_text(terminal_picture(without_waits(frames), TERMINAL[0], f"make {COMMAND}", LINE))
        print(f"written to {shown(arguments.record)}")
    return status


def how(preset, memory, lanes):
    """The machine in words: what was chosen for a model of the user's, and what can be chosen instead."""
    source, where = ("memory", "in a memory over AXI4") if memory == AXI else ("shape", "on chip")
    chosen = f" (LANES= for another number than its {source}'s)" if preset.is_given and not lanes else ""
    return f"on {preset.lanes} lanes{chosen}, {preset.context:,} positions, weights and KV cache {where}"


def written_script(arguments, preset, tokenizer):
    """The Prompt or Chat that was asked for. Raises ValueError where there is nothing to say, and where a prompt or the
    steps do not fit the context."""
    from llama2_rtl.golden.conversation import Conversation
    if arguments.chat is None:
        tokens = tokenizer.encode(PROMPT if arguments.prompt is None else arguments.prompt)
        check_prompt(tokens, preset.context)
        return Prompt(tokens, chosen_steps(arguments.steps, len(tokens), preset.context))
    if arguments.prompt is not None:
        raise ValueError("give PROMPT= for a text to go on with or CHAT= for a conversation, not both")
    lines = [line for line in arguments.chat.splitlines() if line.strip()]
    if not lines:
        raise ValueError("CHAT= says nothing; give what to say to the model, each turn on a line")
    if arguments.steps is not None:
        chosen_steps(arguments.steps, 1, preset.context)
    return Chat(Conversation(tokenizer), lines, arguments.steps or 0)


def tell_on_chip(preset, checkpoint_path, turns, limit, chance, drafts, sim, story):
    """Converts and simulates the top; `story` hears of every event as it happens."""
    from llama2_rtl.converters.tops.llama2_rtl import build
    from llama2_rtl.simulation.simulate import simulate
    story.progress.step("converting the blocks to Verilog")
    module, params, memories = build(preset, checkpoint_path)
    simulate(module, params, "llama2_rtl.demo_cocotb", memories, sim=sim, visible=(), extra_env=dict(
        DEMO_TURNS=json.dumps([(turn.resume, turn.prompt) for turn in turns]), DEMO_MAX_TOKENS=limit,
        DEMO_INVERSE_TEMPERATURE=chance.inverse, DEMO_SEED=chance.seed,
        DEMO_FILTERS=json.dumps(chance.filters._asdict() if preset.sampler_list else {}), DEMO_DRAFTS=drafts))


def tell_over_axi(preset, checkpoint_path, turns, limit, chance, drafts, story, folder):
    """Packs the model, converts and simulates the top over AXI4 with the memory that holds it; `story` hears of every
    event as it happens. Files lie in `folder`."""
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.image_file import write_image
    from llama2_rtl.simulation.external.text import tell
    geometry, progress = preset.geometry, story.progress
    progress.step("packing the model")
    write_image(read_checkpoint(checkpoint_path), geometry.numerics, geometry.tile, folder / "model.img",
                lambda done: progress.detail(f"{done / 1e6:,.0f} MB"), geometry.ports)
    progress.step("converting the blocks to Verilog")
    tell(geometry, folder / "model.img", [(turn.resume, turn.prompt) for turn in turns], folder, max_tokens=limit,
         inverse_temperature=chance.inverse, seed=chance.seed, filters=chance.filters, drafts=drafts,
         hear=story.hear, progress=progress.detail)


def summary(preset, memory, turns, story, drafts):
    """The table under the story, with what came of its `drafts`."""
    runs = [(position, index + 1 >= len(turn.prompt), after - begin)
            for turn, told in zip(turns, story.told, strict=True)
            for index, (position, begin, after) in enumerate(zip(turn.positions, told.cycles, told.cycles[1:],
                                                                 strict=False))]
    cycles, geometry = sum(took for _, _, took in runs), preset.geometry
    # Positions that share a pass begin one behind the other; a pass takes no less than its weights take to be read.
    passes = [(position, chooses) for position, chooses, took in runs
              if took >= bound(geometry, position, chooses) / 2]
    least = sum(bound(geometry, position, chooses) for position, chooses in passes)
    products = sum(multiplications(geometry, position, chooses) for position, chooses, _ in runs)
    equal = sum(a == b for turn, told in zip(turns, story.told, strict=True)
                for a, b in zip(told.generated, turn.answer, strict=False))
    last = max(turn.positions[-1] for turn in turns)
    table = Table(show_header=False, title="", title_justify="left")
    table.add_row("tokens equal to golden's", f"{equal} of {sum(len(turn.answer) for turn in turns)}")
    for chooses, name in ((True, "answer"), (False, "prompt")):
        took = [cycles for _, is_answers, cycles in runs if is_answers is chooses]
        if took:
            table.add_row(f"cycles per {name} token", f"{sum(took) / len(took):,.0f}, mean of {len(took)}")
    if drafts:
        chosen, of_answer = sum(chooses for _, chooses, _ in runs), sum(chooses for _, chooses in passes)
        table.add_row("tokens per pass of an answer", f"{chosen / of_answer:.2f}: {chosen - of_answer} of {chosen} "
                      "tokens were drafts and right")
    table.add_row("share of the bound", f"{least / cycles:.1%}: bytes of weights and KV cache, each once")
    table.add_row("multipliers busy", f"{products / geometry.products / cycles:.1%} of the cycles")
    table.add_row("simulation", f"{story.seconds:.0f} s, {cycles / story.seconds:,.0f} cycles per second")
    if memory == AXI:
        position = max(SPAN, last)  # the cycle model holds from there on
        for board in map(column, map(board_file, BOARDS)):
            table.add_row(f"tokens per second, {board.name}", rate(geometry, board, position))
        table.caption = (f"boards by the cycle model at position {position}, and what limits them: 'make speed' says "
                         "more")
        table.caption_justify = "left"
    return table
