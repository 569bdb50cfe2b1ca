"""Run one token of a model of true dimensions, or of a checkpoint, far into the context, over AXI4, and hold it against
golden."""

from dataclasses import asdict, replace
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llama2_rtl.busy import busy
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.bound import multiplications, shared_bound
from llama2_rtl.converters.presets import PRESETS, choose_shape
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import scratch_folder, write_report
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.progress import Progress
from llama2_rtl.shown import shown
from llama2_rtl.size import (
    add_batch,
    add_burst,
    add_format,
    add_ports,
    add_positions,
    add_sequences,
    add_ways,
    batch_for_texts,
    chosen_shares,
    pass_name,
    warn_of_lanes,
)

PRESET, POSITION, LAYERS = "Llama-2-7B", 16384, 1
AHEAD = 2
"""Positions after the one measured: its successor begins too."""

COMMAND = "shape"
EXTRAS = ("golden", "simulation")
REPORTS = Path("build/shape")


def add_arguments(parser):
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {PRESET})")
    parser.add_argument("--model", metavar="PATH",
                        help=f"{MODEL_HELP}, instead of random weights: with all its layers, after a text")
    parser.add_argument("--position", type=int, default=POSITION, help=f"of the token (default {POSITION})")
    parser.add_argument("--layers", type=int, help=f"instead of the preset's (default {LAYERS})")
    parser.add_argument("--lanes", type=int, help="multipliers, a power of two, instead of the preset's")
    add_format(parser)
    add_ways(parser)
    add_batch(parser, "1, or as many as there are texts")
    add_sequences(parser)
    add_positions(parser)
    add_ports(parser)
    add_burst(parser)
    parser.add_argument("--latency", type=int, help="cycles from a burst's address to its first beat (default 64)")
    parser.add_argument("--outstanding", type=int, help="outstanding bursts (default 16)")
    parser.add_argument("--gap-interval", type=int, help="cycles from one gap to the next (default: none)")
    parser.add_argument("--gap", type=int, help="cycles of a gap")


def run(arguments):
    from llama2_rtl.simulation.external.golden_token import check
    from llama2_rtl.simulation.external.program import Timing
    console = Console(highlight=False)
    if arguments.model and (arguments.preset, arguments.layers) != (None, None):
        raise ValueError("a checkpoint has a shape and layers of its own; leave PRESET and LAYERS away beside MODEL")
    chosen, checkpoint = chosen_model(arguments)
    layers = LAYERS if arguments.layers is None else arguments.layers
    shares = chosen_shares(arguments.positions, chosen)
    batch, texts, positions = shares[0], len(shares), sum(shares)
    geometry = shape(chosen, arguments.position + batch - 1, chosen.model.n_layers if checkpoint else layers)
    warn_of_lanes(geometry.lanes)
    given = {name: getattr(arguments, name) for name in ("latency", "outstanding", "gap_interval", "gap")}
    timing = Timing(**{name: value for name, value in given.items() if value is not None})
    formats = geometry.numerics.formats.name
    of_pass = f"-{positions}" if chosen.batch > 1 else ""
    of_pass += "-texts" if chosen.sequences > 1 else ""
    path = REPORTS / f"{chosen.name}-{geometry.lanes}-{arguments.position}{of_pass}.json"
    check_output(path, report_mark(COMMAND))
    console.print(f"{chosen.name}, {geometry.model.n_layers} of its layers, {geometry.lanes} lanes, "
                  f"{port_words(geometry)}, {formats}, position {arguments.position:,}"
                  + (f", {pass_name(shares, chosen)}" if chosen.batch > 1 else ""))
    with Progress(console) as progress, scratch_folder(path) as folder:
        counts = check(geometry, arguments.position, folder, timing, progress.step, progress.detail, checkpoint,
                       batch, texts)
    report = dict(preset=chosen.name, layers=geometry.model.n_layers, lanes=geometry.lanes, ports=geometry.ports,
                  format=formats, multipliers=geometry.multipliers, position=arguments.position, positions=positions,
                  texts=texts, memory=asdict(timing), bound=shared_bound(geometry, arguments.position, texts, batch),
                  bound_before_classifier=shared_bound(geometry, arguments.position, texts, batch, classifier=False),
                  multiplications=texts * sum(multiplications(geometry, position) for position in range(
                      arguments.position, arguments.position + batch)), **counts)
    write_report(path, COMMAND, report)
    console.print(table(report, texts * geometry.model.vocab_size))
    console.print(f"written to {shown(path)}")
    return 0


def port_words(geometry):
    """The memory's ports in words."""
    bits = 8 * geometry.beat_bytes
    return f"a port of {bits} bits" if geometry.ports == 1 else f"{geometry.ports} ports of {bits} bits"


def chosen_model(arguments):
    """(Preset, checkpoint or None) of the command's arguments."""
    preset = None if arguments.model else arguments.preset or PRESET
    chosen = choose_shape(preset, arguments.model, arguments.lanes, formats=arguments.format, ways=arguments.ways,
                          ports=arguments.ports, longest_burst=arguments.burst, batch=batch_for_texts(arguments),
                          sequences=arguments.sequences)
    if not arguments.model:
        return chosen, None
    from llama2_rtl.golden.checkpoint import read_checkpoint
    behind = 1 if chosen.sequences > 1 else arguments.positions or chosen.batch
    if not 1 <= arguments.position <= chosen.model.seq_len - behind:
        raise ValueError(f"position {arguments.position}; the model was made for {chosen.model.seq_len} positions, and "
                         "the text in front of it needs one")
    return chosen, read_checkpoint(arguments.model)


def shape(chosen, position, layers):
    """The Geometry of a preset with so many layers and room for the position. Raises ValueError where that is
    impossible."""
    if position < 0 or layers < 1:
        raise ValueError(f"position {position}, {layers} layers; give a position of 0 or more and at least one layer")
    if layers > chosen.model.n_layers:
        raise ValueError(f"{layers} layers; {chosen.name} has {chosen.model.n_layers}, choose at most that")
    model = replace(chosen.model, n_layers=layers)
    geometry = replace(chosen.geometry, model=model, context=max(chosen.context, position + AHEAD))
    KvLayout(geometry)
    return geometry


def table(report, logits):
    """What was equal, so many `logits` among it, and what the cycles were."""
    view = Table(show_header=False)
    for name, value in (
            ("logits equal to golden's", f"{logits:,} of {logits:,}, and the KV cache"),
            ("cycles", f"{report['cycles']:,}"), ("bound", f"{report['bound']:,.0f}"),
            ("share of the bound", f"{report['bound'] / report['cycles']:.2%}"),
            ("the same without the classifier",
             f"{report['bound_before_classifier'] / report['before_classifier']:.2%}"),
            ("multipliers busy", busy(report)),
            ("beats, stalls", f"{report['beats']:,}, {report['stalls']:,}"),
            *((f"bubbles {pair}", f"{cycles:,}") for pair, cycles in report["bubbles"].items()),
            ("beats of the bus", f"{report['read_beats']:,} read, {report['written_beats']:,} written"),
            ("memory", ", ".join(f"{name} {value}" for name, value in report["memory"].items()))):
        view.add_row(name, value)
    return view
