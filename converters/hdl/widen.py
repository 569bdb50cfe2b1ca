"""Sign or zero extension as one `assign`: Verilog's implicit extension is legal, and a fatal warning in this project."""

from converters.hdl.signals import shape_of
from converters.hdl.verbatim import verbatim


class _Widened:
    def __init__(self, narrow, wide):
        self.narrow, self.wide = narrow, wide

    def __str__(self):
        width, is_signed = shape_of(self.narrow)
        missing = shape_of(self.wide)[0] - width
        name, target = self.narrow._name, self.wide._name
        if missing == 0:
            return f"assign {target} = {name};"
        sign = (f"{name}[{width - 1}]" if width > 1 else name) if is_signed else "1'b0"
        return f"assign {target} = {{{{{missing}{{{sign}}}}}, {name}}};"


def widen(narrow, wide):
    """Drive `wide` with `narrow`, sign-extended where `narrow` is signed. Raises ValueError if `wide` is narrower."""
    if shape_of(wide)[0] < shape_of(narrow)[0]:
        raise ValueError(f"cannot widen {shape_of(narrow)[0]} bits to {shape_of(wide)[0]}")
    return verbatim(_Widened(narrow, wide), [narrow], [wide])
