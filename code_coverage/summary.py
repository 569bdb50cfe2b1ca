"""How much of what counts was reached, in modules or blocks."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Share:
    """Of `of` items `reached` were reached; `waived` others are not among them."""

    reached: int
    of: int
    waived: int

    @property
    def value(self):
        """The share, 1 of nothing."""
        return self.reached / self.of if self.of else 1.0


def total(modules, measure, waived):
    """The Share of all `modules` together, each a `Module` or `Block`."""
    reached = of = let_go = 0
    for module in modules:
        for item, count in module.of(measure).items():
            is_waived = waived.of(module, item) is not None
            reached += count > 0
            let_go += is_waived
            of += not is_waived
    return Share(reached, of, let_go)


def missing(module, measure, waived):
    """The items of a `Module` or `Block` that nothing reached and no waiver names."""
    return [item for item, count in module.of(measure).items() if not count and waived.of(module, item) is None]
