"""Timing diagrams: what the signals of a protocol are in each cycle."""

from dataclasses import dataclass

from llama2_rtl.pictures.svg import FAINT, INK, RULE, SMALL, TITLE, Picture, text_width

CYCLE, ROW, HIGH = 52, 32, 18
"""Pixels of a cycle, from one signal to the next, of a signal that is high."""

DRIVERS = ("#2f5d8c", "#b5482f", "#5a7d3a")
"""The colours of the sides, in the order in which they come."""


@dataclass(frozen=True)
class Wire:
    """A signal of a diagram: its name, its width and the side that drives it."""

    name: str
    bits: int
    driver: str


def timing_diagram(name, signals, waveforms, notes=(), mark="", origin=(), sides=()):
    """The SVG of the protocol `name`: for each Wire of `signals` its waveform, the value in each cycle: 0 or 1 of a
    bit, a number or a text of a word, None where it means nothing. notes: (cycle, text), what happens in a cycle.
    origin: lines that say where it comes from. sides: those that come first, which have the first colours.

    Raises ValueError where the waveforms are not one for each signal and all equally long.
    """
    lengths = {len(values) for values in waveforms}
    if len(signals) != len(waveforms) or len(lengths) != 1:
        raise ValueError(f"{name}: {len(signals)} signals with waveforms of {sorted(lengths)} cycles; give each signal "
                         "one, all equally long")
    cycles = lengths.pop()
    left = 24 + int(max(text_width(wire.name) for wire in signals)) + 16
    noted = max((text_width(text, SMALL) for _, text in notes), default=0)
    named = max(text_width(name, TITLE), *(text_width(line, SMALL) for line in origin), 0)
    width = int(max(left + cycles * CYCLE + 24, noted + 90, named + 48))
    picture = Picture(width, f"Timing diagram: {name}", mark)
    picture.label(20, 28, name, TITLE, weight="bold")
    for number, line in enumerate(origin):
        picture.label(20, 48 + 16 * number, line, SMALL, fill=FAINT)
    top = 64 + 16 * len(origin)
    bottom = top + 12 + ROW * len(signals)
    for cycle in range(cycles + 1):
        x = left + cycle * CYCLE
        picture.line([(x, top), (x, bottom)], RULE, 1, "3 3")
        if cycle < cycles:
            picture.label(x + CYCLE / 2, top - 8, str(cycle), SMALL, "middle", FAINT)
    sides = list(dict.fromkeys([*sides, *(wire.driver for wire in signals)]))
    for row, (wire, values) in enumerate(zip(signals, waveforms, strict=True)):
        y = top + 12 + row * ROW
        colour = DRIVERS[sides.index(wire.driver) % len(DRIVERS)]
        picture.label(left - 12, y + HIGH / 2 + 4, wire.name, anchor="end", fill=colour)
        (_bit if wire.bits == 1 else _word)(picture, left, y, values, colour)
    x, y = 24, bottom + 22
    for side, colour in zip(sides, DRIVERS, strict=False):
        if side not in {wire.driver for wire in signals}:
            continue
        picture.box(x, y - 6, 12, 12, colour)
        picture.label(x + 18, y + 4, f"driven by {side}", SMALL, fill=FAINT)
        x += 18 + text_width(f"driven by {side}", SMALL) + 26
    y += 8
    for cycle, text in notes:
        y += 20
        picture.label(24, y, f"cycle {cycle}", SMALL, weight="bold")
        picture.label(84, y, text, SMALL)
    return picture.text


def _stretches(values):
    """(value, first cycle, cycle after the last) of neighbouring cycles with one value."""
    start = 0
    for cycle in range(1, len(values) + 1):
        if cycle == len(values) or values[cycle] != values[start]:
            yield values[start], start, cycle
            start = cycle


def _bit(picture, left, top, values, colour):
    """A line that is high or low; a hatched stretch where it means nothing."""
    points = []
    for value, start, end in [*_stretches(values), (None, len(values), len(values))]:
        x = left + start * CYCLE
        if value is None:
            if points:
                picture.line(points, colour, 2)
            if end > start:
                _meaningless(picture, x, top, (end - start) * CYCLE)
            points = []
        else:
            y = top + (0 if value else HIGH)
            points += [(x + (3 if points else 0), y), (left + end * CYCLE, y)]


def _word(picture, left, top, values, colour):
    """Hexagons with the value in them, one as long as the value stays."""
    for value, start, after in _stretches(values):
        x, end, middle = left + start * CYCLE, left + after * CYCLE, top + HIGH / 2
        if value is None:
            _meaningless(picture, x, top, end - x)
        else:
            picture.shape([(x + 1, middle), (x + 5, top), (end - 5, top), (end - 1, middle), (end - 5, top + HIGH),
                           (x + 5, top + HIGH)], "#f7f9fb", colour)
            picture.label((x + end) / 2, middle + 4, str(value), SMALL, "middle", INK)


def _meaningless(picture, x, top, width):
    picture.box(x + 2, top, width - 4, HIGH, "#eceff2")
    for offset in range(6, int(width) - HIGH, 10):
        picture.line([(x + offset, top + HIGH), (x + offset + HIGH, top)], "#c9d0d7", 1)
