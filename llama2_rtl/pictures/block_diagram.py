"""The block diagram: the instances of the core on chip, and the bundles of wires between them, read from its Verilog.

What an instance drives and reads, and which bundle a wire is of, is the design's; here stands the order of the columns.
An instance that has no place here, or one that is named here and is not in the design, is an error."""

import inspect
import textwrap
from collections import Counter
from dataclasses import dataclass, field

from llama2_rtl.hierarchy import instances_of
from llama2_rtl.pictures.bundles import is_forward, is_source
from llama2_rtl.pictures.svg import FAINT, INK, RULE, SMALL, TITLE, Picture

OUTSIDE = "outside"

COLUMNS = {
    OUTSIDE: (),
    "token_loop": ("u_token_loop",),
    "weight_source": ("u_weight_source",),
    "kv_cache": ("u_kv_cache",),
    "embedding": ("u_scales", "u_scale", "u_embed_when_ready", "u_embedding"),
    "pipeline_controller": ("u_pipeline_controller",),
    "matrix_unit": ("u_matrix_unit",),
    "engine": ("u_engine",),
    "vector_path": ("u_vector_path",),
    "project_qkv": ("u_project_qkv",),
    "write_kv": ("u_write_kv",),
    "attend": ("u_attend",),
    "feed_forward": ("u_feed_forward",),
    "finish_token": ("u_finish_token",),
}
"""Column -> its instances, in the top and in those of OPENED."""

STAGES = ("project_qkv", "write_kv", "attend", "feed_forward", "finish_token")

OPENED = ("u_decoder", "u_matrix_unit")
"""Instances of which what is in them is drawn, as one level with what is beside them. One that has a column is there
with the logic that it has itself."""

UNSHOWN = ("aclk", "aresetn", "clk", "rst")
"""Clock and reset."""


@dataclass
class Ends:
    """The columns that drive a wire and those that read it."""

    drivers: set = field(default_factory=set)
    readers: set = field(default_factory=set)


@dataclass
class Row:
    """A line of the diagram: `name` and `what` it is; wire -> whether it goes from the source to the sink."""

    name: str
    what: str
    wires: dict


@dataclass(frozen=True)
class _Bundles:
    """All ports of an instance, in a column, of one class of bundle, of which it is the source or not: their wires as
    in a Row. The `name` is that of the class, and of the ports of the top also theirs; `size` is the wires of one
    port."""

    kind: type
    name: str
    is_source: bool
    wires: dict
    size: int


def connections(top, params):
    """`(wire -> Ends, [_Bundles])` of the top and of its instances OPENED as one level; a port of the top has OUTSIDE
    on its other side. A wire is `(level, name)`, where it is outermost. Raises ValueError where an instance is in no
    column, or one that is named here is not in the design."""
    found = {instance.path: instance for instance in instances_of(top, params)}
    level = [instance for path, instance in found.items() if path and set(path[:-1]) <= set(OPENED)]
    shown = [instance for instance in level if instance.path[-1] not in OPENED]
    columns = {label: name for name, labels in COLUMNS.items() for label in labels}
    _same({instance.path[-1] for instance in level}, {*columns, *OPENED})
    own = [instance for instance in level if instance.path[-1] in columns and instance.path[-1] in OPENED]
    ends, bundles = {}, []

    def wire(instance, port):
        """What a port is connected to, None where that is a constant or nothing."""
        name, parent = instance.pins.get(port), found[instance.path[:-1]]
        above = wire(parent, name) if parent.path and name in parent.module.shapes else None
        return above or (("/".join(parent.path), name) if name else None)

    def note(column, module, wires, is_inverse):
        for port, at in wires.items():
            drives = (port in module.outputs) != is_inverse
            here = ends.setdefault(at, Ends())
            (here.drivers if drives else here.readers).add(column)
        groups = {}
        for name, (kind, fields) in module.bundles.items():
            if not fields:
                continue
            group = groups.setdefault((kind, is_source(module, name) != is_inverse), {})
            group.update({wires[port]: is_forward(module, name, field) for field, port in fields.items()
                          if port in wires})
        for (kind, source), group in groups.items():
            names = [name for name, (other, _) in module.bundles.items() if is_inverse and other is kind
                     and is_source(module, name) != source]
            size = max(len(fields) for other, fields in module.bundles.values() if other is kind)
            bundles.append(_Bundles(kind, " ".join([kind.__name__, *names]), source, group, size))

    outer = found[()].module
    note(OUTSIDE, outer, {port: ("", port) for port in outer.shapes if port not in UNSHOWN}, True)
    for instance in shown:
        wires = {port: wire(instance, port) for port in instance.module.shapes if port not in UNSHOWN}
        note(columns[instance.path[-1]], instance.module, {port: at for port, at in wires.items() if at}, False)
    for instance in own:
        passed = set().union(*(other.pins.values() for other in shown if other.path[:-1] == instance.path))
        column = columns[instance.path[-1]]
        note(column, instance.module, {port: wire(instance, port) for port in instance.module.shapes
                                       if port not in passed and port not in UNSHOWN and wire(instance, port)}, False)
        for (inside, _), here in ends.items():
            if inside == "/".join(instance.path):
                here.drivers = here.drivers or {column}
                here.readers = here.readers or {column}
    return ends, bundles


def _same(present, named):
    if present != named:
        raise ValueError("the block diagram does not fit the design: instances without a place are "
                         f"{', '.join(sorted(present - named)) or 'none'}; named and not in the design are "
                         f"{', '.join(sorted(named - present)) or 'none'}; change COLUMNS of "
                         "llama2_rtl/pictures/block_diagram.py")


def rows(ends, bundles):
    """The Rows of all wires between instances, each wire in one.

    The bundles with most wires come first, of equals those that an instance has most of, then the first; each takes the
    wires that are left. Where these are half or less, they go with the rest, unless something else drives them. Wires
    of no bundle share a row with those that the same column drives.
    """
    taken, made = {}, []
    for group in sorted(bundles, key=lambda group: (-group.size, -len(group.wires))):
        left = {wire: ahead for wire, ahead in group.wires.items() if wire not in taken}
        if not left:
            continue
        row = None
        if 2 * len(left) <= len(group.wires):
            row = Counter(id(taken[wire]) for wire in group.wires if wire in taken).most_common(1)[0][0]
            row = next(one for one in made if id(one) == row)
            if not _drivers(ends, left) <= _drivers(ends, row.wires):
                row = None
        if row is None:
            row = Row(group.name, _clause(group.kind), {})
            made.append(row)
        row.wires |= left
        taken |= dict.fromkeys(left, row)
    single = {}
    for wire, here in ends.items():
        if wire not in taken and here.readers and here.drivers:
            single.setdefault(tuple(sorted(here.drivers)), []).append(wire)
    for wires in single.values():
        crossing = [wire for wire in wires if ends[wire].drivers != ends[wire].readers]
        made.append(Row(", ".join(name for _, name in crossing), "of no bundle", dict.fromkeys(crossing, True)))
    return made


def _drivers(ends, wires):
    return set().union(*(ends[wire].drivers for wire in wires))


def _clause(kind):
    """How the description of a class of bundles begins: its first clause, of a long one what is before a comma."""
    text = " ".join(inspect.cleandoc(kind.__doc__).replace("`", "").split())
    text = text[:min(text.find(mark) % (len(text) + 1) for mark in (". ", ": ", "; "))].rstrip(".")
    while len(text) > LONGEST and ", " in text:
        text = text.rpartition(", ")[0]
    return text


def edges(top, params):
    """`[(Row, columns of its source, columns of its sink)]` of the rows that lead from column to column, in the order
    of these. Raises what `connections` raises, and ValueError where a row leads to nothing that is drawn."""
    ends, bundles = connections(top, params)
    place = list(COLUMNS).index
    drawn = []
    for row in rows(ends, bundles):
        crossing = {wire: ahead for wire, ahead in row.wires.items() if ends[wire].drivers != ends[wire].readers}
        forward, back = ([ends[wire] for wire in crossing if crossing[wire] == ahead] for ahead in (True, False))
        sources = set().union(*(wire.drivers for wire in forward)) or set().union(*(wire.readers for wire in back))
        # Who reads a wire that goes back to the source, and is not it, takes from it as a sink does.
        sinks = set().union(*(wire.drivers | wire.readers for wire in (*forward, *back))) - sources
        if sources and sinks:
            drawn.append((row, sources, sinks))
        elif sources or sinks:
            raise ValueError(f"the block diagram does not fit the design: nothing that is drawn is at the other end of "
                             f"{row.name} at {', '.join(sorted(sources | sinks))}; change COLUMNS or OPENED of "
                             "llama2_rtl/pictures/block_diagram.py")
    return sorted(drawn, key=lambda edge: (min(map(place, edge[1])), sorted(map(place, edge[2])), edge[0].name))


LEFT, STEP, TOP, ROW, LINE = 350, 84, 74, 36, 13
COLUMN_TEXT = 52
"""Characters of a line of text beside the rows."""

LONGEST = 80
"""Characters of what a row says of its bundle, at most, where a comma allows that."""


def block_diagram(top, params, title, mark=""):
    """The SVG of the block diagram of the core on chip."""
    drawn = edges(top, params)
    width = LEFT + STEP * len(COLUMNS) + 10
    picture = Picture(width, title, mark)
    picture.label(20, 30, title, TITLE, weight="bold")
    place = {name: LEFT + STEP * number + STEP / 2 for number, name in enumerate(COLUMNS)}
    texts = [(textwrap.wrap(row.name, COLUMN_TEXT - 6), textwrap.wrap(row.what, COLUMN_TEXT)) for row, _, _ in drawn]
    heights = [ROW + LINE * (len(names) + len(lines) - 2) for names, lines in texts]
    bottom = TOP + 56 + sum(heights)
    for name, x in place.items():
        picture.line([(x, TOP + 36), (x, bottom - 6)], RULE, 1.4)
        fill = {"engine": "#cfe0ef", "vector_path": "#cfe0ef", "matrix_unit": "#cfe0ef", OUTSIDE: "#ffffff"}.get(
            name, "#f6d9c6" if name in STAGES else "#eef1f4")
        picture.box(x - STEP / 2 + 3, TOP, STEP - 6, 38, fill, FAINT, radius=4)
        words = name.split("_")
        lines = [name.replace("_", " ")] if len(name) < 10 else [words[0], " ".join(words[1:])]
        for number, line in enumerate(lines):
            picture.label(x, TOP + 23 - 6 * (len(lines) - 1) + 13 * number, line, SMALL, "middle", weight="bold")
    y = TOP + 66
    for (_, sources, sinks), (names, lines), height in zip(drawn, texts, heights, strict=True):
        for number, line in enumerate(names):
            picture.label(20, y - 2 + LINE * number, line, weight="bold")
        for number, line in enumerate(lines, len(names)):
            picture.label(20, y - 1 + LINE * number, line, SMALL, fill=FAINT)
        ends = sorted(place[column] for column in sources | sinks)
        picture.line([(ends[0], y), (ends[-1], y)], INK, 1.6)
        for column in sorted(sinks):
            nearest = min((place[source] for source in sorted(sources)), key=lambda x: abs(x - place[column]))
            picture.arrow(place[column], y, 1 if nearest < place[column] else -1)
        for column in sorted(sources):
            picture.dot(place[column], y)
        y += height
    y = bottom + 8
    for line in ("A dot is a source, an arrow a sink. Each line is a bundle of wires, or several of a kind at one "
                 "instance; the wires that go back, as ready, belong to it.",
                 "Instances, directions, wires and bundles are read from the Verilog of the core on chip."):
        picture.label(20, y, line, SMALL, fill=FAINT)
        y += 17
    return picture.text
