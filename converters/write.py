"""Writing a design to disk: modules, file list and memory contents, all of it or nothing."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

from converters.hdl import design

FILE_LIST = "filelist.f"
"""The Verilog files in dependency order, children first, as simulators and synthesis tools read it."""


def write_design(top, params, folder, memories=None, header="", texts=None):
    """Replaces `folder` by the Verilog of `top`, one file per module, the file list and the memory files.

    memories: file name -> (bits per word, words). header: comment lines for the head of the file list. texts: file name
    -> text of what else lies there. Everything is written beside `folder` first, so that an error leaves it as it was.
    Returns the converted modules.
    """
    modules = design(top, params)
    files = [f"{entry.verilog_name}.v" for entry in modules]
    with replaced_folder(folder) as fresh:
        for entry, name in zip(modules, files, strict=True):
            (fresh / name).write_text(entry.text)
        for name, (width, words) in (memories or {}).items():
            (fresh / name).write_text(memory_text(width, words))
        for name, text in (texts or {}).items():
            (fresh / name).write_text(text)
        comment = "".join(f"// {line}\n" for line in header.splitlines())
        (fresh / FILE_LIST).write_text(comment + "".join(f"{name}\n" for name in files))
    return modules


@contextmanager
def replaced_folder(folder):
    """A fresh folder to fill, beside `folder`; it takes the place of `folder` at the end, unless an error strikes."""
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as beside:
        fresh = Path(beside, "fresh")
        fresh.mkdir()
        yield fresh
        if folder.exists():
            folder.rename(Path(beside, "old"))
        fresh.rename(folder)


def memory_text(width, words):
    """The `$readmemh` text of words of `width` bits, one a line; negative words in two's complement.

    Raises ValueError for a word that does not fit.
    """
    digits, mask = -(-width // 4), (1 << width) - 1
    lines = []
    for word in map(int, words):
        if not -(1 << (width - 1)) <= word <= mask:
            raise ValueError(f"the memory word {word} does not fit {width} bits")
        lines.append(f"{word & mask:0{digits}x}\n")
    return "".join(lines)
