"""Folders that belong to exactly one content, used by one process at a time."""

import fcntl
import hashlib
import json
from contextlib import contextmanager
from pathlib import Path

from llama2_rtl.golden.replace import kept_folder

COMMAND = "sim"


def content_folder(parent, name, identity):
    """The folder in `parent` that belongs to exactly this content, any value that JSON holds. Raises ValueError where
    something else lies there."""
    digest = hashlib.sha256(json.dumps([COMMAND, identity], sort_keys=True).encode()).hexdigest()[:12]
    return kept_folder(parent / f"{name}-{digest}", COMMAND)


@contextmanager
def held(folder):
    """The folder belongs to one process at a time."""
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_changed(folder, files):
    """Leaves files alone that are right already: simulators rebuild by modification time."""
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def drop_precompiled(folder):
    """Removes the compiler's precompiled headers: fifteen times what a program takes otherwise."""
    for header in Path(folder).glob("*.gch"):
        header.unlink()
