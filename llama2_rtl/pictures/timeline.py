"""The timeline of a token as a picture: what the engine does when, and what the token's cycles are."""

from llama2_rtl.converters.bound import shared_bound, utilisation
from llama2_rtl.converters.timeline import ATTENTION, BUBBLE, KEYS, PARAMETERS, VALUES, WEIGHTS, matrix_intervals
from llama2_rtl.pictures.svg import FAINT, RULE, SMALL, TITLE, Picture, text_width

COLOURS = {WEIGHTS: "#2f5d8c", PARAMETERS: "#8db4d6", KEYS: "#b5482f", VALUES: "#e39a5b", ATTENTION: "#c96a3f",
           BUBBLE: "#8a929b"}
STAGE_COLOURS = {"idle": "#eef1f4", "project_qkv": "#cfe0ef", "write_kv": "#9fb6c9", "attend": "#f6d9c6",
                 "feed_forward": "#d7e8d0", "finish_token": "#e2d6ec"}

NAMES = dict(qkv="K, V, Q", wo="Wo", w13="W1, W3", w2="W2", classifier="classifier")
"""What the picture calls the matrices."""

NEAR = 1.5
"""Pixels between two intervals of a kind, below which they are drawn as one."""

LEGEND = (
    "A beat is a cycle in which the engine takes a word of weights, of parameters (scales and gains) or of attention. "
    "A bubble is a cycle in which it waits for a result of its own.",
    "A wait is a cycle without a beat within a matrix or within a layer's attention over a memory beside the core. "
    "Parameters count where the lanes are idle alone.",
    f"Intervals less than {NEAR} pixels apart are drawn as one, which is filled as high as the share of its cycles "
    "that are of the kind; one of less than 0.4 pixels is drawn 0.4 wide.",
)

WIDTH, LEFT, RIGHT, ROW = 1240, 132, 20, 22


def timeline_picture(geometry, timeline, title, notes, mark=""):
    """The SVG of a Timeline of a Geometry at a position: the whole token, one of its layers, and its cycles by stage.
    The lines `notes` say where the numbers come from."""
    picture = Picture(WIDTH, title, mark)
    picture.label(20, 30, title, TITLE, weight="bold")
    for number, line in enumerate(notes):
        picture.label(20, 50 + 16 * number, line, SMALL, fill=FAINT)
    bottom = _strip(picture, 84 + 16 * len(notes), geometry, timeline, 0, timeline.cycles, "The whole token")
    layer = min(1, geometry.model.n_layers - 1)
    intervals = [one for one in timeline.intervals if one.layer == layer and one.stage not in ("idle", "finish_token")]
    bottom = _strip(picture, bottom + 34, geometry, timeline, intervals[0].start, intervals[-1].end,
                    f"Layer {layer} of {geometry.model.n_layers}")
    bottom = _table(picture, bottom + 40, timeline)
    bottom = _pairs(picture, bottom + 34, timeline)
    for line in LEGEND:
        bottom += 17
        picture.label(20, bottom + 12, line, SMALL, fill=FAINT)
    return picture.text


def cycles_sentence(geometry, timeline, position, shares):
    """The cycles of a pass of these shares from `position` on as a share of the bound, and how busy they keep the
    multipliers, in a sentence."""
    least = shared_bound(geometry, position, len(shares), max(shares))
    busy = utilisation(geometry, position, timeline.cycles, shares)
    return (f"{timeline.cycles:,} cycles, of which the bound, in bytes, is {least:,.0f} "
            f"({least / timeline.cycles:.2%}); the multipliers do useful work in {busy:.1%}")


def matrices(geometry, timeline):
    """[(name, layer, start, end)] of the matrices of a token, in their order."""
    names = [(name, layer) for layer in range(geometry.model.n_layers) for name in ("qkv", "wo", "w13", "w2")]
    names.append(("classifier", geometry.model.n_layers - 1))
    found, left, start = [], 0, 0
    for interval in timeline.intervals:
        if interval.what != WEIGHTS:
            continue
        if not left:
            start, left = interval.start, _words(geometry, *names[len(found)])
        left -= interval.cycles - interval.waits
        if not left:
            found.append((*names[len(found)], start, interval.end))
    return found


def _words(geometry, name, layer):
    """Words of a matrix of a layer, scales apart."""
    return sum(cycles for what, _, cycles in matrix_intervals(geometry, name, layer, 0) if what == WEIGHTS)


def _strip(picture, top, geometry, timeline, first, end, heading):
    """The cycles `first` to `end`: a row of stages, and below it one row for each kind of interval; the bottom."""
    scale = (WIDTH - LEFT - RIGHT) / (end - first)

    def place(cycle):
        return LEFT + (min(max(cycle, first), end) - first) * scale

    picture.label(20, top, f"{heading}: {end - first:,} cycles", weight="bold")
    stages = _merged([((one.stage, one.layer), one.start, one.end) for one in timeline.intervals
                      if one.end > first and one.start < end])
    y = top + 14
    picture.label(LEFT - 10, y + 15, "stage", SMALL, "end", FAINT)
    for (stage, layer), start, stop in stages:
        x, width = place(start), place(stop) - place(start)
        picture.box(x, y, width, ROW, STAGE_COLOURS[stage], "#ffffff",
                    f"{stage}, layer {layer}: {stop - start:,} cycles from {start:,} on")
        if width > text_width(stage, SMALL) + 6:
            picture.label(x + width / 2, y + 15, stage, SMALL, "middle")
    y += ROW + 4
    kinds = [kind for kind in COLOURS if any(interval.what == kind for interval in timeline.intervals)]
    for kind in kinds:
        picture.label(LEFT - 10, y + 15, "bubbles" if kind == BUBBLE else kind, SMALL, "end", FAINT)
        picture.box(LEFT, y, WIDTH - LEFT - RIGHT, ROW - 3, "#f5f7f9")
        shown = [one for one in timeline.intervals if one.what == kind and one.end > first and one.start < end]
        for start, stop, waits in _near(shown, scale):
            x, width = place(start), max(place(stop) - place(start), 0.4)
            height = max(1.5, (ROW - 3) * (1 - waits / (stop - start)))
            picture.box(x, y + ROW - 3 - height, width, height, COLOURS[kind], None,
                        f"{kind}: cycles {start:,} to {stop - 1:,}" + (f", {waits:,} of them others" if waits else ""))
        if kind == WEIGHTS:
            for name, _, start, stop in matrices(geometry, timeline):
                if stop > first and start < end and place(stop) - place(start) > text_width(NAMES[name], SMALL) + 8:
                    picture.label((place(start) + place(stop)) / 2, y + 14, NAMES[name], SMALL, "middle", "#ffffff")
        y += ROW
    step = _tick(end - first)
    y += 4
    picture.line([(LEFT, y), (WIDTH - RIGHT, y)], FAINT, 1)
    for cycle in range(-(-first // step) * step, end + 1, step):
        picture.line([(place(cycle), y), (place(cycle), y + 5)], FAINT, 1)
        anchor = "end" if place(cycle) > WIDTH - RIGHT - 24 else "middle"
        picture.label(place(cycle), y + 18, f"{cycle:,}", SMALL, anchor, FAINT)
    picture.label(LEFT - 10, y + 18, "cycle", SMALL, "end", FAINT)
    return y + 22


def _merged(intervals):
    """Neighbouring intervals of one key as one."""
    merged = []
    for key, start, stop in intervals:
        if merged and merged[-1][0] == key:
            merged[-1] = (key, merged[-1][1], stop)
        else:
            merged.append((key, start, stop))
    return merged


def _near(intervals, scale):
    """[(start, end, cycles without a beat)]: intervals less than NEAR pixels apart run together."""
    near = []
    for interval in intervals:
        if near and (interval.start - near[-1][1]) * scale < NEAR:
            gap = interval.start - near[-1][1]
            near[-1] = (near[-1][0], interval.end, near[-1][2] + interval.waits + gap)
        else:
            near.append((interval.start, interval.end, interval.waits))
    return near


def _tick(cycles):
    """A round distance of 6 to 12 ticks over so many cycles."""
    step = 1
    while cycles / step > 12:
        step *= 5 if str(step)[0] == "2" and cycles / (step * 2.5) <= 12 else 2
        if str(step)[0] not in "125":
            step = step * 5 // 4
    return step


COLUMNS = ("beats of weights", "beats of parameters", "beats of attention", "waits", "bubbles", "cycles",
           "share of the token")


def _table(picture, top, timeline):
    """The cycles of each stage, all layers together."""
    picture.label(20, top, "Cycles by stage, all layers together", weight="bold")
    edges = [200 + 142 * (number + 1) for number in range(len(COLUMNS))]
    y = top + 24
    for edge, name in zip(edges, COLUMNS, strict=True):
        picture.label(edge, y, name, SMALL, "end", FAINT)
    totals = [0] * 6
    for stage in STAGE_COLOURS:
        rows = [interval for interval in timeline.intervals if interval.stage == stage]
        counts = stage_counts(rows)
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
        y += 20
        picture.box(20, y - 12, 12, 12, STAGE_COLOURS[stage], FAINT)
        _row(picture, y, stage, edges, counts, timeline.cycles)
    picture.line([(20, y + 7), (edges[-1], y + 7)], RULE, 1)
    _row(picture, y + 24, "token", edges, totals, timeline.cycles, "bold")
    return y + 28


def stage_counts(intervals):
    """Beats of weights, of parameters and of attention, waits for the memory, bubbles, cycles of some intervals."""
    def cycles(*kinds):
        return sum(one.cycles - one.waits for one in intervals if one.what in kinds)

    return [cycles(WEIGHTS), cycles(PARAMETERS), cycles(KEYS, VALUES, ATTENTION), sum(one.waits for one in intervals),
            cycles(BUBBLE), sum(one.cycles for one in intervals)]


def _row(picture, y, name, edges, counts, cycles, weight=None):
    picture.label(40, y - 1, name, weight=weight)
    for edge, text in zip(edges, [f"{count:,}" for count in counts] + [f"{counts[-1] / cycles:.1%}"], strict=True):
        picture.label(edge, y - 1, text, anchor="end", weight=weight)


def _pairs(picture, top, timeline):
    """The bubbles by the stages that they lie between; the bottom."""
    picture.label(20, top, "Bubbles by the stages of the beats before and after them", weight="bold")
    y = top + 4
    for pair, cycles in timeline.bubbles().items():
        y += 20
        picture.label(40, y, pair.replace(" > ", " → "))
        picture.label(420, y, f"{cycles:,}", anchor="end")
        picture.label(440, y, f"{cycles / timeline.cycles:.3%} of the token", SMALL, fill=FAINT)
    return y
