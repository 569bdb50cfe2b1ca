"""Yosys for the ECP5 against the kept report: block RAMs, multipliers, lanes; the form of the reports."""

import json
from dataclasses import replace

import pytest
from rich.console import Console

from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.tops.llama2_rtl import build, llama2_rtl
from llama2_rtl.converters.write import write_design
from llama2_rtl.dsps import count_dsps
from llama2_rtl.synth import KINDS, REPORTS, print_report, without_lanes
from llama2_rtl.synthesis.kept_reports import kept_preset
from llama2_rtl.synthesis.resources import check_kinds, resources, synthesise
from llama2_rtl.synthesis.targets import ECP5, GOWIN, TARGETS

UPDATE = "'make synth KEEP=1' updates it"
FIELDS = {"written_by", "target", "preset", "lanes", "context", "format", "ways", "batch", "sequences", "fmax_mhz",
          "constraint_mhz", "met", "position", "cycles", "tokens_per_second", "lut", "ff", "dsp", "bram", "in_luts",
          "seeds", "slowest_path", "modules", "versions"}


def kept(target, preset):
    path = REPORTS / f"{target.name}-{preset.name}-{preset.lanes}.json"
    assert path.exists(), f"there is no {path}; {UPDATE}"
    return json.loads(path.read_text())


def test_structure_is_that_of_the_report(tmp_path):
    module, params, memories = build(DEFAULT, DEFAULT.checkpoint)
    modules = write_design(module, params, tmp_path / "rtl", memories)
    cells = synthesise(tmp_path / "rtl", modules[-1].verilog_name, ECP5, stop="map_gates")
    used, report = resources(cells, ECP5), kept(ECP5, DEFAULT)
    for kind in ("dsp", "bram"):
        assert used[kind] == report[kind], f"{used[kind]} {kind}, the report says {report[kind]}; {UPDATE}"


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_cells_that_nobody_counts(target):
    counted = [("u_a.b", kind) for kinds in target.resources.values() for kind in kinds]
    check_kinds([*counted, ("m", sorted(target.free)[0]), ("s", "$scopeinfo")], target)
    with pytest.raises(AssertionError, match=f"for {target.name} has cells that nobody counts: decoder, kv_cache"):
        check_kinds([*counted, ("u_kv_cache", "kv_cache"), ("u_decoder", "decoder")], target)


@pytest.mark.parametrize("path", sorted(REPORTS.glob("*.json")), ids=lambda path: path.stem)
def test_kept_reports(path):
    report = json.loads(path.read_text())
    target = TARGETS[report["target"]]
    assert set(report) == FIELDS
    preset = kept_preset(report)
    assert path.stem == f"{report['target']}-{without_lanes(preset)}-{report['lanes']}"
    if target.device:
        assert all(report[kind] <= target.device.available[kind] for kind in target.device.available)
    if report["seeds"]:
        routed = [mhz for mhz in report["seeds"].values() if mhz is not None]
        assert report["fmax_mhz"] == min(routed)
        assert report["met"] == (len(routed) == len(report["seeds"])
                                 and report["fmax_mhz"] >= report["constraint_mhz"])
    if target is not ECP5:
        alike = json.loads((REPORTS / path.name.replace(target.name, ECP5.name, 1)).read_text())
        assert report["dsp"] == alike["dsp"], f"not as many multipliers as on the {ECP5.name}; {UPDATE}"
    found = report["modules"]["u_decoder.u_matrix_unit.u_engine.u_mat_vec"]["dsp"]
    uses = count_dsps(llama2_rtl, replace(preset, multiplier=target.multiplier).geometry)
    assert found == uses["products"] + uses["block_scales"], "not those of the lanes and of blocks"
    assert all(report["modules"]["top"][kind] < report[kind] / 10 for kind in ("lut", "ff", "dsp", "bram"))
    for kind in ("ff", "dsp", "bram"):
        assert sum(part[kind] for part in report["modules"].values()) == pytest.approx(report[kind], abs=1)


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_shares_of_a_part(target, capsys):
    """The part by its name, what it has, and the shares that the design takes; a sentence where these are above 100 %,
    as of the part of Gowin."""
    print_report(Console(width=120), kept(target, DEFAULT))
    said = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.split("│")[1:-1]] for line in said.splitlines() if line.startswith("│")]
    named, report = {row[0]: row[1:] for row in rows}, kept(target, DEFAULT)
    assert named[f"in the {target.part}"] == [f"{target.available[kind]:,}" for kind in KINDS]
    assert named["share"] == [f"{report[kind] / target.available[kind]:.1%}" for kind in KINDS]
    assert (f"does not fit the {target.part}: it needs " in said) == (target is GOWIN)
