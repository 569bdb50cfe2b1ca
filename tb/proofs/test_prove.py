"""`make prove`: some blocks as they are, and a change of the Verilog on purpose for each kind of property, which then
fails."""

import json

import pytest

from llama2_rtl import progress, prove
from llama2_rtl.converters.presets import TALES
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.main import main
from llama2_rtl.proofs import designs as cores
from llama2_rtl.proofs import prove as proof
from llama2_rtl.proofs.verdict import FAILED, PROVEN
from llama2_rtl.verilog import generate_axi


@pytest.fixture(scope="module")
def axi():
    """The modules of the core over AXI4, converted once."""
    from llama2_rtl.converters.hdl import design
    module, params, _ = build_axi(TALES.geometry)
    return {"axi": {entry.verilog_name: entry for entry in design(module, params, checks=True)}}


@pytest.fixture
def place(axi, tmp_path, monkeypatch):
    """The current folder, with the core's Verilog in `rtl`; the command proves this core alone."""
    generate_axi(TALES, tmp_path / "rtl")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(cores, "designs", lambda: axi)
    return tmp_path


def verdicts():
    return json.loads(prove.REPORT.read_text())["assertions"]


@pytest.mark.parametrize("block, least", [("burst_split", 6), ("pipeline_controller", 26), ("axil_port", 14)])
def test_a_block(block, least, place, capsys, monkeypatch):
    """It is proven, and the command says so as the block is done."""
    monkeypatch.setattr(progress, "SILENCE_S", 0)
    assert main(["prove", "--prove", block]) == 0
    found = verdicts()
    assert {one["block"] for one in found} == {block}
    assert {one["status"] for one in found} == {PROVEN} and len(found) >= least
    said = capsys.readouterr().out
    assert f"proving 1 module: 1 done, the last of them {block}: {len(found)} proven\n" in said
    assert f"{len(found)} assertions of 1 module: {len(found)} proven; " in said


BREAKS = {
    "a stream's word stays": ("register_slice", "llama2_rtl_register_slice_128",
                              "s_valid && open_even", "s_valid", "m.offer"),
    "order": ("register_slice", "llama2_rtl_register_slice_128", "leave_odd <= (!leave_odd);", "leave_odd <= 0;",
              "s to m.order"),
    "legal bursts": ("burst_split", "llama2_rtl_burst_split", "(rest < room)", "(rest > room)", "m.legal"),
    "no page is crossed": ("read_channel", "llama2_rtl_read_channel", "last_beat <= (beats - 1);",
                           "last_beat <= beats;", "m_axi.page"),
    "the last word is marked": ("write_channel", "llama2_rtl_write_channel", "m_axi_wlast <= (left == 1);",
                                "m_axi_wlast <= (left == 2);", "m_axi.last"),
    "an answer for each access": ("axil_port", "llama2_rtl_axil_port", "(asked && (!read_known))", "asked",
                                  "s_axil.read_answered"),
    "a stage is held": ("pipeline_controller", "llama2_rtl_pipeline_controller",
                        "((stage == PROJECT_QKV) && project_qkv_done)", "(stage == PROJECT_QKV)",
                        "stages.held_project_qkv"),
    "rows are counted": ("row_col_ctrl", "llama2_rtl_row_col_ctrl", "on_last_word <= (words_left == 1);",
                         "on_last_word <= (words_left == 2);", "counters.last_col"),
}
"""What breaks -> (block, module, text of its Verilog, what takes its place, a property that fails then)."""


@pytest.mark.parametrize("what", BREAKS)
def test_a_change_on_purpose(what, place, capsys, monkeypatch):
    block, module, text, changed, fails = BREAKS[what]
    path = place / "rtl" / f"{module}.v"
    verilog = path.read_text()
    assert text in verilog
    path.write_text(verilog.replace(text, changed))
    monkeypatch.setattr(proof, "LIMIT", 10)
    assert main(["prove", "--prove", block, "--prove-rtl", "rtl"]) == 1
    failed = {f"{one['interface']}.{one['property']}" for one in verdicts() if one["status"] == FAILED}
    assert fails in failed
    assert "assertions fail" in capsys.readouterr().err


def test_bad_input(place, capsys):
    assert main(["prove", "--prove", "fifos"]) == 2
    assert "there is nothing to prove of a block 'fifos'" in capsys.readouterr().err
    (place / "empty").mkdir()
    with pytest.MonkeyPatch.context() as patch:  # a wrong folder is found before anything is generated
        patch.setattr("llama2_rtl.proofs.designs.designs", lambda: pytest.fail("it generates Verilog"))
        assert main(["prove", "--prove-rtl", "nowhere"]) == 2
        assert "nowhere: No such file or directory" in capsys.readouterr().err
    assert main(["prove", "--prove-rtl", "empty"]) == 2
    assert "empty holds no Verilog" in capsys.readouterr().err
    (place / "rtl/llama2_rtl_fifo_128x16.v").unlink(missing_ok=True)
    next((place / "rtl").glob("*delay*.v")).unlink()
    assert main(["prove", "--prove-rtl", "rtl"]) == 2
    assert "rtl is none of the cores that are proven" in capsys.readouterr().err
    assert main(["prove", "--prove-rtl", "rtl", "--keep", "1"]) == 2
    assert not prove.REPORT.exists()
