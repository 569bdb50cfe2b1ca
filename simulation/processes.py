"""Child processes that do not outlive their parent's interest in them."""

import signal
import subprocess
import threading
from contextlib import contextmanager

PATIENCE_S = 5.0
"""Time in which a child may end by itself what it was told to end."""


class Terminated(BaseException):
    """The process was told to end by SIGTERM: what waits is cleaned up as after Ctrl-C."""


@contextmanager
def terminable():
    """A block in which SIGTERM raises Terminated, once: while that is cleaned up, another one is ignored. Nothing
    changes in threads other than the main one, which hear of no signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    raise Terminated


_running = set()


@contextmanager
def ended_children():
    """A block that is left by an exception when all children have been told to end, those of other threads too, which
    hear of no signal."""
    try:
        yield
    except BaseException:
        for process in list(_running):
            process.terminate()
        raise


@contextmanager
def child(command, ending=signal.SIGTERM, **options):
    """A subprocess.Popen of `command`, which has ended when the block is left. Where the block is left by an exception,
    by Ctrl-C or by Terminated the child is sent `ending`, which make passes on to its own children, and is killed
    where it does not heed it."""
    process = subprocess.Popen(command, **options)
    _running.add(process)
    try:
        yield process
        process.wait()
    except BaseException:
        process.send_signal(ending)
        try:
            process.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise
    finally:
        _running.discard(process)
