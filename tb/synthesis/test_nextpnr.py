"""Placements that nextpnr cannot route: told apart from its other errors, and shown by seed in the report."""

import pytest
from rich.console import Console

from llama2_rtl import synth
from llama2_rtl.main import main
from llama2_rtl.synthesis.ecp5 import nextpnr
from llama2_rtl.synthesis.targets import ECP5
from tb.command.output_cases import redirect

WORDS = {"routing": "ERROR: Failed to route arc 57.0 of net 'x', from X64/Y39/Q5_SLICE to X63/Y34/JRST2_MULT18.",
         "size": "ERROR: Unable to place cell 'x', no BELs remaining to implement cell type 'DP16KD'"}


@pytest.mark.parametrize("words, kind", [("routing", nextpnr.Unroutable), ("size", AssertionError)])
def test_errors_of_nextpnr(words, kind, tmp_path, monkeypatch):
    def fail(tool, arguments, folder, log, hear):
        (tmp_path / log).write_text(WORDS[words])
        raise AssertionError(f"{tool} fails: {WORDS[words]}")

    monkeypatch.setattr(nextpnr, "run_tool", fail)
    with pytest.raises(AssertionError) as raised:
        nextpnr.place_and_route(tmp_path, ECP5.device, 100, 2)
    assert type(raised.value) is kind and WORDS[words] in str(raised.value)


@pytest.mark.parametrize("routable, fmax, sentence", [
    ((1, 3), 104.0, "not every placement can be routed; those of the seeds 2 cannot"),
    ((), None, "none of the placements can be routed, of the seeds 1, 2, 3")])
def test_some_placements_cannot_be_routed(routable, fmax, sentence, tmp_path, monkeypatch, capsys):
    def place(folder, device, clock, seed, hear):
        if seed not in routable:
            raise nextpnr.Unroutable(f"the placement of seed {seed} cannot be routed")
        return nextpnr.Routed(103.0 + seed, [], {"TRELLIS_COMB": 7})

    redirect(tmp_path, monkeypatch)
    reports = []
    monkeypatch.setattr(synth, "place_and_route", place)
    monkeypatch.setattr(synth, "synthesise", lambda *_, hear: [])
    monkeypatch.setattr("llama2_rtl.bench.measure", lambda *_: [dict(cycles=1000)])
    monkeypatch.setattr(synth, "write_report", lambda path, command, report: reports.append(report))
    assert main(["synth", "--seeds", "3"]) == 1
    assert sentence in capsys.readouterr().err
    assert [report["fmax_mhz"] for report in reports] == ([fmax] if routable else [])
    for report in reports:
        assert report["seeds"] == {1: 104.0, 2: None, 3: 106.0} and not report["met"]
        synth.print_report(Console(width=200), report)
        assert "1: 104.0, 2: not routed, 3: 106.0" in capsys.readouterr().out
