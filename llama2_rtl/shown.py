"""Paths as the user is told them."""

from pathlib import Path


def shown(path):
    """`path` from the current folder on where it lies there, else the whole of it."""
    path = Path(path)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
