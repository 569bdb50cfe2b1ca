"""All that is in a folder, to hold what was there before against what is there after."""

import os


def tree(folder):
    """Path -> bytes of every file in the folder, None for a folder, where it leads for a link."""
    return {path.relative_to(folder): os.readlink(path) if path.is_symlink() else path.read_bytes() if path.is_file()
            else None for path in folder.rglob("*")}
