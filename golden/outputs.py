"""The one rule for all outputs of all commands: what a path may be written over, and what is refused."""

import os
from pathlib import Path

from llama2_rtl.golden.marks import PROGRAM, FolderMark


def check_output(path, mark, inputs=()):
    """The real path of the output `path`, links followed, if it may be written: it does not exist, is an empty folder
    where a folder is to be written, or bears the `mark`, a FolderMark or a FileMark.

    inputs: paths that the command reads; None among them stands for one that was not given. Nothing is written here.
    Raises ValueError, in one sentence, where the output is, lies in or holds an input, where something foreign lies at
    the path, and where a folder cannot be replaced.
    """
    path = Path(os.path.realpath(path))
    above = next(parent for parent in path.parents if os.path.lexists(parent))
    if not above.is_dir():
        raise ValueError(f"{above} is a file; choose a folder")
    for given in inputs:
        if given is not None:
            _check_input(path, Path(os.path.realpath(given)))
    if isinstance(mark, FolderMark):
        _check_folder(path, mark)
    else:
        _check_file(path, mark)
    return path


def _check_input(path, given):
    """Raises ValueError where writing `path` would change the input `given`."""
    if _same(path, given):
        relation = "is"
    elif any(_same(parent, given) for parent in path.parents):
        relation = f"lies in {given},"
    elif any(_same(parent, path) for parent in given.parents):
        relation = f"holds {given},"
    else:
        return
    raise ValueError(f"{path} {relation} what the command reads; choose another place for its output")


def _same(one, other):
    """Whether two real paths lead to one place: hard links, mounts and the case of letters make names differ."""
    return one == other or os.path.exists(one) and os.path.exists(other) and os.path.samefile(one, other)


def _check_folder(path, mark):
    if not os.path.lexists(path):
        return
    if not path.is_dir():
        raise ValueError(f"{path} is a file; choose a folder")
    if path.is_mount():
        raise ValueError(f"{path} is a mount point, which cannot be replaced; choose a folder in it")
    # The mark is looked for last: where another process has just made the folder, the mark came into it first.
    if any(path.iterdir()) and not mark.is_on(path):
        raise ValueError(f"{path} holds files that '{PROGRAM} {mark.command}' did not write; move them away, or choose "
                         "an empty folder or a new one")
    if Path.cwd().is_relative_to(path):
        raise ValueError(f"{path} is or holds the current folder; run the command in another one")


def _check_file(path, mark):
    if path.is_dir():
        raise ValueError(f"{path} is a folder; give the name of a file")
    if os.path.lexists(path) and not mark.is_on(path):
        raise ValueError(f"{path} is no file that '{PROGRAM} {mark.command}' wrote; move it away, or choose another "
                         "name")
