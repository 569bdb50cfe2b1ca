"""The generated pictures and pages of docs/ are of the present design, and say so where they do not fit it."""

import json
import re
from xml.etree import ElementTree

import pytest

from llama2_rtl.converters.presets import DEFAULT, PRESETS, choose_shape
from llama2_rtl.converters.timeline import external, on_chip
from llama2_rtl.converters.tops.llama2_rtl import llama2_rtl
from llama2_rtl.docs import GENERATED
from llama2_rtl.golden.marks import MARK_FILE
from llama2_rtl.pictures import block_diagram, overview
from llama2_rtl.pictures.generated import RECORDINGS, drawn
from llama2_rtl.pictures.timeline import timeline_picture
from llama2_rtl.timeline import token_picture

TOP = llama2_rtl, dict(geometry=DEFAULT.geometry)
SVG = "{http://www.w3.org/2000/svg}"


def test_what_is_kept_is_what_the_design_gives():
    files = drawn(json.loads((GENERATED / RECORDINGS).read_text()))
    assert {path.name for path in GENERATED.iterdir()} == {*files, MARK_FILE}
    for name, text in files.items():
        assert (GENERATED / name).read_text() == text, f"{name} is of an earlier design; run 'make docs'"


def drawn_rows():
    """Name -> [(columns of the source, columns of the sink, wires)] of the block diagram."""
    found = {}
    for row, sources, sinks in block_diagram.edges(*TOP):
        found.setdefault(row.name, []).append((sources, sinks, {name for _, name in row.wires}))
    return found


def test_the_rows_of_the_block_diagram():
    """What they are comes from the bundles of the design; these are known."""
    found = drawn_rows()
    assert all(sources and sinks and not sources & sinks for rows in found.values() for sources, sinks, _ in rows)
    assert {column for rows in found.values() for row in rows for column in row[0] | row[1]} == set(
        block_diagram.COLUMNS)
    assert len(found) == sum(map(len, found.values())) and 15 < len(found) < 30
    stages = set(block_diagram.STAGES)
    assert found["Stream"] == [({"weight_source"}, {"engine"}, {"words_valid", "words_ready", "words_data"})]
    assert found["RowResults"] == [({"engine"}, {"vector_path", "project_qkv", "feed_forward", "finish_token"},
                                    {"y_valid", "y_dest", "y_row", "y_last", "y"})]
    assert found["Handover"][0][:2] == ({"pipeline_controller"}, stages)
    assert found["MatrixRun"][0][:2] == (stages - {"write_kv"}, {"matrix_unit"})
    assert found["MatrixStarts"][0][:2] == ({"matrix_unit"}, {"engine"})
    assert found["Sampling"] == [({"outside"}, {"finish_token"}, {"seed", "inverse_temperature"})], (
        "the pulse that takes the seed is the token loop's")
    assert found["KvRead"][0][:2] == ({"attend"}, {"kv_cache"})
    assert found["AxiStream m_axis"][0][:2] == ({"token_loop"}, {"outside"})


def test_a_row_that_leads_nowhere(monkeypatch):
    columns = {name: labels for name, labels in block_diagram.COLUMNS.items() if name != "matrix_unit"}
    monkeypatch.setattr(block_diagram, "COLUMNS", columns)
    with pytest.raises(ValueError, match="nothing that is drawn is at the other end of Matrix.* at .*; change COLUMNS"):
        block_diagram.edges(*TOP)


def test_every_wire_is_in_one_row():
    ends, bundles = block_diagram.connections(*TOP)
    rows = block_diagram.rows(ends, bundles)
    wires = [wire for row in rows for wire in row.wires]
    assert len(wires) == len(set(wires)) > 80
    crossing = {wire for wire, here in ends.items() if here.drivers and here.readers - here.drivers}
    assert crossing <= set(wires)
    assert {wire for group in bundles for wire in group.wires} <= set(wires)


@pytest.mark.parametrize("change, sentence", [
    (lambda columns: columns.pop("engine"), "without a place are u_engine; named and not in the design are none"),
    (lambda columns: columns.update(more=("u_more",)),
     "without a place are none; named and not in the design are u_more"),
])
def test_columns_that_do_not_fit(change, sentence, monkeypatch):
    columns = dict(block_diagram.COLUMNS)
    change(columns)
    monkeypatch.setattr(block_diagram, "COLUMNS", columns)
    with pytest.raises(ValueError, match=f"instances {sentence}; change COLUMNS of"):
        block_diagram.edges(*TOP)


def test_an_overview_that_does_not_fit(monkeypatch):
    drawn = block_diagram.edges(*TOP)
    without = [edge for edge in drawn if edge[0].name != "KvRead"]
    with pytest.raises(ValueError, match="a way from kv_cache to attend by KvRead, and the design has none"):
        overview.check(without)
    monkeypatch.setitem(overview.BOXES, "cache", overview.BOXES["kv_cache"])
    with pytest.raises(ValueError, match="boxes of no block: cache; change BOXES"):
        overview.check(drawn)


@pytest.mark.parametrize("name", sorted(path.name for path in GENERATED.glob("*.svg")))
def test_no_label_lies_on_another(name):
    """By the mean width of a character; and none leaves the picture."""
    picture = ElementTree.parse(GENERATED / name).getroot()
    width, height = (float(picture.get(side)) for side in ("width", "height"))
    boxes = []
    for label in picture.iter(f"{SVG}text"):
        x, y, size = (float(label.get(key)) for key in ("x", "y", "font-size"))
        long = 0.5 * size * len(label.text)
        left = x - {"middle": long / 2, "end": long, None: 0}[label.get("text-anchor")]
        boxes.append((left, y - 0.7 * size, left + long, y, label.text))
    assert len(boxes) > 10
    for number, (left, top, right, bottom, text) in enumerate(boxes):
        assert left >= 0 and right <= width and top >= 0 and bottom <= height, f"'{text}' leaves the picture"
        for other in boxes[number + 1:]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart, f"'{text}' lies on '{other[4]}'"


@pytest.mark.parametrize("name, position, make", [("tales", 9, on_chip), ("Llama-3-8B", 100, external)])
def test_the_numbers_of_a_timeline(name, position, make):
    """The table of the picture sums up to the token, and every stage is drawn in its whole width."""
    geometry = PRESETS[name].geometry
    timeline = make(geometry, position)
    picture = ElementTree.fromstring(timeline_picture(geometry, timeline, "title", ("note",)))
    labels = [label.text for label in picture.iter(f"{SVG}text")]
    row = labels[labels.index("token") + 1:][:7]
    *kinds, cycles = (int(text.replace(",", "")) for text in row[:6])
    assert sum(kinds) == cycles == timeline.cycles and row[6] == "100.0%"
    tips = [tip.text for tip in picture.iter(f"{SVG}title")]
    stages = [re.match(r"(\w+), layer (\d+): ([\d,]+) cycles", tip) for tip in tips]
    drawn = {(match[1], int(match[2])): int(match[3].replace(",", "")) for match in stages if match}
    for key, counts in timeline.by_stage().items():
        assert key[0] == "idle" or drawn[key] == counts.total()


@pytest.mark.parametrize("over_axi, more, shares, name", [
    (False, dict(batch=4), (3,), "A pass of 3 positions of "), (False, dict(batch=4), (1,), "A token of "),
    (True, dict(batch=4, sequences=4), (1, 1, 1, 1), "A pass of 4 texts of ")])
def test_passes(over_axi, more, shares, name):
    """The picture is named for the pass that it shows, and its cycles are the model's."""
    preset = choose_shape("tales", **more)
    text, sentence = token_picture(preset, 70, over_axi, shares=shares)
    model = external(preset.geometry, 70, shares=shares) if over_axi else on_chip(preset.geometry, 70, shares=shares)
    assert f">{name}{preset.name} at position 70: " in text
    assert sentence.startswith(f"{model.cycles:,} cycles") and f"{sentence}." in text


def test_what_the_cycle_model_does_not_know():
    assert "tests hold it to the simulated Verilog cycle for cycle" in token_picture(PRESETS["tales"], 9, False)[0]
    assert "tests hold the sum" in token_picture(PRESETS["Llama-2-7B"], 63, True)[0]
    assert "an estimate" in token_picture(PRESETS["Llama-2-7B"], 62, True)[0]
    assert "an estimate" in token_picture(PRESETS["stories260K"], 100, True)[0]
