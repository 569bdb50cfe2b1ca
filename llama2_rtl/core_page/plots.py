"""Plots as SVG that stands in a page: text stays text, and no name of one plot is that of another."""

import io
import re
from dataclasses import dataclass, field
from xml.etree import ElementTree

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
STYLE = {
    "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10, "axes.edgecolor": "#8a929b",
    "axes.labelcolor": "#1b2733", "text.color": "#1b2733", "xtick.color": "#1b2733", "ytick.color": "#1b2733",
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.axisbelow": True,
    "grid.color": "#e4e8ec",
}
"""Axes, ticks and grid are grey; what has a colour is data, or its name in the legend."""

COLOURS = ("#2f5d8c", "#b5482f", "#3d8b5f", "#a06cb0", "#e39a5b", "#4fa3b8")


@dataclass(frozen=True)
class Plot:
    """A plot: `name` is its identifier in the page, `caption` says what it shows, `origin` how its figures came about;
    `columns` and `rows` are the same figures as a table."""

    name: str
    caption: str
    origin: str
    svg: str
    columns: tuple
    rows: list = field(repr=False)


def draw(name, caption, origin, paint, columns, rows, size=(9.2, 3.4)):
    """A Plot of one pair of axes, which `paint(axes)` fills; its artists that show data have group identifiers that
    `data` makes. Raises ValueError where an axis has no label, or no data is marked."""
    import matplotlib
    from matplotlib.figure import Figure
    with matplotlib.rc_context(STYLE | {"svg.hashsalt": name}):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        axes.patch.set_gid("area")
        paint(axes)
        if not axes.get_xlabel() or not axes.get_ylabel():
            raise ValueError(f"the plot {name} has an axis without a label")
        axes.xaxis.label.set_gid("x-label")
        axes.yaxis.label.set_gid("y-label")
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    svg = _inlined(text.getvalue(), name, caption)
    if f'id="{name}-{DATA}' not in svg:
        raise ValueError(f"the plot {name} shows no data")
    return Plot(name, caption, origin, svg, columns, rows)


DATA = "data"


def data(artists, number):
    """Marks the artists of series `number` as data."""
    for place, artist in enumerate(artists):
        artist.set_gid(f"{DATA}-{number}-{place}")


def _inlined(text, name, caption):
    """matplotlib's file as an element of a page: every identifier begins with the plot's name, and the size is the
    page's."""
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    root = ElementTree.fromstring(text)
    for element in root.iter():
        for key, value in element.attrib.items():
            if key == "id":
                element.set(key, f"{name}-{value}")
            elif key == f"{{{XLINK}}}href" and value.startswith("#"):
                element.set(key, f"#{name}-{value[1:]}")
            elif "url(#" in value:
                element.set(key, value.replace("url(#", f"url(#{name}-"))
    for metadata in root.findall(f"{{{SVG}}}metadata"):
        root.remove(metadata)
    for side in ("width", "height"):
        root.attrib.pop(side)
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title")
    title = ElementTree.Element(f"{{{SVG}}}title", id=f"{name}-title")
    title.text = caption
    root.insert(0, title)
    return re.sub(r"\s*\n\s*", "\n", ElementTree.tostring(root, encoding="unicode"))
