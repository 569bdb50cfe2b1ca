"""Writing outputs whole or not at all: beside their place first, then into it by renaming.

Every function here asks `golden.outputs.check_output` before it writes and again before it renames, and raises the
ValueError that comes from there. An error or an interruption leaves what was there, and nothing beside it.
"""

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path

from llama2_rtl.golden.marks import MARK_FILE, PROGRAM, WRITTEN_BY, FolderMark, report_mark
from llama2_rtl.golden.outputs import check_output


@contextmanager
def scratch_folder(path):
    """A folder to work in on the file system of `path`, in the nearest folder above it that exists; gone at the end."""
    above = next(parent for parent in path.absolute().parents if parent.exists())
    with tempfile.TemporaryDirectory(dir=above, prefix=f".{path.name}.") as folder:
        yield Path(folder)


@contextmanager
def replaced_folder(folder, command):
    """A fresh folder to fill, with the mark of `command`; it takes the place of `folder` at the end."""
    mark = FolderMark(command)
    folder = check_output(folder, mark)
    with scratch_folder(folder) as beside:
        fresh, old = beside / "fresh", beside / "old"
        fresh.mkdir()
        mark.put(fresh)
        yield fresh
        check_output(folder, mark)
        folder.parent.mkdir(parents=True, exist_ok=True)
        try:
            if folder.exists():
                folder.rename(old)
            fresh.rename(folder)
        except BaseException:
            if old.exists() and not folder.exists():
                old.rename(folder)
            raise


@contextmanager
def replaced_file(path, mark):
    """The path of a fresh file to write, which bears the FileMark `mark`; it takes the place of `path` at the end."""
    path = check_output(path, mark)
    with scratch_folder(path) as beside:
        fresh = beside / "fresh"
        yield fresh
        check_output(path, mark)
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.replace(path)


def write_report(path, command, content):
    """Writes the JSON report of `command`: an object of the fields `content`, before them its mark."""
    with replaced_file(path, report_mark(command)) as fresh:
        fresh.write_text(json.dumps({WRITTEN_BY: f"{PROGRAM} {command}"} | content, indent=1) + "\n")


def kept_folder(folder, command):
    """The real path of `folder`, made and marked where it does not exist: what several runs add to, and nobody
    replaces."""
    mark = FolderMark(command)
    folder = check_output(folder, mark)
    folder.mkdir(parents=True, exist_ok=True)
    if not mark.is_on(folder):
        with scratch_folder(folder) as beside:  # renamed, so that no process sees half a mark
            mark.put(beside)
            (beside / MARK_FILE).replace(folder / MARK_FILE)
    return folder
