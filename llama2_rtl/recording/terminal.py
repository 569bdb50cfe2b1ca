"""What a command shows on a terminal, and when."""

import errno
import fcntl
import os
import pty
import re
import struct
import sys
import termios
import time
from dataclasses import dataclass

from llama2_rtl.simulation.processes import child

FRAME_S = 0.1
"""The time between two looks at the terminal."""

WAIT_S = 1.0
"""As long a wait is shown: of a longer one, in which nothing but numbers changes, the rest is left out."""


@dataclass(frozen=True)
class Frame:
    """The terminal from the time `at` on, in seconds: a line for each row, and of each line its runs of characters,
    `(text, whether it is bold)`."""

    at: float
    lines: tuple

    @property
    def text(self):
        """The rows as text."""
        return "\n".join("".join(run for run, _ in line) for line in self.lines)


def recorded(command, columns, rows):
    """`(exit status, [Frame])` of a command, a list of words, on a terminal of that size; what it writes there is also
    written to this process's standard output."""
    import pyte
    screen = pyte.Screen(columns, rows)
    stream = pyte.ByteStream(screen)
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    frames, began = [], time.monotonic()
    environment = os.environ | dict(TERM="xterm-256color", COLUMNS=str(columns), LINES=str(rows))
    with child(command, stdin=slave, stdout=slave, stderr=slave, env=environment) as process:
        os.close(slave)
        while written := _read(master):
            stream.feed(written)
            sys.stdout.buffer.write(written)
            sys.stdout.buffer.flush()
            now = time.monotonic() - began
            if not frames or now - frames[-1].at >= FRAME_S:
                frames.append(Frame(now, _lines(screen)))
    os.close(master)
    frames.append(Frame(time.monotonic() - began, _lines(screen)))
    return process.returncode, frames


def _read(master):
    """What was written since the last look, nothing when the other end is closed."""
    try:
        return os.read(master, 1 << 16)
    except OSError as error:
        if error.errno == errno.EIO:
            return b""
        raise


def _lines(screen):
    """The rows of a pyte.Screen as a Frame has them."""
    lines = []
    for number in range(screen.lines):
        runs = []
        for column in range(screen.columns):
            character = screen.buffer[number][column]
            if runs and runs[-1][1] == character.bold:
                runs[-1] = (runs[-1][0] + character.data, character.bold)
            else:
                runs.append((character.data, character.bold))
        runs[-1] = (runs[-1][0].rstrip(), runs[-1][1])
        lines.append(tuple(run for run in runs if run[0]))
    while lines and not lines[-1]:
        lines.pop()
    return tuple(lines)


def without_waits(frames):
    """The Frames with their waits cut to WAIT_S."""
    shown, late, since, before = [], 0.0, 0.0, None
    for frame in frames:
        now = re.sub(r"\d+", "0", frame.text)
        if now != before:
            late += max(0.0, frame.at - since - WAIT_S)
            before, since = now, frame.at
        if frame.at - since <= WAIT_S:
            shown.append(Frame(frame.at - late, frame.lines))
    return shown
