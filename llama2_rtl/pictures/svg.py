"""SVG as text: the few shapes that the pictures are made of, in one style."""

from xml.sax.saxutils import escape, quoteattr

INK, FAINT, PAPER, RULE = "#1b2733", "#5f6f7f", "#ffffff", "#d5dbe1"
SIZE, SMALL, TITLE = 13, 11, 17
FONT = "Helvetica, Arial, 'Liberation Sans', sans-serif"

MEAN_WIDTH = 0.56
"""Of a character of the font, in its size; texts are kept apart by it."""


def text_width(text, size=SIZE):
    """About how wide a text is, in pixels."""
    return MEAN_WIDTH * size * len(text)


class Picture:
    """A picture of `width` pixels that grows downwards; `text` is the whole SVG. `mark` is a comment for its front."""

    def __init__(self, width, description, mark=""):
        self.width, self.height, self._description, self._mark, self._parts = width, 0, description, mark, []

    def _add(self, name, bottom, content=None, **attributes):
        self.height = max(self.height, bottom)
        pairs = "".join(f" {key.rstrip('_').replace('_', '-')}={quoteattr(shown(value))}"
                        for key, value in attributes.items() if value is not None)
        self._parts.append(f"<{name}{pairs}/>" if content is None else f"<{name}{pairs}>{content}</{name}>")

    def box(self, x, y, width, height, fill=PAPER, stroke=None, tip=None, radius=None, opacity=None):
        """A rectangle; `tip` is shown where the pointer rests."""
        content = f"<title>{escape(tip)}</title>" if tip else None
        self._add("rect", y + height, content, x=x, y=y, width=width, height=height, rx=radius, fill=fill,
                  stroke=stroke, fill_opacity=opacity)

    def line(self, points, stroke=INK, width=1.4, dash=None):
        """A line through points (x, y)."""
        self._add("polyline", max(y for _, y in points), points=" ".join(f"{shown(x)},{shown(y)}" for x, y in points),
                  fill="none", stroke=stroke, stroke_width=width, stroke_dasharray=dash, stroke_linejoin="round")

    def shape(self, points, fill, stroke=None):
        """A filled polygon."""
        self._add("polygon", max(y for _, y in points), points=" ".join(f"{shown(x)},{shown(y)}" for x, y in points),
                  fill=fill, stroke=stroke)

    def arrow(self, x, y, direction, fill=INK):
        """The head of a horizontal arrow whose point is at (x, y): direction 1 to the right, -1 to the left."""
        self.shape([(x, y), (x - 8 * direction, y - 4), (x - 8 * direction, y + 4)], fill)

    def dot(self, x, y, fill=INK, radius=3.5):
        self._add("circle", y + radius, cx=x, cy=y, r=radius, fill=fill)

    def label(self, x, y, text, size=SIZE, anchor="start", fill=INK, weight=None):
        """A text whose baseline begins at (x, y), or has its end or its middle there: "start", "end", "middle"."""
        self._add("text", y + 4, escape(text), x=x, y=y, font_size=size, fill=fill, font_weight=weight,
                  text_anchor=None if anchor == "start" else anchor)

    @property
    def text(self):
        height = round(self.height + 16)
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{height}" '
                f'viewBox="0 0 {self.width} {height}" font-family="{FONT}" role="img">')
        return "\n".join([self._mark + head, f"<title>{escape(self._description)}</title>",
                          f'<rect width="{self.width}" height="{height}" fill="{PAPER}"/>', *self._parts, "</svg>", ""])


def shown(value):
    """A number as SVG has it, with two digits after the point at most."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
