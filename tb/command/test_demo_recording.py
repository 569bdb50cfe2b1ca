"""The recording of a terminal, a picture of what it showed and when; the README's is what the demo prints."""

import re
import sys
from xml.etree import ElementTree

import pytest

from llama2_rtl import demo
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.main import main
from llama2_rtl.pictures.terminal import LAST_S, terminal_picture
from llama2_rtl.recording.terminal import WAIT_S, Frame, recorded, without_waits

KEPT = ROOT / "docs" / "demo.svg"
SVG = "{http://www.w3.org/2000/svg}"
LARGEST = 150_000
"""Bytes of a picture on a first screen."""

PROGRAM = """
import time
print("\\033[1mbold\\033[0m and not", flush=True)
time.sleep(0.3)
print("a & b", flush=True)
time.sleep(0.3)
print("\\033[1A\\033[2Kgone: b <", flush=True)
raise SystemExit(3)
"""


def shown_at(svg, at=None):
    """The rows that a picture shows at a time, and where pictures do not move."""
    root = ElementTree.fromstring(svg)
    style = root.find(f"{SVG}style").text
    seconds = float(re.search(r"animation:([\d.]+)s", style)[1])
    steps = {name: re.findall(r"([\d.]+)%\{opacity:([01])\}", text)
             for name, text in re.findall(r"@keyframes (\w+)\{(.*)\}", style)}
    rows = {}
    for text in root.iter(f"{SVG}text"):
        if name := re.fullmatch(r"animation-name:(\w+)", text.get("style", "")):
            past = [visible for percent, visible in steps[name[1]]
                    if at is not None and float(percent) <= 100 * at / seconds]
            if (past[-1] == "1") if past else text.get("class") == "l":
                assert text.get("y") not in rows, "two states of a row at once"
                rows[text.get("y")] = "".join(text.itertext())
    return [rows[y] for y in sorted(rows, key=int)]


def test_a_terminal(capfdbinary):
    status, frames = recorded([sys.executable, "-c", PROGRAM], 40, 10)
    assert status == 3 and b"gone" in capfdbinary.readouterr().out
    assert frames[0].lines == ((("bold", True), (" and not", False)),)
    assert frames[-1].text == "bold and not\ngone: b <"
    assert "bold and not\na & b" in [frame.text for frame in frames]
    assert all(one.at < other.at for one, other in zip(frames, frames[1:], strict=False))


def test_a_picture_shows_every_frame():
    lines = ["first", "first\nsecond", "first\nsecond 1", "second & <1>\n\nfourth", "end"]
    frames = [Frame(2.0 * number, tuple(((line, False),) if line else () for line in text.split("\n")))
              for number, text in enumerate(lines)]
    svg = terminal_picture(frames, 20, "title")
    for frame in frames:
        assert shown_at(svg, frame.at + 1) == [line for line in frame.text.split("\n") if line]
    assert shown_at(svg) == shown_at(svg, frames[-1].at + LAST_S - 0.1) == ["end"]


def test_waits_are_cut():
    def frame(at, text):
        return Frame(at, (((text, False),),))

    frames = [frame(0, "compiling 0"), *(frame(at / 2, f"compiling {at}") for at in range(1, 60)), frame(30, "story"),
              frame(30.5, "story of")]
    shown = without_waits(frames)
    assert [one.text for one in shown] == ["compiling 0", "compiling 1", "compiling 2", "story", "story of"]
    assert [one.at for one in shown] == [0, 0.5, 1.0, WAIT_S, WAIT_S + 0.5]


def test_what_is_kept_is_what_the_demo_prints(monkeypatch, capsys):
    """But for the seconds, which are those of the machine that recorded it."""
    monkeypatch.delenv("SIM", raising=False)
    assert main(["demo"]) == 0
    said = capsys.readouterr().out
    text = KEPT.read_text()
    assert demo.MARK.is_on(KEPT) and len(text.encode()) < LARGEST
    rows = shown_at(text)
    assert " ".join(rows[0].split()) in said
    table = next(number for number, row in enumerate(rows) if row.startswith("┌"))
    assert " ".join(" ".join(rows[1:table]).split()) in " ".join(said.split())
    figures = [[cell.strip() for cell in row.strip("│ ").split("│")] for row in rows[table + 1:-1]]
    assert [name for name, _ in figures][-1] == "simulation" and len(figures) == 6
    for name, value in figures[:-1]:
        assert re.search(rf"│ {re.escape(name)} +│ {re.escape(value)} +│", said), name


@pytest.mark.parametrize("status", [0, 1])
def test_a_recording_of_the_demo(status, tmp_path, monkeypatch, capsys):
    """Written where the demo ends well, with the arguments that were given."""
    words = []

    def run(command, columns, rows):
        words.extend(command[len(demo.PROGRAM):])
        return status, [Frame(0.5, ((("story", False),),))]

    monkeypatch.setattr("llama2_rtl.recording.terminal.recorded", run)
    path = tmp_path / "new" / "demo.svg"
    assert main(["demo", "--steps", "3", "--prompt=-a", "--sim=icarus", "--record", str(path)]) == status
    assert words == ["demo", "--prompt=-a", "--steps=3", "--temperature=0.0", "--sample-seed=0", "--top-k=0",
                     "--top-p=1.0", "--min-p=0.0", "--repeat-penalty=1.0", "--repeat-last-n=64", "--sim=icarus"]
    assert path.exists() == (status == 0)
    assert status or shown_at(path.read_text()) == ["story"]


def test_a_foreign_file_stays(tmp_path, capsys):
    path = tmp_path / "notes.svg"
    path.write_text("precious")
    assert main(["demo", "--record", str(path)]) == 2
    assert path.read_text() == "precious"
    assert "is no file that 'llama2-rtl demo' wrote" in capsys.readouterr().err
