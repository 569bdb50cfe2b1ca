"""The command lines that stand in the README and in the pages of docs/."""

import re
import shlex

from llama2_rtl.converters.presets import ROOT

PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
BLOCK = re.compile(r"^ *```sh\n(.*?)^ *```$", re.M | re.S)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
COMMAND = re.compile(r"(?:make|fusesoc|llama2-rtl|\.venv/bin/\S+|openFPGALoader|python3?|git|export)(?: |$)")
ROW = re.compile(r"^\| `make ([\w-]+)[^`|]*` \|(.*)\|$", re.M)
VARIABLE = re.compile(r"\b([A-Z][A-Z_]+)=")


def command_lines(page):
    """The lines of a page's shell blocks, without comments, then the commands in its text."""
    text = page.read_text()
    blocks = [line for block in BLOCK.findall(text) for line in block.splitlines()]
    spans = [" ".join(span.split()) for span in SPAN.findall(BLOCK.sub("", text))]
    lines = [re.sub(r"\s+#.*", "", line) for line in blocks if line.strip()]
    lines += [span for span in spans if COMMAND.match(span) and " " in span]
    return list(dict.fromkeys(lines))


def all_command_lines():
    """Those of all pages, in their order, each once."""
    return list(dict.fromkeys(line for page in PAGES for line in command_lines(page)))


def rows(page):
    """(command, its variables) of each row of a page's table of commands."""
    for command, text in ROW.findall(page.read_text()):
        yield command, VARIABLE.findall(text)


INSTALLED = re.compile(r"^(?:llama2-rtl|python)(?= )")
PLACEHOLDERS = {"LANES=n": "LANES=16", "PORTS=n": "PORTS=2"}
"""Values of variables that stand for a user's own; an empty value means the default to make."""


def runnable(line, **values):
    """The line with values in the place of its placeholders: `values` maps a variable to what a user would give. The
    programs of an installed package are those of .venv."""
    line = INSTALLED.sub(r".venv/bin/\g<0>", line)
    for name, value in PLACEHOLDERS.items():
        line = re.sub(rf"{re.escape(name)}(?= |$)", value, line)
    for name, value in values.items():
        line = re.sub(rf"\b{name}=\S*", f"{name}={value}", line)
    return line


def arguments(line):
    """The arguments of `llama2-rtl` to which a line of the command, or of make, comes; None for another program."""
    program, *words = shlex.split(runnable(line))
    if program == ".venv/bin/llama2-rtl":
        return words
    if program != "make" or words[0] in ("test", "report-test", "readme", "soak", "fuzz"):
        return None
    given = [word.partition("=") for word in words[1:]]
    return [words[0], *(f"--{name.lower().replace('_', '-')}={value}" for name, _, value in given if value)]
