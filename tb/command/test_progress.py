"""What a long command says off a terminal: each step, how far it is, and that it is still at it."""

import io
import re
import time

from rich.console import Console

from llama2_rtl import progress
from llama2_rtl.progress import Progress


def lines(run, monkeypatch, **limits):
    """What stands on a console that is no terminal after `run(progress)`, without the seconds."""
    for name, value in limits.items():
        monkeypatch.setattr(progress, name, value)
    said = io.StringIO()
    with Progress(Console(file=said, width=80)) as shown:
        run(shown)
    return [re.sub(r"^ +\d+ s  ", "", line) for line in said.getvalue().splitlines()]


def until(happens):
    """Waits for it."""
    while not happens():
        time.sleep(0.01)


def test_a_step_and_how_far_it_is(monkeypatch):
    def run(shown):
        shown.step("a step")
        time.sleep(0.01)
        shown.detail("5 of 7")

    assert lines(run, monkeypatch, SILENCE_S=0) == ["a step", "a step: 5 of 7"]
    assert lines(run, monkeypatch, SILENCE_S=60) == ["a step"]


def test_a_long_silence(monkeypatch):
    """A step that says nothing is said again, with how far it was."""
    said = []

    def run(shown):
        monkeypatch.setattr(shown, "_print", lambda line: said.append(line))
        shown.step("a step")
        shown.detail("5 of 7")
        until(lambda: len(said) > 2)

    lines(run, monkeypatch, LONGEST_SILENCE_S=0.02)
    assert said[:3] == ["a step", "a step: 5 of 7", "a step: 5 of 7"]


def test_no_line_stands_in_a_text(monkeypatch):
    def run(shown):
        shown.step("simulating")
        shown.write("Once upon")
        time.sleep(0.2)
        shown.write(" a time\n")

    assert lines(run, monkeypatch, LONGEST_SILENCE_S=0.02) == ["simulating", "Once upon a time"]
