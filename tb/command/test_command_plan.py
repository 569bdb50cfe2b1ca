"""`llama2-rtl plan`: every figure follows from its terms, the known boards make the tokens that they are to make, and
what the generator does not make is said."""

import json
from dataclasses import replace
from math import ceil

import pytest

from llama2_rtl.board_plan import joined_ranges, make_plan, places
from llama2_rtl.converters.bound import bound, kv_bytes
from llama2_rtl.converters.cycles import bus_words
from llama2_rtl.converters.presets import PRESETS
from llama2_rtl.converters.timeline import external
from llama2_rtl.converters.tops.llama2_rtl import llama2_rtl
from llama2_rtl.dsps import count_dsps, products
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.llama2_c import write_checkpoint
from llama2_rtl.main import main
from llama2_rtl.plan import planned_preset, report
from llama2_rtl.synthesis.board_files.read import FOLDER, board_file
from llama2_rtl.synthesis.kept_reports import kept_preset, kept_reports
from llama2_rtl.synthesis.targets import TARGETS

FIELDS = ("model", "board", "format", "position", "fits", "longest_context", "array", "dsp", "bits_per_weight",
          "tokens_per_second", "tokens_per_second_of_each", "tokens_per_second_nominal", "share_of_nominal_bandwidth",
          "time_to_first_token", "kv_bytes", "clock_mhz", "clock_source", "sequences")

GIB = 1 << 30


def plan(model, board, formats="int4b128/int4b128", position=128, ways=1, **more):
    return make_plan(planned_preset(model, formats=formats)[1], board_file(board), position, model, ways, **more)


@pytest.mark.parametrize("model, formats, least, most", [
    ("Llama-2-7B", "int4b32/int8b32", 4.6, 4.72), ("Llama-2-7B", "int4b128/int4b128", 5.0, 5.22),
    ("Llama-3-8B", "int4b128/int4b128", 4.5, 4.65)])
def test_tokens_on_a_kv260(model, formats, least, most):
    """Four ports of 128 bits at 300 MHz and 0.94 of 19.2 GB/s; no more than the bytes allow."""
    planned = plan(model, "kv260", formats)
    tokens = planned.tokens_per_second
    assert least <= tokens.value <= tokens.terms["ceiling"] <= most and planned.fits.value
    assert planned.geometry.word_bytes == 64 and planned.too_wide is None
    rate = 18.048e9 / (64 * 300e6)
    assert tokens.terms["words_per_cycle"] == pytest.approx(rate)
    predicted = external(planned.geometry, 128, 64, rate).cycles
    assert tokens.terms["cycles"] == max(predicted, ceil(bus_words(planned.geometry, 128) / rate))
    assert tokens.terms["cycles"] == pytest.approx(predicted, rel=1e-4)
    nominal = planned.tokens_per_second_nominal
    assert nominal.terms["words_per_cycle"] == 1 and nominal.value == pytest.approx(tokens.value / 0.94, rel=0.01)


@pytest.mark.parametrize("board", ["kv260", "u55c"])
def test_bytes_of_a_cache(board):
    """Keys of 16 bits and values of 8 of each position, whatever the ports, and some per cent of shifts and padding."""
    planned = plan("Llama-2-7B", board, position=511)
    model = planned.geometry.model
    assert planned.geometry.ports > 1
    assert 1 < planned.kv_bytes.value / (512 * model.n_layers * model.kv_dim * 3) < 1.1


def test_texts_that_share_passes():
    """Each has a KV cache, and reads it for itself; weights are read once for all."""
    one, four = (plan("Llama-2-7B", "u250", position=511, sequences=count) for count in (1, 4))
    assert four.kv_bytes.value == 4 * one.kv_bytes.value and four.longest_context.value == 4096
    left = [planned.fits.terms["left_bytes"] for planned in (one, four)]
    assert left[0] - left[1] == 3 * one.kv_bytes.value
    cycles = four.tokens_per_second.terms["cycles"]
    rate = four.tokens_per_second.terms["words_per_cycle"]
    assert cycles == pytest.approx(external(four.geometry, 511, 64, rate, shares=(1,) * 4).cycles, rel=1e-3)
    assert four.tokens_per_second.value == 4 * four.tokens_per_second_of_each.value == 4 * 300e6 / cycles
    shared = bound(one.geometry, 511) * one.geometry.word_bytes - kv_bytes(one.geometry, 511)
    assert four.token_bytes == pytest.approx(shared / 4 + kv_bytes(one.geometry, 511), abs=1)
    assert 0.9 < four.tokens_per_second.value / four.tokens_per_second.terms["ceiling"] < 1
    assert one.tokens_per_second_of_each.value == one.tokens_per_second.value


def test_texts_whose_caches_do_not_fit():
    """One of 1,024 positions lies beside an 8B in 4 GiB, eight of fewer positions do."""
    one, eight = (plan("Llama-3-8B", "kv260", position=1023, sequences=count) for count in (1, 8))
    longest, room = eight.longest_context.value, 4 * GIB - eight.image_bytes
    assert one.fits.value and not eight.fits.value and one.longest_context.value > 8 * longest
    assert eight.kv_bytes_of(longest) <= room < eight.kv_bytes_of(longest + 1)


def test_what_an_8b_leaves_of_4_gib():
    planned = plan("Llama-3-8B", "kv260", reserve=64 << 20)
    assert planned.image_bytes == pytest.approx(4.14e9, rel=2e-3)
    assert planned.fits.terms["left_bytes"] == 4 * GIB - planned.image_bytes - planned.kv_bytes.value > 100e6
    whole, less = replace(planned, reserve=0).longest_context.value, planned.longest_context.value
    assert 128 < less < whole < 8192
    for longest, reserve in ((whole, 0), (less, 64 << 20)):
        room = 4 * GIB - reserve - planned.image_bytes
        assert planned.kv_bytes_of(longest) <= room < planned.kv_bytes_of(longest + 1)


def test_a_card_with_words_of_all_its_ports():
    planned = plan("Llama-2-7B", "u55c")
    ceilings = [plan("Llama-2-7B", "u55c", formats).tokens_per_second.terms["ceiling"]
                for formats in ("int4b32/int8b32", "int4b128/int4b128")]
    assert ceilings == pytest.approx([110.9, 122.8], abs=0.1)
    assert (planned.too_wide, planned.geometry.word_bytes, planned.geometry.ports) == (None, 2048, 32)
    assert 0.8 * ceilings[1] < planned.tokens_per_second.value < ceilings[1]


def test_pieces_and_the_ranges():
    """A core of four ports has as many base addresses, and parts of a packed 7B that lie in the ranges of a KV260."""
    assert plan("Llama-2-7B", "kv260").geometry.ports == 4
    assert "ranges" not in " ".join(plan("Llama-2-7B", "kv260").remarks())
    assert joined_ranges(((8, 4), (0, 2), (2, 4), (12, 1))) == [(0, 6), (8, 5)]
    assert places([3, 3, 2, 2], [5, 5]) and not places([3, 3, 3], [5, 4]) and not places([6], [5, 5])


def test_a_model_that_does_not_fit():
    planned = plan("Llama-2-13B", "kv260")
    assert not planned.fits.value and planned.longest_context.value == 0
    assert planned.fits.terms["left_bytes"] == 4 * GIB - planned.image_bytes - planned.kv_bytes.value < 0


def test_ways_are_chosen():
    """Those that save most cycles, of those that the device has multipliers for."""
    def chosen(dsps):
        board = board_file("kv260")
        board = replace(board, fabric=replace(board.fabric, dsps=dsps))
        return make_plan(planned_preset("Llama-3-8B")[1], board, 128)

    whole = chosen(1248)
    needed = whole.dsp.value["total"]
    assert whole.geometry.query_ways == 4 and needed == 295
    assert chosen(needed).geometry.query_ways == 4 and chosen(needed - 1).geometry.query_ways == 2
    least = chosen(60)
    assert least.geometry.query_ways == 1
    assert f"the core takes {least.dsp.value['total']} DSPs, " in " ".join(least.remarks())


@pytest.mark.parametrize("kept", kept_reports(), ids=lambda kept: f"{kept['target']}-{kept_preset(kept).name}")
def test_dsps_are_those_of_synthesis(kept):
    preset = replace(kept_preset(kept), multiplier=TARGETS[kept["target"]].multiplier)
    uses = count_dsps(llama2_rtl, preset.geometry)
    assert sum(uses.values()) == kept["dsp"] and uses["products"] == preset.geometry.multipliers


def test_what_a_product_is():
    text = """wire signed [15:0] a;
reg [17:0] b;
input wire c;
assign x = a * b;  // x * y
y <= (c * a) + b;
z <= 3 * a;
assign w = b[(2 * 16)-1:16];
"""
    assert products(text) == [(16, 19), (2, 16)]


def run(capsys, *arguments):
    status = main(["plan", *arguments])
    said = capsys.readouterr()
    return status, said.out, said.err


def test_the_report(tmp_path, monkeypatch, capsys):
    """Its figures are those of the plan, and follow from their terms."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    status, out, err = run(capsys, "--preset", "Llama-2-7B", "--board", "kv260", "--format", "int4b128/int4b128",
                           "--position", "128", "--ways", "1")
    assert (status, err) == (0, "")
    found = json.loads((tmp_path / "build/plan.json").read_text())
    expected = report(plan("Llama-2-7B", "kv260"))
    assert set(found) == {"written_by", "remarks", "terms", *FIELDS}
    assert {name: found[name] for name in FIELDS} == {name: expected[name] for name in FIELDS}
    assert found["format"] == "int4b128" and (found["clock_mhz"], found["clock_source"]) == (300, "assumed")
    terms = found["terms"]
    assert found["tokens_per_second"] == terms["tokens_per_second"]["clock_hz"] / terms["tokens_per_second"]["cycles"]
    assert found["bits_per_weight"] == pytest.approx(4.129, abs=1e-3)
    assert found["share_of_nominal_bandwidth"] == pytest.approx(0.94, abs=1e-4)
    assert found["kv_bytes"] == 4096 * terms["kv_bytes"]["ports"] * terms["kv_bytes"]["pages"]
    first = terms["time_to_first_token"]
    assert found["time_to_first_token"] == pytest.approx(first["cycles"] / first["clock_hz"])
    assert first["prompt_tokens"] == 128 and found["time_to_first_token"] < 128 / found["tokens_per_second"]
    for words in ("5.2", "103 of 1,248", "1 way", "is assumed", "Hummingbird",
                  f"{found['longest_context']:,} positions"):
        assert words in out


def test_files_of_the_users(tmp_path, monkeypatch, capsys):
    """A model of floats in formats of 4-bit codes, and a board."""
    monkeypatch.chdir(tmp_path)
    checkpoint = random_checkpoint(replace(PRESETS["stories260K"].model, dim=256, hidden_dim=256), 1)
    write_checkpoint(checkpoint, tmp_path / "mine.bin")
    (tmp_path / "board.toml").write_text((FOLDER / "zcu104.toml").read_text().replace('name = "ZCU104"', 'name = "X"'))
    status, out, err = run(capsys, "--model", "mine.bin", "--board", "board.toml")
    assert (status, err) == (0, "") and "model-mine in int4b128 on X (XCZU7EV)" in out.replace("\n", " ")
    found = json.loads((tmp_path / "build/plan.json").read_text())
    assert (found["model"], found["board"], found["format"]) == ("model-mine", "board", "int4b128")


def test_a_model_that_does_not_fit_ends_well(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, "--preset", "Llama-2-13B", "--ways", "1", "--reserve", "512")
    assert (status, err) == (0, "") and "no, by " in out
    assert json.loads((tmp_path / "build/plan.json").read_text())["fits"] is False


@pytest.mark.parametrize("arguments, sentence", [
    ("--board nothing", "there is no board 'nothing'"), ("--position 63", "position 63; the cycle model and the"),
    ("--position 4096", "hold from 64 to 4095"), ("--reserve -1", "a reserve of -1.0 MiB; give 0 or more"),
    ("--reserve 4096", "a reserve of 4,294,967,296 bytes; the memory has 4,294,967,296, so give less"),
    ("--ways 9", "9 ways; there are 1 to 8"), ("--preset x", "there is no preset 'x'"),
    ("--sequences 3", "3 sequences; choose a power of two up to 8"), ("--sequences 16", "16 sequences; choose a power"),
    ("--sequences 0", "0 sequences; choose a power"), ("--format int3", "int3"), ("--board mine.toml", "mine.toml")])
def test_what_is_refused(arguments, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    status, out, err = run(capsys, *arguments.split())
    assert (status, out, err.count("\n")) == (2, "", 1) and sentence in err
    assert not (tmp_path / "build").exists()
