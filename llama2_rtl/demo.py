"""Simulate the decoder on a prompt, print its story as the tokens appear, and hold it against the golden model."""

import json
import logging
import time
from typing import NamedTuple

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from converters.bound import bound
from converters.presets import choose_preset
from golden.sampling_formats import check_seed, inverse_temperature
from llama2_rtl.size import add_size
from simulation.simulators import SIMULATORS, chosen_simulator

PROMPT = "Once upon a time"
STEPS = 12


def add_arguments(parser):
    parser.add_argument("--model", metavar="PATH",
                        help="a llama2.c checkpoint or a Hugging Face folder (default: the one of the project)")
    parser.add_argument("--tokenizer", metavar="PATH", help="the checkpoint's tokenizer.bin, .model or .json")
    parser.add_argument("--prompt", default=PROMPT, help=f"the beginning of the story (default '{PROMPT}')")
    parser.add_argument("--steps", type=int, default=STEPS, help=f"tokens to generate (default {STEPS})")
    parser.add_argument("--temperature", type=float, default=0.0,
                        help="of the choice of tokens (default 0: the likeliest one each time)")
    parser.add_argument("--sample-seed", type=int, default=0,
                        help="which of the stories that a temperature allows, 0 to 4294967295 (default 0)")
    add_size(parser)
    parser.add_argument("--sim", help=f"the simulator: {' or '.join(SIMULATORS)} (default icarus)")


def run(arguments):
    preset, checkpoint_path = choose_preset(None, arguments.model, arguments.lanes, arguments.context)
    sim = chosen_simulator(arguments.sim)
    if arguments.steps < 1:
        raise ValueError(f"{arguments.steps} steps; generate at least one token")
    chance = Chance(inverse_temperature(arguments.temperature), check_seed(arguments.sample_seed))
    tokenizer, prompt = read_prompt(preset, checkpoint_path, arguments.tokenizer, arguments.prompt)
    console = Console(highlight=False)
    console.print(f"[bold]{checkpoint_path.name}[/] on {preset.lanes} lanes, {preset.context} positions, in {sim}")
    expected = golden_tokens(preset, checkpoint_path, prompt, arguments.steps, chance)
    story = Story(console, tokenizer, prompt, arguments.steps)
    simulate_story(preset, checkpoint_path, prompt, arguments.steps, chance, sim, story)
    console.print(summary(preset, story, expected))
    if story.generated != expected:
        raise AssertionError(f"the Verilog wrote {story.generated}, golden {expected}")
    return 0


def read_prompt(preset, checkpoint_path, tokenizer_path, text):
    """`(tokenizer, tokens of the prompt)`. Raises ValueError where either does not fit the preset."""
    from golden.tokenizer import read_tokenizer
    path = tokenizer_path or preset.tokenizer or (checkpoint_path if checkpoint_path.is_dir() else None)
    if not path:
        raise ValueError(f"give the tokenizer that belongs to {checkpoint_path} with TOKENIZER=")
    tokenizer = read_tokenizer(path, preset.model.vocab_size)
    prompt = tokenizer.encode(text)
    if len(prompt) > preset.context:
        raise ValueError(f"the prompt has {len(prompt)} tokens and the context {preset.context}; shorten the prompt")
    return tokenizer, prompt


def golden_tokens(preset, checkpoint_path, prompt, steps, chance):
    """The tokens that the golden model generates, the end of text among them."""
    from golden.checkpoint import read_checkpoint
    from golden.decoder import Decoder
    from golden.generate import answer
    from golden.quantize import quantize_model
    from golden.sampling import Sampler
    decoder = Decoder(quantize_model(read_checkpoint(checkpoint_path), preset.numerics))
    positions = min(len(prompt) - 1 + steps, preset.context)
    return list(answer(decoder, prompt, positions, Sampler(*chance)))


def simulate_story(preset, checkpoint_path, prompt, steps, chance, sim, story):
    """Converts and simulates the top; `story` hears of every event as it happens."""
    from converters.tops.llama2_rtl import build
    from simulation.simulate import simulate
    module, params, memories = build(preset, checkpoint_path)
    logger = logging.getLogger("cocotb")
    logger.propagate = False
    logger.addHandler(story)
    with story:
        simulate(module, params, "llama2_rtl.demo_cocotb", memories, sim=sim, extra_env=dict(
            DEMO_PROMPT=json.dumps(prompt), DEMO_STEPS=steps, DEMO_INVERSE_TEMPERATURE=chance.inverse,
            DEMO_SEED=chance.seed))


class Chance(NamedTuple):
    """How tokens are chosen, as the core takes it: see `golden.sampling`."""

    inverse: int
    seed: int


class Story(logging.Handler):
    """Hears the simulator's lines and writes the story token by token, on a terminal with the progress under it.

    `cycles` holds the cycle in which each position began, and the one in which the last ended.
    """

    def __init__(self, console, tokenizer, prompt, steps):
        super().__init__()
        self.console, self.tokenizer, self.steps = console, tokenizer, steps
        self.tokens, self.generated, self.cycles, self.seconds = [], [], [], 0.0
        self.positions, self.text, self.begin = len(prompt) - 1 + steps, "", None
        self.live = Live(console=console, refresh_per_second=8) if console.is_terminal else None

    def __enter__(self):
        if self.live:
            self.live.start()
            self.live.update(Text("converting and compiling the Verilog", style="dim"))
        return self

    def __exit__(self, *_):
        if self.live:
            self.live.update(Text(self.text))
            self.live.stop()
        else:
            self.console.print()

    def emit(self, record):
        line = record.getMessage()
        if line.startswith('{"event"'):
            self.hear(**json.loads(line))

    def hear(self, event, token, cycle):
        if event == "start":
            self.begin = time.monotonic()
        else:
            self.tokens.append(token)
            self.generated += [token] if event == "out" else []
            self.cycles.append(cycle)
            self.seconds = time.monotonic() - self.begin
            self.write()

    def write(self):
        """The story so far: what the last token added, and on a terminal how far it is."""
        before, self.text = self.text, self.tokenizer.decode(self.tokens)
        if self.live:
            progress = f"\n{len(self.tokens) - 1} of {self.positions} positions, {self.seconds:.0f} s"
            self.live.update(Text(self.text).append(progress, style="dim"))
        else:
            print(self.text[len(before):], end="", flush=True)


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
    table.add_row("simulation", f"{story.seconds / positions:.1f} s per token")
    return table
