"""The page of `make report`: a reader sees labelled axes and data in every plot, and a page without them fails."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest

from llama2_rtl import report
from llama2_rtl.converters.bound import bound
from llama2_rtl.converters.presets import PRESETS, choose_shape
from llama2_rtl.converters.registers.register_map import REGISTERS
from llama2_rtl.converters.timeline import on_chip
from llama2_rtl.core_page.core import Core
from llama2_rtl.core_page.cycles import KINDS, by_stage
from llama2_rtl.core_page.facts import facts
from llama2_rtl.core_page.origins import MEANING
from llama2_rtl.core_page.plots import data, draw
from llama2_rtl.core_page.roofline import WHOLE, points
from llama2_rtl.main import main
from llama2_rtl.synthesis.kept_reports import is_of_one, kept_reports
from llama2_rtl.synthesis.targets import ECP5
from tb.report.browser import look
from tb.report.plots_seen import faults

pytestmark = pytest.mark.xdist_group("browser")

CHIP, SHAPE = "tales", "stories15M"
ARGUMENTS = {CHIP: ["--preset", CHIP], SHAPE: ["--preset", SHAPE, "--memory", "axi", "--position", "100"]}
FILES = {CHIP: "tales.html", SHAPE: "stories15M-axi.html"}
PLOTS = {CHIP: {"plot-stages", "plot-context", "plot-roofline", "plot-accuracy", "plot-modules-ecp5-85k",
                "plot-modules-xilinx", "plot-modules-gowin"},
         SHAPE: {"plot-stages", "plot-context", "plot-roofline"}}
TARGETS = 300
"""Tokens that accuracy is computed on here: what the figures are is tested with `make accuracy`."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Preset -> the text of its page, as the command writes it."""
    folder = tmp_path_factory.mktemp("report")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(report, "FOLDER", folder)
        patch.setattr("llama2_rtl.synth.BUILD", folder / "synth")
        patch.setattr("llama2_rtl.golden.accuracy.TARGETS", TARGETS)
        for words in ARGUMENTS.values():
            assert main(["report", *words]) == 0
    return {name: (folder / file).read_text() for name, file in FILES.items()}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_plot_is_seen(name, pages, tmp_path):
    seen = look(pages[name], tmp_path)
    assert {figure["name"] for figure in seen.figures} == PLOTS[name]
    assert not faults(seen)


REMOVED = """<script>
document.querySelectorAll('[id*="-data-"]').forEach(one => one.remove())
</script>"""


def test_a_page_without_data_fails(pages, tmp_path):
    assert faults(look(pages[SHAPE], tmp_path, REMOVED)) == [f"{plot}: there is no data" for plot in (
        "plot-stages", "plot-context", "plot-roofline")]


DEFECTS = {
    "stages": ("data-", "fill: #fff !important", "series 0 is not to be seen"),
    "context": ("data-", "opacity: 0", "series 1 is not to be seen"),
    "roofline": ("data-", "transform: translate(0, 4000px)", "series 6 is not to be seen"),
    "accuracy": ("x-label", "visibility: hidden", "the x axis has no label"),
    "modules-ecp5-85k": ("matplotlib.axis_2", "visibility: hidden", "the y axis has less than two ticks with a text"),
    "modules-xilinx": ("data-0-", "display: none", "series 0 is not to be seen"),
    "modules-gowin": ("y-label", "fill: #fff !important", "the y axis has no label"),
}
"""Plot -> what of it is changed, how, and the fault that is then seen."""


def test_every_defect_is_seen(pages, tmp_path):
    style = "".join(f'[id^="plot-{plot}-{part}"], [id^="plot-{plot}-{part}"] * {{ {how} }}\n'
                    for plot, (part, how, _) in DEFECTS.items())
    found = faults(look(pages[CHIP], tmp_path, f"<style>{style}</style>"))
    for plot, (*_, fault) in DEFECTS.items():
        assert f"plot-{plot}: {fault}" in found
    assert {one.partition(":")[0] for one in found} == PLOTS[CHIP] == {f"plot-{plot}" for plot in DEFECTS}


class Elements(HTMLParser):
    """The identifiers of a page's elements, and what they refer to."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.references, self.pictures, self.named = Counter(), set(), 0, 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if "id" in given:
            self.ids[given["id"]] += 1
        for key in ("href", "xlink:href", "src"):
            if key in given:
                self.references.add(given[key])
        self.references.update(f"#{name}" for name in given.get("aria-labelledby", "").split())
        for value in filter(None, given.values()):
            self.references.update(f"#{name}" for name in re.findall(r"url\(#(.*?)\)", value))
        if tag == "svg":
            self.pictures += 1
            self.named += given.get("role") == "img"


@pytest.mark.parametrize("name", ARGUMENTS)
def test_it_stands_alone(name, pages):
    """Nothing is fetched, an identifier is of one element, a reference leads to one, a picture has a name."""
    page = Elements(pages[name])
    assert {count for count in page.ids.values()} == {1}
    assert all(one.startswith("#") and one[1:] in page.ids or one == "data:," for one in page.references)
    assert not re.search(r"@import|<link (?!rel=\"icon\")|<script", pages[name])
    assert page.pictures == page.named == len(PLOTS[name]) + 1


def test_every_origin_is_explained(pages):
    for text in pages.values():
        assert set(re.findall(r'class="origin">(.*?)<', text)) == set(MEANING)


def test_the_figures_of_a_core_on_chip(pages):
    """Those of the sections' sources, with a comma at each thousand."""
    text, preset = pages[CHIP], PRESETS[CHIP]
    position = (preset.context - 1) // 2
    cycles = on_chip(preset.geometry, position).cycles
    assert f"<td>{cycles:,} <span" in text
    assert f"{bound(preset.geometry, position) / cycles:.1%} of them" in text
    (luts,) = {report["lut"] for report in kept_reports()
               if is_of_one(report) and (report["preset"], report["target"]) == (CHIP, ECP5.name)}
    assert f"{luts:,}" in text and "LFE5U-85F" in text and "synthesised" in text
    assert "wrote itself" in text and "Once upon a time" in text and "This core has no registers" in text


def test_facts_of_passes():
    """A core of several texts says what a pass of each kind takes, one without batches nothing."""
    preset = choose_shape("tales", lanes=8, batch=4, sequences=2)
    of_passes = facts(Core(preset, False, 100))[-3:]
    of_prompt, of_texts = (on_chip(preset.geometry, 100, *pass_).cycles for pass_ in ((False, (4,)), (True, (1, 1))))
    assert [value for _, value, _ in of_passes] == [
        f"{of_prompt:,}", f"{of_texts:,}", f"{2e6 / of_texts:,.4g} for each MHz of the clock"]
    assert "pass" not in "".join(name for name, *_ in facts(Core(PRESETS[CHIP], False, 100)))


def test_what_needs_a_checkpoint_says_so(pages):
    text = pages[SHAPE]
    assert text.count("This needs a checkpoint, and the page is about the shape alone; give one with MODEL=.") == 2
    for register in REGISTERS:
        assert f"<code>{register.name}</code>" in text
    assert "the tests hold the cycle model to the simulated Verilog within 0.5" in text


@pytest.mark.parametrize("name, over_axi", [("tales", False), ("stories260K", False), ("Llama-2-7B", True),
                                            ("stories15M int4b128", True)])
def test_the_points_of_the_roofline(name, over_axi):
    """The token's parts are the token, no part does more than the multipliers can, and one token reads a byte of codes
    for each product."""
    name, _, formats = name.partition(" ")
    core = Core(choose_shape(name, formats=formats or None), over_axi, 100)
    *parts, whole = points(core)
    assert whole.name == WHOLE and whole.cycles == core.timeline.cycles
    assert sum(part.products for part in parts) == whole.products
    assert sum(part.cycles for part in parts) < whole.cycles
    assert whole.products_per_cycle == pytest.approx(core.busy * core.geometry.multipliers)
    for part in parts:
        assert part.products_per_cycle <= core.geometry.multipliers
        if part.name != "attention":
            of_narrow_codes = core.geometry.multipliers // core.geometry.lanes
            assert 0.85 * of_narrow_codes < part.products_per_byte < of_narrow_codes


def test_what_a_prompt_reads():
    """As much as a generated token, or, in a core of batches, as much for several positions."""
    assert "one position per pass" in Core(choose_shape("tales"), False, 100).of_a_prompt
    of_a_batch = Core(choose_shape("tales", batch=4), False, 100).of_a_prompt
    assert "once for up to 4 positions" in of_a_batch and "one position per pass" not in of_a_batch


@pytest.mark.parametrize("paint, sentence", [
    (lambda axes: axes.plot([1], [1]), "the plot p has an axis without a label"),
    (lambda axes: (axes.set_xlabel("x"), axes.set_ylabel("y"), axes.plot([1], [1])), "the plot p shows no data")])
def test_a_plot_is_refused(paint, sentence):
    with pytest.raises(ValueError, match=sentence):
        draw("p", "caption", "predicted", paint, (), [])


@pytest.mark.parametrize("name, absent", [("tales", {"waits"}), ("Llama-3.2-1B", {"waits", "bubbles"})])
def test_what_is_too_short_to_be_seen(name, absent):
    """It is in the table, not in the plot: of a large model the bubbles, of one on chip the waits that it has not."""
    plot = by_stage(Core(PRESETS[name], name != "tales", 127))
    assert {kind for number, kind in enumerate(KINDS) if f"data-{number}-" not in plot.svg} == absent
    assert plot.columns[1:-1] == KINDS


def test_two_plots_share_no_name():
    def paint(axes):
        data(axes.plot([1, 2], [1, 2]), 0)
        axes.set_xlabel("x")
        axes.set_ylabel("y")

    one, other = (Elements(draw(name, "caption", "predicted", paint, (), []).svg) for name in ("one", "other"))
    assert one.ids and not set(one.ids) & set(other.ids)


@pytest.mark.parametrize("words, sentence", [
    ("--preset tale", "there is no preset 'tale'"), ("--position 256", "position 256; the context of tales has"),
    ("--lanes 3", "3 lanes; the number of lanes must be a power of two"), ("--model missing.bin", "missing.bin"),
    ("--tokenizer missing.bin", "missing.bin"), ("--memory axi --lanes 1", "1 lanes")])
def test_wrong_input(words, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(report, "FOLDER", tmp_path / "report")
    assert main(["report", *words.split()]) == 2
    said = capsys.readouterr()
    assert sentence in said.err and said.err.count("\n") == 1
    assert not list(tmp_path.iterdir())
