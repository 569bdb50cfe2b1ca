"""The figures of the README's first screen: tokens per second with resources, how each came about, what prints it."""

from llama2_rtl import speed
from llama2_rtl.converters.bound import bound, multiplier_bound, utilisation
from llama2_rtl.converters.presets import PRESETS, STORIES260K, TALES
from llama2_rtl.golden.tensor_formats import bytes_per_token, read_formats, weights_per_token
from llama2_rtl.pictures.numbers import (
    ACCURACY,
    INSTRUCT,
    INSTRUCT_COMMAND,
    ROUNDED,
    SIMULATED_ON_CHIP,
    bench_geometry,
)
from llama2_rtl.synthesis.board_files.read import board_file
from llama2_rtl.synthesis.fit import NAMES, misfit
from llama2_rtl.synthesis.kept_reports import is_of_one, kept_reports
from llama2_rtl.synthesis.targets import TARGETS

BEGIN, END = "<!-- figures: written by make docs -->\n", "<!-- end of the figures -->\n"

ON_BOARDS = (("SmolLM2-135M", "int4b32/int8b32", "kv260"), ("TinyLlama-1.1B", "int4b32/int8b32", "kv260"),
             ("Llama-2-7B", "int4b128", "kv260"), ("Llama-2-7B", "int8b32", "u250"),
             ("Llama-3-8B", "int4b32/int8b32", "u250"))
"""Models with a memory beside the core, their formats, and boards that hold them."""

MODEL = {"stories260K": " MODEL=stories260K.bin"}
"""What a command must be told of a model that does not come with the project."""

COLUMNS = ("model", "lanes", "device", "tokens per second", "clock, MHz", "LUTs", "flip-flops", "multipliers",
           "block RAMs", "how", "command")

ACCURACY_COLUMNS = ("model", "formats", "bits per weight", "bytes per token", "KL, 1e-3 nat", "perplexity",
                    "same likeliest token")

MAKERS = {"ecp5-85k": "Lattice", "gowin": "Gowin", "xilinx": "AMD"}
"""Target -> who makes the part."""

TABLE = """
{heads}
{rule}
{rows}

Of the multipliers each lane is one, with 4-bit codes two; the others scale rows and blocks and serve RoPE, softmax,
SwiGLU and the norm. *Placed and routed*: nextpnr's clock, the slowest of as many placements as `SEEDS=` says, by the
simulated cycles of a token at position {position}. *Synthesised*: resources alone, from Yosys. *Predicted*: the cycle
model at position {later} and an assumed clock; the tests hold the model to the simulated Verilog within 0.5 %.
*Measured on a board*: none yet. More figures are in [numbers](docs/generated/numbers.md).

The token of stories260K takes {cycles:,} cycles on {lanes} lanes (simulated, `make bench`). Their bound, the
bytes of weights, scales, gains and KV cache, each read once, a byte per lane and cycle, is {share:.1%} of them; with
attention's multiplications in place of the KV cache's bytes, as earlier figures counted, it is {old_share:.1%}. The
multipliers themselves do useful work in {busy:.1%} of the cycles, and on {more} lanes, where the core more often waits
for its own results, in {less:.1%}.

What the integers cost against float32 of the weights that the file stands for, computed on the text in
`checkpoints/prose` (SmolLM2, {instruct}) and
on 10,240 tokens that the models write themselves (the others, `make accuracy`):

{accuracy_heads}
{accuracy_rule}
{accuracy}

"""


def figures():
    """The lines between BEGIN and END, as Markdown."""
    reports = [report for report in kept_reports() if is_of_one(report)]
    reports.sort(key=lambda report: report["fmax_mhz"] is None)
    rows = [*map(_synthesised, reports), *(_predicted(*one) for one in ON_BOARDS)]
    (lanes, position), cycles = next((at, cycles) for at, cycles in SIMULATED_ON_CHIP.items() if at[0] == 16)
    more = max(lanes for lanes, _ in SIMULATED_ON_CHIP)
    return TABLE.format(
        heads=_line(COLUMNS), rule=f"|{'---|' * len(COLUMNS)}", rows="\n".join(map(_line, rows)), lanes=lanes,
        position=position, cycles=cycles,
        instruct=f"`{INSTRUCT_COMMAND}`", accuracy_heads=_line(ACCURACY_COLUMNS),
        accuracy_rule=f"|{'---|' * len(ACCURACY_COLUMNS)}", accuracy="\n".join(map(_line, _accuracy())),
        later=speed.POSITION,
        more=more,
        share=bound(bench_geometry(lanes), position) / cycles,
        old_share=multiplier_bound(bench_geometry(lanes), position) / cycles, busy=_busy(lanes, position, cycles),
        less=_busy(more, position, SIMULATED_ON_CHIP[more, position]))


def with_figures(page):
    """The text of a page with the present figures between BEGIN and END. Raises ValueError where it has no such place.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the README has no place for the figures; put these two lines there: "
                         f"{BEGIN.strip()} {END.strip()}")
    return before + begin + figures() + end + after


def _accuracy():
    """The lines of the table of accuracy: the real model, then the toys."""
    for formats, divergence, perplexity, top1, bits, read in INSTRUCT:
        yield "SmolLM2-135M-Instruct", formats, bits, read, divergence, perplexity, top1
    for preset, column in ((TALES, 1), (STORIES260K, 2)):
        formats = read_formats(preset.format, preset.model)
        read = bytes_per_token(preset.model, formats)
        bits = 8 * read / weights_per_token(preset.model)
        keys = preset.numerics.k_bits
        yield (preset.name, f"`{preset.format}`, keys of {keys} bits", f"{bits:.2f}", f"{read:,}", "–",
               ACCURACY[column - 1][column], "–")
    divergence, perplexity, top1, bits, read = ROUNDED
    keys = STORIES260K.numerics.k_bits
    yield STORIES260K.name, f"`int4b32`, keys of {keys} bits", bits, read, divergence, perplexity, top1


def _line(cells):
    return f"| {' | '.join(map(str, cells))} |"


def _busy(lanes, position, cycles):
    return utilisation(bench_geometry(lanes), position, cycles)


def _synthesised(report):
    target, name, usual = TARGETS[report["target"]], report["preset"], PRESETS[report["preset"]]
    placed = report["fmax_mhz"] is not None
    words = [] if target is next(iter(TARGETS.values())) else [f"TARGET={target.name}"]
    words += [f"PRESET={name}{MODEL[name]}"] if name in MODEL else []
    words += [f"{what.upper()}={report[what]}" for what in ("format", "lanes", "context")
              if report[what] != getattr(usual, what)]
    words += [f"SEEDS={len(report['seeds'])}"]
    how = "placed and routed, cycles simulated" if placed else "synthesised"
    if misfit(name, {kind: report[kind] for kind in NAMES}, target.part, target.available):
        how += "; too large for the part"
    rate = (f"{report['tokens_per_second']:,.0f}", f"{report['fmax_mhz']:.1f}") if placed else ("–", "–")
    model = name if report["format"] == usual.format else f"{name}, `{report['format']}`"
    return (model, report["lanes"], f"{MAKERS[target.name]} {target.part}", *rate,
            *(f"{report[kind]:,}" for kind in ("lut", "ff", "dsp", "bram")),
            how, f"`make synth {' '.join(words)}`")


def _predicted(name, formats, board):
    geometry = speed.shape(PRESETS[name], None, speed.POSITION, formats)
    file = board_file(board)
    tokens = speed.tokens_per_second(geometry, speed.POSITION, file.clock.mhz, file.memory.nominal_gb_per_s)
    return (f"{name}, `{formats}`", geometry.lanes, file.name, f"{tokens:,.1f}",
            f"{file.clock.mhz:.0f}, {file.clock.origin}",
            *["–"] * 4, "predicted", f"`make speed FORMAT={formats}`")
