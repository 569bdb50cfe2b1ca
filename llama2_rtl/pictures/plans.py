"""The page of plans: models on boards, as `llama2-rtl plan` sees them, and where the boards' numbers come from."""

from llama2_rtl.board_plan import make_plan
from llama2_rtl.converters.presets import PRESETS, fits_on_chip
from llama2_rtl.plan import FORMATS, POSITION, planned_preset, sources
from llama2_rtl.synthesis.board_files.read import board_file, board_names

WAYS = 1

PAGE = """# Plans

Predicted by `make plan PRESET= BOARD= WAYS={ways}`: tokens per second at position {position} in `{formats}`, by the
cycle model with what the board's memory gives in practice, and below them the longest context that fits the memory. A
dash where not even the weights do. A star where the board's ports together are wider than the widest word that the
generator makes: the figure is of that word, and a core of all the ports would make more. No board ran it. Without
`WAYS=` the command chooses the ways that save most cycles, of which these figures know nothing.

| preset | {names} |
|---|{rule}|
{rows}

## Boards

A file for each lies in `synthesis/board_files`; `BOARD=` takes the path of another one too. Ports times bytes, the
clock, bytes per second in practice and by the data sheet, memory, multipliers:

| board | device | ports x bytes | clock, MHz | usable, GB/s | nominal, GB/s | memory, bytes | multipliers |
|---|---|---|---|---|---|---|---|
{boards}

{origins}
"""


def plans_page():
    """The page as Markdown."""
    boards = [board_file(key) for key in board_names()]
    names = [name for name, preset in PRESETS.items() if not fits_on_chip(preset)]
    return PAGE.format(
        ways=WAYS, position=POSITION, formats=FORMATS, names=" | ".join(board.name for board in boards),
        rule="|".join(["---"] * len(boards)), rows="\n".join(map(_line, _rows(names, boards))),
        boards="\n".join(_line(_described(board)) for board in boards),
        origins="\n".join(f"- {board.name}: {'; '.join(list(sources(board))[:3])}." for board in boards))


def _line(cells):
    return f"| {' | '.join(map(str, cells))} |"


def _rows(names, boards):
    for name in names:
        _, preset = planned_preset(name)
        plans = [make_plan(preset, board, POSITION, name, WAYS) for board in boards]
        yield (name, *(cell(plan) for plan in plans))


def cell(plan):
    """Tokens per second and the longest context of a Plan."""
    longest = plan.longest_context.value
    if not longest:
        return "–"
    tokens = plan.tokens_per_second.value
    return f"{tokens:,.{1 if tokens < 1000 else 0}f}{'*' if plan.too_wide else ''}<br>{longest:,}"


def _described(board):
    ports, memory, fabric = board.ports, board.memory, board.fabric
    multipliers = f"{fabric.dsps:,} of {fabric.multiplier}" if fabric else "–"
    return (f"{board.name} (`{board.key}`)", board.device, f"{ports.count} x {ports.beat_bytes}",
            f"{board.clock.mhz:g}, {board.clock.origin}", f"{memory.usable_gb_per_s:g}", f"{memory.nominal_gb_per_s:g}",
            f"{memory.bytes:,}", multipliers)
