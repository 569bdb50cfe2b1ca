"""What stands before a bitstream: every pin's constraints, whether the design fits, its clocks, clean Verilog."""

import pytest

from llama2_rtl import bitstream
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.tops.ulx3s import ulx3s
from llama2_rtl.converters.write import FILE_LIST, write_design
from llama2_rtl.main import main
from llama2_rtl.simulation.lint import lint_files
from llama2_rtl.synthesis import bitstream as steps
from llama2_rtl.synthesis.boards import BOARDS, ULX3S, choose_board
from llama2_rtl.synthesis.ecp5.nextpnr import Routed
from llama2_rtl.synthesis.fit import check_clock, check_contents, check_fit
from tb.board.pll_model import MODEL
from tb.board.test_board import SMALL

PARAMS = dict(geometry=SMALL, core_mhz=ULX3S.core_mhz)


def test_every_port_has_a_pin():
    top = design(ulx3s, PARAMS)[-1]
    ports = {f"{name}[{index}]" if width > 1 else name
             for name, (width, _) in top.shapes.items() for index in range(width)}
    assert set(ULX3S.pins) == ports
    sites = [pin.site for pin in ULX3S.pins.values()]
    assert len(set(sites)) == len(sites)
    assert ULX3S.clock in ports


def test_constraints():
    lines = ULX3S.constraints().splitlines()
    assert 'FREQUENCY PORT "clk_25mhz" 25 MHZ;' in lines
    assert 'LOCATE COMP "ftdi_rxd" SITE "L4";' in lines
    assert 'IOBUF PORT "btn_pwr_n" IO_TYPE=LVCMOS33 PULLMODE=UP;' in lines
    assert all(line.endswith(";") for line in lines)


AVAILABLE = ULX3S.target.device.available
TOO_SLOW = ULX3S.core_mhz - 0.5


def test_what_fits():
    check_fit("a core", dict(AVAILABLE), "LFE5U-85F", AVAILABLE)
    check_clock("a core", 75.0, 75.0)


@pytest.mark.parametrize("excess, sentence", [
    (dict(bram=213), "213 block RAMs of 208 (5 too many);"),
    (dict(lut=90_000, dsp=157), "90,000 LUTs of 83,640 (6,360 too many) and 157 multipliers of 156"),
])
def test_what_does_not_fit(excess, sentence):
    with pytest.raises(AssertionError) as error:
        check_fit("a core", AVAILABLE | excess, "LFE5U-85F", AVAILABLE)
    assert str(error.value).startswith("a core does not fit the LFE5U-85F: it needs ") and sentence in str(error.value)


def test_contents_that_cannot_fit():
    whole = {"weights.mem": (128, range(208 * 144))}
    check_contents("a core", whole, "LFE5U-85F", AVAILABLE)
    with pytest.raises(AssertionError, match="209 block RAMs of 208"):
        check_contents("a core", whole | {"one.mem": (1, [0])}, "LFE5U-85F", AVAILABLE)


def test_a_slow_clock():
    with pytest.raises(AssertionError, match="a core reaches 74.9 MHz where its clock has 75; choose a lower MHZ="):
        check_clock("a core", 74.9, 75.0)


def test_unknown_board():
    with pytest.raises(ValueError, match=f"there is no board 'foo'; choose one of {', '.join(BOARDS)}"):
        choose_board("foo")


@pytest.mark.parametrize("block_rams, fmax_mhz, sentence", [
    (300, 100.0, "300 block RAMs of 208 (92 too many)"),
    (10, TOO_SLOW, f"tales reaches {TOO_SLOW:.1f} MHz where its clock has {ULX3S.core_mhz:g}"),
])
def test_nothing_is_written_where_a_step_fails(block_rams, fmax_mhz, sentence, monkeypatch, tmp_path, capsys):
    """The command as a whole, the long steps replaced by their results."""
    monkeypatch.setattr(steps, "synthesise", lambda *_, hear: [(("ram",), "DP16KD")] * block_rams)
    monkeypatch.setattr(steps, "place_and_route", lambda *_: Routed(fmax_mhz, [], {}))
    monkeypatch.setattr(bitstream, "FOLDER", tmp_path)
    old = tmp_path / "ulx3s-tales.bit"
    old.write_bytes(b"\xff\0" + steps.MARK.mark + b"\xffthe last one that was right")
    before = old.read_bytes()
    assert main(["bitstream", "--board", "ulx3s"]) == 1
    assert sentence in capsys.readouterr().err
    assert old.read_bytes() == before


def test_lint(tmp_path):
    write_design(ulx3s, PARAMS, tmp_path / "design")
    # Verilator gets the primitive's ports and parameters from the simulation model; what is in it is no hardware.
    text = MODEL.read_text()
    body = text[text.index("localparam"):text.index("endmodule")]
    (tmp_path / "design" / "EHXPLLL.v").write_text(
        "/* verilator lint_off UNUSEDPARAM */\n/* verilator lint_off UNDRIVEN */\n" + text.replace(body, ""))
    names = (tmp_path / "design" / FILE_LIST).read_text()
    (tmp_path / "design" / FILE_LIST).write_text("EHXPLLL.v\n" + names)
    assert lint_files(tmp_path / "design", "ulx3s") == ""
