"""`llama2-rtl speed`: what limits each figure, and where the clock comes from."""

import json
import re

import pytest

from llama2_rtl.converters.cycles import external_cycles
from llama2_rtl.converters.presets import ROOT, choose_shape
from llama2_rtl.converters.timeline import external
from llama2_rtl.main import main
from llama2_rtl.speed import BOARDS, LATENCY, POSITION, shape
from llama2_rtl.synthesis.board_files.read import board_file


def table(capsys, monkeypatch, *arguments):
    """Preset -> its cells, and the sentences above and under the table."""
    monkeypatch.setenv("COLUMNS", "180")
    assert main(["speed", *arguments]) == 0
    said = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.splitlines() if line.startswith("│")]
    return {name: cells for name, *cells in rows}, said.partition("┏")[0] + said.rpartition("┘\n")[2]


def test_what_limits(capsys, monkeypatch):
    """A port of 64 bytes takes 19.2 GB/s at 300 MHz, which every memory gives; at 400 MHz more than two of them give.
    One of 16 bytes takes less than any."""
    rows, _ = table(capsys, monkeypatch)
    assert all(cell.endswith(" port") for cell in rows["stories15M"][2:])
    rows, _ = table(capsys, monkeypatch, "--clock", "400")
    assert [cell.split()[1] for cell in rows["stories15M"][2:]] == ["memory", "memory", "port", "port"]
    assert [cell.split()[1] for cell in rows["tales"][2:]] == ["port"] * 4
    rows, _ = table(capsys, monkeypatch, "--bandwidth", "10")
    assert [row[2].split()[1] for row in (rows["stories15M"], rows["tales"])] == ["memory", "port"]


@pytest.mark.parametrize("arguments, source", [
    ((), "300 and 225 MHz is assumed"), (("--clock", "250"), "250 MHz is the one")])
def test_where_the_clock_comes_from(arguments, source, capsys, monkeypatch):
    _, sentences = table(capsys, monkeypatch, *arguments)
    placed = json.loads((ROOT / "synthesis/reports/ecp5-85k-stories260K-16.json").read_text())
    assert source in sentences
    assert re.search(rf"{placed['lanes']} lanes reach {placed['fmax_mhz']:.0f} MHz", sentences)


@pytest.mark.parametrize("tokens", [64, 200])
def test_the_first_token(tokens, capsys, monkeypatch):
    """A pass for each token of the prompt, all but the last without the classifier, as the bus's words have it."""
    rows, said = table(capsys, monkeypatch, "--preset", "SmolLM2-135M", "--prompt-tokens", str(tokens))
    assert f"seconds to the first token after a prompt of {tokens}" in " ".join(said.split())
    g = shape(choose_shape("SmolLM2-135M"), None, POSITION)
    cycles = sum(external_cycles(g, position, LATENCY, chooses=position + 1 == tokens) for position in range(tokens))
    seconds = [float(cell.split(", ")[1].removesuffix(" s")) for cell in rows["SmolLM2-135M"][2:]]
    clocks = [board_file(key).clock.mhz for key in BOARDS]
    assert seconds == pytest.approx([cycles / mhz / 1e6 for mhz in clocks], rel=0.01, abs=5e-3)


def test_texts(capsys, monkeypatch):
    """Of all together a token of each text a pass; the first token of one behind passes of as many positions."""
    rows, said = table(capsys, monkeypatch, "--preset", "SmolLM2-135M", "--sequences", "4", "--prompt-tokens", "130")
    assert "of 4 texts together and of each" in said and "while the other texts rest" in " ".join(said.split())
    g = shape(choose_shape("SmolLM2-135M", batch=4, sequences=4), None, POSITION)
    cycles = external(g, POSITION, LATENCY, shares=(1,) * 4).cycles
    clocks = [1e6 * board_file(key).clock.mhz for key in BOARDS]
    found = [re.fullmatch(r"([\d.]+) port, ([\d.]+) each, ([\d.]+) s", cell).groups()
             for cell in rows["SmolLM2-135M"][2:]]
    assert [float(together) for together, *_ in found] == pytest.approx([4 * hz / cycles for hz in clocks], rel=2e-3)
    assert [float(each) for _, each, _ in found] == pytest.approx([hz / cycles for hz in clocks], rel=2e-3)
    passes = sum(external(g, position, LATENCY, chooses=position == 128, shares=(min(4, 130 - position),)).cycles
                 for position in range(0, 130, 4))
    assert [float(first) for *_, first in found] == pytest.approx([passes / hz for hz in clocks], rel=0.01, abs=5e-3)


@pytest.mark.parametrize("texts, accepted, tokens", [(1, 0, 1), (1, 0.5, 1.875), (1, 1, 4), (2, 0.5, 2.75)])
def test_drafts(texts, accepted, tokens, capsys, monkeypatch):
    """A pass of four positions makes one token of each text, and one more for each draft in a row that is right; the
    drafts are one text's."""
    rows, _ = table(capsys, monkeypatch, "--preset", "SmolLM2-135M", "--batch", "4", "--accepted", str(accepted),
                    "--sequences", str(texts))
    g = shape(choose_shape("SmolLM2-135M", batch=4, sequences=texts), None, POSITION)
    drafted = 5 - texts
    cycles = external(g, POSITION + 1 - drafted, LATENCY, shares=(drafted, *[1] * (texts - 1))).cycles
    found = [float(cell.split()[0].replace(",", "")) for cell in rows["SmolLM2-135M"][2:]]
    assert found == pytest.approx([tokens * board_file(key).clock.mhz * 1e6 / cycles for key in BOARDS], rel=0.01)
