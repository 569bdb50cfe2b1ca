"""Simulate the decoder on a prompt, print its story as the tokens appear, and hold it against the golden model."""

import json
import logging
import time
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from llama2_rtl.converters.bound import bound
from llama2_rtl.converters.presets import choose_preset
from llama2_rtl.golden.sampling_formats import check_seed, inverse_temperature
from llama2_rtl.progress import Progress
from llama2_rtl.simulation.simulators import SIMULATORS, chosen_simulator
from llama2_rtl.size import add_size, warn_of_lanes
from llama2_rtl.story_text import StoryText

PROMPT = "Once upon a time"
SIM = "verilator"
EXTRAS = ("golden", "simulation")


def add_arguments(parser):
    parser.add_argument("--model", metavar="PATH",
                        help="a llama2.c checkpoint or a Hugging Face folder (default: the one of the project)")
    parser.add_argument("--tokenizer", metavar="PATH", help="the checkpoint's tokenizer.bin, .model or .json")
    parser.add_argument("--prompt", default=PROMPT, help=f"the beginning of the story (default '{PROMPT}')")
    parser.add_argument("--steps", type=int, help="tokens to generate (default: up to the story's end)")
    parser.add_argument("--temperature", type=float, default=0.0,
                        help="of the choice of tokens (default 0: the likeliest one each time)")
    parser.add_argument("--sample-seed", type=int, default=0,
                        help="which of the stories that a temperature allows, 0 to 4294967295 (default 0)")
    add_size(parser)
    parser.add_argument("--sim", help=f"the simulator: {' or '.join(SIMULATORS)} (default {SIM})")


def run(arguments):
    preset, checkpoint_path = choose_preset(None, arguments.model, arguments.lanes, arguments.context)
    warn_of_lanes(preset.lanes)
    sim = chosen_simulator(arguments.sim, SIM)
    chance = Chance(inverse_temperature(arguments.temperature), check_seed(arguments.sample_seed))
    tokenizer, prompt = read_prompt(preset, checkpoint_path, arguments.tokenizer, arguments.prompt)
    steps = chosen_steps(arguments.steps, len(prompt), preset.context)
    console = Console(highlight=False)
    console.print(f"[bold]{checkpoint_path.name}[/] on {preset.lanes} lanes, {preset.context} positions, in {sim}")
    with Progress(console) as progress:
        expected = golden_tokens(preset, checkpoint_path, prompt, steps, chance, progress)
        story = Story(progress, tokenizer, len(prompt) - 1 + len(expected))
        with story:
            simulate_story(preset, checkpoint_path, prompt, steps, chance, sim, story)
    console.print(summary(preset, story, expected))
    if story.generated != expected:
        raise AssertionError(f"the Verilog wrote {story.generated}, golden {expected}")
    return 0


def chosen_steps(steps, prompt, context):
    """Tokens to generate at most, after a prompt of so many: `steps`, or where that is None as many as the context
    holds. Raises ValueError where it does not hold them."""
    room = context - prompt + 1
    if steps is None:
        return room
    if steps < 1:
        raise ValueError(f"{steps} steps; generate at least one token")
    if steps > room:
        raise ValueError(f"{steps} steps; behind the prompt's {prompt} tokens a context of {context} has room for "
                         f"{room}; choose at most that, or leave STEPS away for the story up to its end")
    return steps


def read_prompt(preset, checkpoint_path, tokenizer_path, text):
    """`(tokenizer, tokens of the prompt)`. Raises ValueError where either does not fit the preset."""
    from llama2_rtl.golden.tokenizer import read_tokenizer
    path = tokenizer_path or preset.tokenizer or (checkpoint_path if checkpoint_path.is_dir() else None)
    if not path:
        raise ValueError(f"give the tokenizer that belongs to {checkpoint_path} with TOKENIZER=")
    tokenizer = read_tokenizer(path, preset.model.vocab_size)
    prompt = tokenizer.encode(text)
    if len(prompt) > preset.context:
        raise ValueError(f"the prompt has {len(prompt)} tokens and the context {preset.context}; shorten the prompt")
    return tokenizer, prompt


def golden_tokens(preset, checkpoint_path, prompt, steps, chance, progress):
    """The tokens that the golden model generates, the end of text among them."""
    progress.step("the golden model's story, to compare with")
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.decoder import Decoder
    from llama2_rtl.golden.generate import answer
    from llama2_rtl.golden.quantize import quantize_model
    from llama2_rtl.golden.sampling import Sampler
    decoder = Decoder(quantize_model(read_checkpoint(checkpoint_path), preset.numerics))
    tokens = []
    for token in answer(decoder, prompt, len(prompt) - 1 + steps, Sampler(*chance)):
        tokens.append(token)
        progress.detail(f"{len(tokens)} tokens")
    return tokens


def simulate_story(preset, checkpoint_path, prompt, steps, chance, sim, story):
    """Converts and simulates the top; `story` hears of every event as it happens."""
    from llama2_rtl.converters.tops.llama2_rtl import build
    from llama2_rtl.simulation.simulate import simulate
    story.progress.step("converting the blocks to Verilog")
    module, params, memories = build(preset, checkpoint_path)
    simulate(module, params, "llama2_rtl.demo_cocotb", memories, sim=sim, inside=False, extra_env=dict(
        DEMO_PROMPT=json.dumps(prompt), DEMO_STEPS=steps, DEMO_INVERSE_TEMPERATURE=chance.inverse,
        DEMO_SEED=chance.seed))


class Chance(NamedTuple):
    """How tokens are chosen, as the core takes it: see `golden.sampling`."""

    inverse: int
    seed: int


class Story(logging.Handler):
    """A context that hears the simulator's lines and shows the story token by token, with the progress under it.

    `cycles` holds the cycle in which each position began, and the one in which the last ended.
    """

    def __init__(self, progress, tokenizer, positions):
        super().__init__()
        self.progress, self.positions, self.text = progress, positions, StoryText(tokenizer)
        self.tokens, self.generated, self.cycles, self.seconds, self.begin = [], [], [], 0.0, None

    def __enter__(self):
        logging.getLogger("cocotb").addHandler(self)
        return self

    def __exit__(self, *_):
        logging.getLogger("cocotb").removeHandler(self)
        self.progress.write(self.text.end() + "\n")

    def emit(self, record):
        line = record.getMessage()
        if line.startswith('{"event"'):
            self.hear(**json.loads(line))

    def hear(self, event, token, cycle):
        if event == "start":
            self.begin = time.monotonic()
            self.progress.step("simulating")
            return
        self.tokens.append(token)
        self.generated += [token] if event == "out" else []
        self.cycles.append(cycle)
        self.seconds = time.monotonic() - self.begin
        self.progress.write(self.text(token))
        self.progress.detail(f"{len(self.tokens) - 1} of {self.positions} positions")


def summary(preset, story, expected):
    """The table under the story."""
    positions = len(story.tokens) - 1
    cycles = story.cycles[-1] - story.cycles[0]
    least = sum(bound(preset.geometry, position) for position in range(positions))
    equal = sum(a == b for a, b in zip(story.generated, expected, strict=False))
    table = Table(show_header=False, title="", title_justify="left")
    table.add_row("tokens equal to golden's", f"{equal} of {len(expected)}")
    table.add_row("cycles per token", f"{cycles / positions:,.0f}, mean of positions 0 to {positions - 1}")
    table.add_row("share of the bound", f"{least / cycles:.1%}")
    table.add_row("simulation", f"{story.seconds:.0f} s, {cycles / story.seconds:,.0f} cycles per second")
    return table
