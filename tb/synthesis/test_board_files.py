"""Boards as files: those of the project hold together, and what is wrong in one is refused in a sentence."""

import re

import pytest

from llama2_rtl.converters.multipliers import MULT27X18
from llama2_rtl.synthesis.board_files.read import (
    FOLDER,
    board_file,
    board_names,
    choose_board_file,
    read_board_file,
)
from llama2_rtl.synthesis.boards import ULX3S
from llama2_rtl.synthesis.targets import ECP5, XILINX

KV260 = (FOLDER / "kv260.toml").read_text()


def test_the_boards():
    assert board_names() == ["asic", "kv260", "u250", "u55c", "ulx3s", "vck190", "zcu104"]
    for board in map(board_file, board_names()):
        assert choose_board_file(board.key) is board
        assert (board.fabric is None) == (board.key == "asic")


def test_what_the_kv260_has():
    board = board_file("kv260")
    assert (board.ports.word_bytes, board.ports.longest_burst, board.clock.mhz) == (64, 256, 300)
    assert board.memory.ranges == ((0, 2 << 30), (0x8_0000_0000, 2 << 30)) and board.multiplier == MULT27X18
    assert board.memory.usable_gb_per_s == pytest.approx(0.94 * 19.2)


def test_what_others_take_of_them():
    """The targets of synthesis and the bitstream have the boards' numbers."""
    assert XILINX.available == dict(lut=117120, ff=234240, dsp=1248, bram=144) and XILINX.part == "XCK26 (KV260)"
    assert ECP5.available == dict(lut=83640, ff=83640, dsp=156, bram=208)
    assert (ULX3S.core_mhz, ULX3S.device_name) == (75, "LFE5U-85F")


@pytest.mark.parametrize("before, after, sentence", [
    ("dsps = 1248", "dsp = 1248", r"\[fabric\] has a key 'dsp' that nobody knows; did you mean dsps\?"),
    ("dsps = 1248\n", "", r"\[fabric\] lacks 'dsps'; give a whole number"),
    ("usable_gb_per_s = 18.048\n", "", r"\[memory\] lacks 'usable_gb_per_s'; give a number"),
    ("dsps = 1248", "dsps = 1248.5", r"\[fabric\] has dsps = 1248.5; give a whole number above 0"),
    ("dsps = 1248", "dsps = true", r"\[fabric\] has dsps = True; give a whole number"),
    ("dsps = 1248", "dsps = 0", r"\[fabric\] has dsps = 0; give a whole number above 0"),
    ("mhz = 300", "mhz = -1", r"\[clock\] has mhz = -1; give a number above 0"),
    ("mhz = 300", "mhz = nan", r"\[clock\] has mhz = nan; give a number above 0"),
    ('name = "KV260"', "name = 7", "has name = 7; give a text"),
    ('source = "AMD DS987"', 'source = " "', r"\[fabric\] has source = ' '; give a text"),
    ("count = 4", "count = 3", r"\[ports\] has count = 3; give a power of two from 1 to 32"),
    ("beat_bytes = 16", "beat_bytes = 256", r"\[ports\] has beat_bytes = 256; give a power of two from 2 to 128"),
    ("longest_burst = 256", "longest_burst = 257", r"\[ports\] has longest_burst = 257; AXI4 has 256 beats at most"),
    ('"assumed"', '"guessed"', "has origin = 'guessed'; give one of assumed, placed and routed, measured"),
    ("usable_gb_per_s = 18.048", "usable_gb_per_s = 20", "can use 20 of nominally 19.2 GB/s; give at most these"),
    ("4_294_967_296", "4_294_967_295", "has 4,294,967,295 bytes in ranges of 4,294,967,296; make them agree"),
    ("0x8_0000_0000", "0x7000_0000", "has ranges that overlap at 0x70000000; give each address once"),
    ("[0x8_0000_0000, 0x8000_0000]", "[0x8_0000_0000]", "give a list of .first address, bytes."),
    ('"27x18"', '"30x18"', r"\[fabric\]: there is no multiplier '30x18'"),
    ('kind = "zynq_ultrascale"', 'kind = "zynq"', r"\[shell\] has kind = 'zynq'; give one of zynq_ultrascale, vitis"),
    ('kind = "zynq_ultrascale"', 'kind = "vitis"', "lacks 'memory'; give what the platform calls its banks"),
    ('kind = "zynq_ultrascale"', 'kind = "zynq_ultrascale"\nmemory = "DDR"', "has 'memory', which is a platform's"),
    ("beat_bytes = 16", "beat_bytes = 32", "with 4 ports of 32 bytes; it has 4 at most, of 4, 8, 16"),
    ("count = 4", "count = 8", "with 8 ports of 16 bytes; it has 4 at most, of 4, 8, 16"),
    ("kept = [[0x7ff0_0000, 0x10_0000]]", "kept = 5", r"\[shell\] has kept = 5; give a list of .first address, bytes."),
    ("[clock]", "[clocks]", "has a key 'clocks' that nobody knows; did you mean clock"),
    ("[clock]\nmhz = 300", "[[clock]]\nmhz = 300", r"\[clock\] is no table of keys"),
    ('name = "KV260"', "name = KV260", "is no TOML file: "),
])
def test_what_is_refused(before, after, sentence, tmp_path):
    assert KV260.count(before) >= 1
    path = tmp_path / "mine.toml"
    path.write_text(KV260.replace(before, after, 1))
    with pytest.raises(ValueError, match=f"^{re.escape(str(path))}:? .*{sentence}") as refused:
        read_board_file(path)
    assert "\n" not in str(refused.value).removeprefix(str(path))


@pytest.mark.parametrize("given, sentence", [
    ("kv26", "there is no board 'kv26'; did you mean kv260[?], or give the path of a file"),
    ("zynq", "there is no board 'zynq'; choose one of asic, kv260, u250"),
])
def test_a_board_that_there_is_not(given, sentence):
    with pytest.raises(ValueError, match=sentence):
        choose_board_file(given)
    with pytest.raises(FileNotFoundError):
        choose_board_file("mine.toml")
