"""The marks by which a command knows its own outputs: a folder's is a file in it, a file's stands at its front."""

from dataclasses import dataclass

PROGRAM = "llama2-rtl"

MARK_FILE = f".{PROGRAM}"
"""The file in a folder that names the command which wrote it."""


@dataclass(frozen=True)
class FolderMark:
    """The mark of a folder that `command` writes."""

    command: str

    @property
    def text(self):
        """What the file MARK_FILE holds."""
        return f"Written by {PROGRAM} {self.command}: what else is put here may be lost.\n"

    def put(self, folder):
        """Marks a folder."""
        (folder / MARK_FILE).write_text(self.text)

    def is_on(self, folder):
        """Whether the folder bears the mark."""
        path = folder / MARK_FILE
        return path.is_file() and path.read_bytes().startswith(self.text.partition(":")[0].encode() + b":")


@dataclass(frozen=True)
class FileMark:
    """The mark of a file that `command` writes: the bytes `mark` end within the first `reach` bytes of the file."""

    command: str
    mark: bytes
    reach: int

    def is_on(self, path):
        """Whether the regular file `path` bears the mark."""
        if not path.is_file():
            return False
        with path.open("rb") as file:
            return self.mark in file.read(self.reach)


def report_mark(command):
    """The mark of a JSON report of `command`, which `golden.replace.write_report` puts first in it."""
    mark = f'{{\n "{WRITTEN_BY}": "{PROGRAM} {command}"'.encode()
    return FileMark(command, mark, len(mark))


WRITTEN_BY = "written_by"
"""The field of a report that names its command."""
