"""All that the documentation takes from the design: pictures and pages, by the name of their file."""

from converters.presets import DEFAULT, PRESETS
from converters.registers.page import page
from converters.tops.llama2_rtl import llama2_rtl
from llama2_rtl.pictures.block_diagram import block_diagram
from llama2_rtl.pictures.bundles import bundles_page
from llama2_rtl.pictures.numbers import numbers_page
from llama2_rtl.pictures.protocols import PROTOCOLS
from llama2_rtl.timeline import token_picture

ON_CHIP, EXTERNAL = ("stories260K", 63), ("Llama-2-7B", 1000)
"""Presets and positions of the two timelines."""

LINE = "<!-- Drawn from the design by llama2-rtl docs: change the design, not this file. -->\n"


def generated():
    """File name -> text."""
    files = {
        "blocks.svg": block_diagram(llama2_rtl, dict(geometry=DEFAULT.geometry),
                                    "The modules of the core on chip and the bundles between them", LINE),
        "timeline.svg": token_picture(PRESETS[ON_CHIP[0]], ON_CHIP[1], False, LINE)[0],
        "timeline-axi.svg": token_picture(PRESETS[EXTERNAL[0]], EXTERNAL[1], True, LINE)[0],
        "registers.md": LINE + "\n" + page(DEFAULT.geometry),
        "numbers.md": LINE + "\n" + numbers_page(),
        "bundles.md": LINE + "\n" + bundles_page(),
    }
    return files | {f"protocol-{name}.svg": protocol.picture(LINE) for name, protocol in PROTOCOLS.items()}
