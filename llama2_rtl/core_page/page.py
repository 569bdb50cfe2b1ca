"""The page as HTML: one file that needs nothing beside it."""

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt

from llama2_rtl.converters.bound import BOUND
from llama2_rtl.converters.registers.page import page as registers_page
from llama2_rtl.converters.tops import llama2_rtl, llama2_rtl_axi
from llama2_rtl.core_page.accuracy import Accuracy
from llama2_rtl.core_page.core import Core
from llama2_rtl.core_page.cycles import along_the_context, by_stage
from llama2_rtl.core_page.facts import facts, sentence
from llama2_rtl.core_page.origins import MEANING
from llama2_rtl.core_page.resources import predicted, reports
from llama2_rtl.core_page.roofline import roofline
from llama2_rtl.core_page.sample import Sample

_templates = Environment(loader=FileSystemLoader(Path(__file__).with_name("templates")), undefined=StrictUndefined,
                         trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, autoescape=True)


@dataclass(frozen=True)
class Needing:
    """The sections that need a checkpoint: None with the reason why one is not there."""

    accuracy: Accuracy | None = None
    sample: Sample | None = None
    no_accuracy: str = ""
    no_sample: str = ""


def page(core: Core, needing: Needing, timeline: str, command: str, report):
    """The HTML. `timeline` is the SVG of the core's token, `command` what makes this page; `report` is called with the
    positions of the curve along the context that are done, and how many there are."""
    top = llama2_rtl_axi if core.over_axi else llama2_rtl
    return _templates.get_template("page.html").render(
        core=core, command=command, bound=BOUND, sentence=sentence(core), facts=facts(core), timeline=timeline,
        stages=by_stage(core), context=along_the_context(core, report), roofline=roofline(core),
        needing=needing, reports=reports(core), predicted=predicted(core),
        ports=top.port_notes(core.geometry), origins=MEANING,
        registers=_html(registers_page(core.geometry)) if core.over_axi else None)


def _html(markdown):
    """A page of Markdown below a heading of its own, which is left out."""
    _, _, rest = markdown.partition("\n")
    return MarkdownIt("commonmark").enable("table").render(rest)
