"""Plan a model on a board: does it fit, which array, how many tokens per second, with the terms of every figure."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from llama2_rtl.board_plan import make_plan
from llama2_rtl.converters.presets import PRESETS, choose_shape
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import write_report
from llama2_rtl.named_models import MODEL_HELP
from llama2_rtl.shown import shown
from llama2_rtl.size import add_format, add_sequences, add_ways
from llama2_rtl.synthesis.board_files.read import board_names, choose_board_file

COMMAND = "plan"
REPORT = Path("build/plan.json")

PRESET, BOARD, POSITION, FORMATS = "Llama-2-7B", "kv260", 128, "int4b128/int4b128"
"""What is planned unless something else is given."""

NARROW = "int4"
"""How the names of the formats of 4-bit codes begin."""

MIB = 1 << 20

FIGURES = ("fits", "longest_context", "array", "dsp", "bits_per_weight", "tokens_per_second",
           "tokens_per_second_of_each", "tokens_per_second_nominal", "share_of_nominal_bandwidth",
           "time_to_first_token", "kv_bytes")
"""The figures of a Plan, in the order of the report."""


def add_arguments(parser):
    parser.add_argument("--preset", help=f"one of {', '.join(PRESETS)} (default {PRESET})")
    parser.add_argument("--model", metavar="PATH", help=f"{MODEL_HELP}; instead of the preset's")
    parser.add_argument("--board", default=BOARD,
                        help=f"one of {', '.join(board_names())}, or the path of a file like theirs (default {BOARD})")
    add_format(parser, f"{FORMATS}, or of a file of 4-bit codes what it holds")
    parser.add_argument("--position", type=int, default=POSITION, help=f"of the token (default {POSITION})")
    add_ways(parser, "those of the fewest cycles whose DSPs the device has")
    add_sequences(parser)
    parser.add_argument("--reserve", type=float, default=0.0, metavar="MIB",
                        help="what the system takes of the memory, in MiB (default 0)")


def run(arguments):
    check_output(REPORT, report_mark(COMMAND), [arguments.model])
    board = choose_board_file(arguments.board)
    if not 0 <= arguments.reserve < float("inf"):
        raise ValueError(f"a reserve of {arguments.reserve} MiB; give 0 or more")
    name, preset = planned_preset(arguments.preset, arguments.model, arguments.format)
    sequences = 1 if arguments.sequences is None else arguments.sequences
    plan = make_plan(preset, board, arguments.position, name, arguments.ways, round(arguments.reserve * MIB), sequences)
    write_report(REPORT, COMMAND, report(plan))
    console = Console(highlight=False)
    console.print(table(plan))
    for sentence in (*sources(board), *plan.remarks()):
        console.print(f"{sentence[0].upper()}{sentence[1:]}.", soft_wrap=True)
    console.print(f"written to {shown(REPORT)}")
    return 0


def planned_preset(preset=None, model=None, formats=None):
    """(the model's name, its `Preset` in the formats): of a preset's name or of a file, which keeps its own formats
    where these are of 4-bit codes. Raises ValueError as `choose_shape` does."""
    given = choose_shape(preset or (None if model else PRESET), model)
    if formats is None and not (model and given.numerics.formats.name.startswith(NARROW)):
        formats = FORMATS
    return given.name, choose_shape(preset or (None if model else PRESET), model, formats=formats)


def report(plan):
    """The fields of the report; `terms` has the formula and the terms of each figure."""
    figures = {name: getattr(plan, name) for name in FIGURES}
    return dict(
        model=plan.model, board=plan.board.key, format=plan.geometry.numerics.formats.name, position=plan.position,
        sequences=plan.sequences,
        **{name: figure.value for name, figure in figures.items()}, clock_mhz=plan.board.clock.mhz,
        clock_source=plan.board.clock.origin, remarks=list(plan.remarks()),
        terms={name: dict(formula=figure.formula) | figure.terms for name, figure in figures.items()})


def table(plan):
    """Each figure with its formula and the formula's terms."""
    view = Table("figure", "value", "formula, and its terms", show_lines=True, title=(
        f"{plan.model} in {plan.geometry.numerics.formats.name} on {plan.board.name} ({plan.board.device}), position "
        f"{plan.position:,}{f' of each of {plan.sequences} texts' if plan.sequences > 1 else ''}"))
    for name in FIGURES:
        figure = getattr(plan, name)
        terms = ", ".join(f"{term} {_shown(value)}" for term, value in figure.terms.items())
        view.add_row(name.replace("_", " "), words(plan, name), f"{figure.formula}\n[dim]{terms}[/]")
    return view


def words(plan, name):
    """The value of a figure as a table shows it."""
    value = getattr(plan, name).value
    if name == "fits":
        left = plan.fits.terms["left_bytes"]
        return f"yes, {left:,} bytes are left" if value else f"no, by {-left:,} bytes"
    if name == "array":
        return (f"{value['lanes']} lanes: words of {value['rows']} x {value['columns']} codes, {value['ways']} "
                f"way{'s' if value['ways'] > 1 else ''}")
    if name == "dsp":
        of = "" if value["available"] is None else f" of {value['available']:,}"
        return (f"{value['total']:,}{of}: {value['products']:,} products, {value['block_scales']} block scales, "
                f"{value['tail']} tail")
    of_each = " of each text" if plan.sequences > 1 else ""
    unit = dict(longest_context=f" positions{of_each}", time_to_first_token=" s", kv_bytes=" bytes").get(name, "")
    return f"{value:.1%}" if name.startswith("share") else f"{_shown(value)}{unit}"


def _shown(value):
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}" if isinstance(value, float) else str(value)


def sources(board):
    """Sentences on where the board's numbers come from."""
    memory, clock = board.memory, board.clock
    yield f"the clock of {clock.mhz:g} MHz is {clock.origin}: {clock.source}"
    yield f"nominal bandwidth {memory.nominal_gb_per_s:g} GB/s: {memory.nominal_source}"
    yield f"usable bandwidth {memory.usable_gb_per_s:g} GB/s: {memory.usable_source}"
    yield ("cycles are those of the model that the tests hold to the Verilog within 0.5 %; the memory gives at most "
           "words_per_cycle, and reads run ahead while the array waits")
