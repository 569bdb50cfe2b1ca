"""The optional parts of an installation: what of them is missing, and the command that brings it.

Which packages belong to a part stands in the project's metadata alone (`setup.cfg`)."""

import re
from importlib import metadata

from llama2_rtl.golden.marks import PROGRAM

NAME = re.compile(r"[\w.-]+")
PARTS = re.compile(r"\[([^]]*)\]")
PART = re.compile(r"""extra == ["']([\w-]+)["']""")


class MissingExtra(ImportError):
    """Packages are not installed; the text is a sentence that says which, and what brings them."""


def need(*extras):
    """Raises MissingExtra where a package of one of the `extras` is not installed."""
    missing = {extra: [package for package in packages(extra) if not is_installed(package)] for extra in extras}
    if not any(missing.values()):
        return
    *others, last = sorted({package for group in missing.values() for package in group})
    parts = ",".join(extra for extra, group in missing.items() if group)
    said = f"{', '.join(others)} and {last} are" if others else f"{last} is"
    raise MissingExtra(f"{said} not installed; \"pip install '{PROGRAM}[{parts}]'\" brings what is missing")


def packages(extra):
    """The names of the packages of an extra, those of the extras that it consists of among them."""
    for requirement in metadata.requires(PROGRAM) or []:
        wanted, _, condition = requirement.partition(";")
        if extra in PART.findall(condition):
            name, parts = NAME.match(wanted)[0], PARTS.search(wanted)
            if name != PROGRAM:
                yield name
            elif parts:
                for part in parts[1].split(","):
                    yield from packages(part.strip())


def is_installed(package):
    """Whether there is a distribution of that name."""
    try:
        metadata.distribution(package)
    except metadata.PackageNotFoundError:
        return False
    return True
