"""What need not be reached, and why: rules, each with a sentence. One that names nothing unreached is an error."""

import re
from dataclasses import dataclass
from fnmatch import fnmatch


@dataclass(frozen=True)
class Waiver:
    """Items of a `measure` in modules of the `block` whose words, as `Module.said` gives them, hold the `pattern` need
    not be reached, and `why`. `block` is a pattern as a shell has them."""

    block: str
    measure: str
    pattern: str
    why: str

    def names(self, module, item):
        """Whether it names an item of a `Module`."""
        return (item.measure == self.measure and fnmatch(module.block, self.block)
                and re.search(self.pattern, module.said(item)) is not None)


WAIVERS = ()


class Waived:
    """Of `modules`, each a `Module` or a `Block`, what nothing reached and one of the `waivers` names. Those that name
    nothing are `stale`."""

    def __init__(self, modules, waivers=WAIVERS):
        self.waivers = waivers
        unreached = [(module, item) for module in modules for item, count in module.counts.items() if not count]
        self._of, used = {}, set()
        for module, item in unreached:
            fitting = [waiver for waiver in waivers if waiver.names(module, item)]
            used.update(fitting)
            if fitting:
                self._of[id(module), item] = fitting[0]
        self.stale = [waiver for waiver in waivers if waiver not in used]

    def of(self, module, item):
        """The Waiver of an item that is not reached, None where there is none."""
        return self._of.get((id(module), item))

    def by_waiver(self):
        """Waiver -> how many items it names."""
        found = {}
        for waiver in self._of.values():
            found[waiver] = found.get(waiver, 0) + 1
        return found
