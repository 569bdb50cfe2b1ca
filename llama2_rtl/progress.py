"""What a long command is at: on a terminal one line that counts the seconds, elsewhere a line as each step begins."""

import logging
import threading
import time

from rich.console import Group
from rich.live import Live
from rich.text import Text

from llama2_rtl.simulation.simulators import COMPILING

STEP = "step: "
"""How a line begins in which a simulation says what it does next."""

SILENCE_S = 10
"""Off a terminal, the time after which a line says how far a step is."""

LONGEST_SILENCE_S = 45
"""Off a terminal, the time after which a line says that the step is still the same."""


class Progress(logging.Handler):
    """A context in which `step` says what begins and `detail` how far it is; what is given to `write` stays over that
    line. It hears the lines of the logger "cocotb": those that begin with STEP, and those of the files that a compiler
    takes."""

    def __init__(self, console):
        super().__init__()
        self.console, self.written = console, Text()
        self.name, self.far, self.compiled, self.began, self.said = "", "", 0, time.monotonic(), 0.0
        self.live = Live(console=console, get_renderable=self._shown, refresh_per_second=8,
                         vertical_overflow="visible") if console.is_terminal else None
        self.ended, self.reminder = threading.Event(), threading.Thread(target=self._remind, daemon=True)

    def __enter__(self):
        logger = logging.getLogger("cocotb")
        self.propagated, logger.propagate = logger.propagate, False
        logger.addHandler(self)
        (self.live or self.reminder).start()
        return self

    def __exit__(self, *_):
        logger = logging.getLogger("cocotb")
        logger.removeHandler(self)
        logger.propagate = self.propagated
        self.name = ""
        if self.live:
            self.live.stop()
        else:
            self.ended.set()
            self.reminder.join()

    def step(self, name):
        """Something begins."""
        self.name, self.far, self.compiled = name, "", 0
        if not self.live:
            self._print(name)

    def detail(self, far):
        """How far the present step is; off a terminal a line now and then, unless a text is being written there."""
        self.far = f": {far}"
        if not self.live and not self.written and self.seconds - self.said > SILENCE_S:
            self._print(f"{self.name}{self.far}")

    def count(self, name, done, total):
        """So many of the step `name` are done, which begins where it is not the present one."""
        if name != self.name:
            self.step(name)
        self.detail(f"{done:,} of {total:,}")

    def _remind(self):
        """Says the present step again wherever nothing was said for long and no text is being written."""
        while not self.ended.wait(min(1, LONGEST_SILENCE_S)):
            if self.name and not self.written and self.seconds - self.said >= LONGEST_SILENCE_S:
                self._print(f"{self.name}{self.far}")

    def _print(self, line):
        self.said = self.seconds
        self.console.print(f"{self.said:4.0f} s  {line}", highlight=False, soft_wrap=True)

    def write(self, text):
        """More of the text over the line."""
        self.written.append(text)
        if not self.live:
            print(text, end="", flush=True, file=self.console.file)

    @property
    def seconds(self):
        """Since this object was made."""
        return time.monotonic() - self.began

    def emit(self, record):
        line = record.getMessage()
        if line.startswith(STEP):
            self.step(line.removeprefix(STEP))
        elif COMPILING.match(line):
            if not self.compiled:
                self.step("compiling the simulation")
            self.compiled += 1
            self.detail(f"file {self.compiled}")

    def _shown(self):
        status = [Text(f"{self.seconds:4.0f} s  {self.name}{self.far}", style="dim")] if self.name else []
        return Group(*([self.written] if self.written else []), *status)
