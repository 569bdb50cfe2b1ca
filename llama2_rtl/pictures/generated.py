"""All that the documentation takes from the design: pictures and pages, by the name of their file."""

import json

from llama2_rtl.converters.presets import DEFAULT, PRESETS
from llama2_rtl.converters.registers.page import page
from llama2_rtl.converters.tops.llama2_rtl import llama2_rtl
from llama2_rtl.pictures.block_diagram import block_diagram
from llama2_rtl.pictures.bundles import bundles_page, picture_file, with_rules
from llama2_rtl.pictures.numbers import numbers_page
from llama2_rtl.pictures.overview import overview
from llama2_rtl.pictures.plans import plans_page
from llama2_rtl.pictures.proofs import proofs_page
from llama2_rtl.pictures.protocols import PROTOCOLS
from llama2_rtl.pictures.recorded import recorded_picture
from llama2_rtl.recording.record import as_json, from_json, record
from llama2_rtl.timeline import token_picture

ON_CHIP, EXTERNAL = ("stories260K", 63), ("Llama-2-7B", 1000)
"""Presets and positions of the two timelines."""

LINE = "<!-- Drawn from the design by llama2-rtl docs: change the design, not this file. -->\n"

RECORDINGS = "recordings.json"
"""The file of what was recorded, from which the pictures of the protocols are drawn."""


def to_record():
    """The names of the bundles whose pictures are recorded: all with rules but those with a run of PROTOCOLS."""
    return [name for name in with_rules() if name not in PROTOCOLS]


def generated(progress=lambda line: None):
    """File name -> text; simulates the recorded runs, for which `progress` is called with a line each. Raises what
    `record` raises."""
    return drawn(as_json(record(to_record(), progress)))


def drawn(recordings):
    """File name -> text, with the recordings as RECORDINGS holds them. Raises ValueError where these are not of the
    bundles of the design."""
    check_recordings(recordings)
    files = {
        "blocks.svg": block_diagram(llama2_rtl, dict(geometry=DEFAULT.geometry),
                                    "The modules of the core on chip and the bundles between them", LINE),
        "overview.svg": overview(llama2_rtl, dict(geometry=DEFAULT.geometry),
                                 "The blocks of the core on chip and the main ways between them", LINE),
        "timeline.svg": token_picture(PRESETS[ON_CHIP[0]], ON_CHIP[1], False, LINE)[0],
        "timeline-axi.svg": token_picture(PRESETS[EXTERNAL[0]], EXTERNAL[1], True, LINE)[0],
        "registers.md": LINE + "\n" + page(DEFAULT.geometry),
        "numbers.md": LINE + "\n" + numbers_page(),
        "plans.md": LINE + "\n" + plans_page(),
        "bundles.md": LINE + "\n" + bundles_page(),
        "proofs.md": LINE + "\n" + proofs_page(),
        RECORDINGS: recordings_text(recordings),
    }
    files |= {picture_file(name): protocol.picture(LINE) for name, protocol in PROTOCOLS.items()}
    return files | {picture_file(name): recorded_picture(name, recorded, LINE)
                    for name, recorded in from_json(recordings).items()}


def recordings_text(recordings):
    """The JSON of recordings, a line for each bundle."""
    return "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(recordings[name])}" for name in recordings) + "\n}\n"


def check_recordings(recordings):
    """Raises ValueError where the recordings are not those of exactly the bundles that are recorded."""
    wanted = to_record()
    if set(recordings) != set(wanted):
        missing, further = ([name for name in some if name not in others] for some, others in (
            (wanted, recordings), (recordings, wanted)))
        raise ValueError(f"without a timing diagram are the bundles {', '.join(missing) or 'none'}; recorded and no "
                         f"bundle to record are {', '.join(further) or 'none'}: run 'make docs', which records and "
                         "draws them all")
