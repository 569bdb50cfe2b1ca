"""What a reader may do with a file: read it, or refuse it with a sentence, in time and memory that fit its size."""

import dis
import resource
import signal
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden.extras import MissingExtra
from llama2_rtl.sentence import LONGEST, sentence

LONGEST_S = 5.0
"""Seconds of a processor that reading takes, at most."""

FACTOR, FLOOR = 64, 64 << 20
"""Bytes of memory that reading takes for each of the file's, at most, beyond those that any file may take."""

ADDRESSES = 3 << 30
"""Bytes of addresses that a process may have beyond those with which it begins: what asks for more has MemoryError."""

OUTSIDE = ROOT / ".venv", ROOT / "tb"
STATUS, CLEAR, PEAK = Path("/proc/self/status"), Path("/proc/self/clear_refs"), "VmHWM:"
RESET_PEAK = "5"
SLOW = "slow"


@dataclass(frozen=True)
class Fault:
    """What a reader did that it may not: `kind` in a word, `place` file:line of this project, the same for what is
    likely the same fault, and `said`, a line about it."""

    kind: str
    place: str
    said: str

    @property
    def name(self):
        """A file's name for it."""
        return f"{self.kind}-{self.place.replace('/', '_').replace(':', '-')}"


def confined():
    """Bounds the addresses of this process."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + ADDRESSES
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def fault(read, size):
    """The Fault of a call of `read`, which reads `size` bytes; None where there is none."""
    CLEAR.write_text(RESET_PEAK)
    before, began = _peak(), time.process_time()
    with _bounded_time():
        found = _exception(read)
    took, more = time.process_time() - began, _peak() - before
    if found:
        return found
    if took > LONGEST_S:
        return Fault(SLOW, "-", f"it takes {took:.1f} s of a processor for {size:,} bytes")
    if more > FLOOR + FACTOR * size:
        return Fault("memory", "-", f"it takes {more >> 20:,} MiB for {size:,} bytes")
    return None


class _Late(BaseException):
    """Python has been at it for LONGEST_S."""


@contextmanager
def _bounded_time():
    """A block in which _Late is raised after LONGEST_S, in the main thread, where Python runs then."""
    def late(*_):
        raise _Late
    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, LONGEST_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _peak():
    """The most bytes that this process has had in memory since CLEAR."""
    text = STATUS.read_text()
    return int(text[text.index(PEAK) + len(PEAK):].split(maxsplit=1)[0]) << 10


def _exception(read):
    try:
        read()
    except (KeyboardInterrupt, SystemExit):
        raise
    except _Late as error:
        return Fault(SLOW, _origin(error)[0], f"it takes more than {LONGEST_S} s of a processor")
    except BaseException as error:
        place, is_raised = _origin(error)
        kind, said = type(error).__name__, sentence(error)
        is_refusal = is_raised and type(error) in (ValueError, MissingExtra)
        if not (is_refusal or isinstance(error, OSError) and error.strerror):
            return Fault(kind, place, f"{kind}, no refusal: {said}")
        if not said or not said.isprintable() or len(said) > LONGEST:
            return Fault("sentence", place, f"it is not refused in a sentence: {said!r}")
    return None


def _origin(error):
    """(file:line of this project where an exception comes from, whether a `raise` there raised it)."""
    place, is_raised, at = "-", False, error.__traceback__
    while at:
        path, code = Path(at.tb_frame.f_code.co_filename), at.tb_frame.f_code
        is_own = path.is_relative_to(ROOT) and not any(path.is_relative_to(other) for other in OUTSIDE)
        if is_own:
            place = f"{path.relative_to(ROOT)}:{at.tb_lineno}"
        is_raised = is_own and dis.opname[code.co_code[at.tb_lasti]] == "RAISE_VARARGS"
        at = at.tb_next
    return place, is_raised
