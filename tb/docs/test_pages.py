"""The pages of docs/: links lead somewhere, every page is in the contents, and what they say of the source is true."""

import re
from configparser import ConfigParser
from inspect import signature

import pytest

from llama2_rtl import generate
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.docs import README, SOURCE
from llama2_rtl.pictures.figures import BEGIN, END, with_figures
from tb.test_packages import needs, package_of

PAGES = sorted(SOURCE.rglob("*.md"))
ALL = [*PAGES, *sorted(ROOT.glob("*.md"))]
PACKAGES = ("golden", "converters", "proofs", "synthesis", "simulation", "mutation", "code_coverage", "llama2_rtl",
            "tb")
SOURCES = (*PACKAGES, "docs", "checkpoints", "examples", "rtl")


def anchors(page):
    """The anchors of a page's headings, as MyST and GitHub make them."""
    headings = re.findall(r"^#{1,3} (.*)$", page.read_text(), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_links(page):
    for target in re.findall(r"\]\(([^)]+)\)", page.read_text()):
        path, _, anchor = target.partition("#")
        if path.startswith("https://"):
            continue
        found = page.parent / path if path else page
        assert found.exists(), f"{page.name} links to {target}, which is missing"
        assert not anchor or anchor in anchors(found), f"{page.name} links to {target}, which is no heading"


def test_the_figures_of_the_readme():
    text = README.read_text()
    assert with_figures(text) == text, "the README's figures are those of an earlier design; run 'make docs'"


@pytest.mark.parametrize("line", [BEGIN, END])
def test_a_readme_without_a_place_for_figures(line):
    with pytest.raises(ValueError, match="no place for the figures"):
        with_figures(README.read_text().replace(line, ""))


def test_the_extras_that_a_page_names():
    """All of `setup.cfg`, each with what needs it."""
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", (SOURCE / "python.md").read_text(), re.M)
    assert sorted(name for row in rows for name in re.findall(r"\w+", row)) == sorted(setup["options.extras_require"])


def test_the_options_that_a_page_names():
    """The parameters of `generate` after its first, and the ports of the top on chip that are no stream's."""
    said = re.search(r"^`generate` takes .*?\n\n", (SOURCE / "python.md").read_text(), re.M | re.S)[0]
    assert {*signature(generate).parameters} - {"model"} <= {*re.findall(r"`(\w+)`", said)}
    ports = re.findall(r"^ +(?:input|output) wire (?:\[\d+:0\] )?(\w+)", (ROOT / "rtl/tales/llama2_rtl.v").read_text(),
                       re.M)
    text = (SOURCE / "interfaces.md").read_text().partition("## The ports of the tops")[2]
    assert {port for port in ports if "_axis_" not in port} <= {*re.findall(r"`(\w+)`", text)}


def test_the_cycles_of_the_changelog():
    """Every one of them stands among the numbers, which say where it comes from."""
    figures = re.compile(r"\b\d{1,3}(?:,\d{3})+\b")
    said = figures.findall((ROOT / "CHANGELOG.md").read_text())
    assert said and set(said) <= {*figures.findall((SOURCE / "generated/numbers.md").read_text())}


def test_what_is_cited_is_this_version():
    version = re.search(r"^version = (.*)$", (ROOT / "setup.cfg").read_text(), re.M)[1]
    assert re.search(r"^version: (.*)$", (ROOT / "CITATION.cff").read_text(), re.M)[1] == version
    assert re.search(r"^## (?:Unreleased, to become )?(\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.M)[1] == version


def test_every_page_is_in_the_contents():
    listed = re.search(r"```{toctree}\n:hidden:\n\n(.*?)\n```", (SOURCE / "index.md").read_text(), re.S)[1].split()
    assert sorted([*listed, "index"]) == sorted(str(page.relative_to(SOURCE).with_suffix("")) for page in PAGES)


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_files_that_a_page_names(page):
    named = [path for path in re.findall(r"`([\w/.-]+)`", page.read_text())
             if path.split("/")[0] in SOURCES and "/" in path]
    for path in named:
        assert (ROOT / path).exists() or path.startswith("docs/"), f"{page.name} names {path}, which is missing"


def imports(package):
    """The packages of the project that the modules of a package need."""
    found = {package_of(module) for path in (ROOT / package).rglob("*.py") for _, module in needs(path)}
    return found & set(PACKAGES) - {package}


def test_the_table_of_packages():
    rows = re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|$", (SOURCE / "architecture.md").read_text(), re.M)
    assert {package: set(re.findall(r"`(\w+)`", named)) for package, named in rows} == {
        package: imports(package) for package in PACKAGES}


def test_the_glossary():
    words = re.findall(r"^\| \*(\w+)\* \|", (SOURCE / "glossary.md").read_text(), re.M)
    assert len(words) == len(set(words))
    wanted = "row block pass item slot span interval word beat stall bubble column lane way k u y g n"
    assert set(words) >= set(wanted.split())


def test_the_five_questions():
    """Each is answered by a page of its own."""
    rows = re.findall(r"^\| ([^|]+\?) \| \[[^]]+\]\(([^)#]+)[^)]*\) \|$", (SOURCE / "index.md").read_text(), re.M)
    assert len(rows) == 5 and len({page for _, page in rows}) == 5
