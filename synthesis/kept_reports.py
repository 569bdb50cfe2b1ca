"""The reports of presets that are kept in the project."""

import json

from llama2_rtl.converters.presets import ROOT, choose_shape

REPORTS = ROOT / "synthesis" / "reports"


def kept_reports():
    """What `llama2-rtl synth` measured of presets, as it writes it: a list of dicts, in the order of the files' names.
    """
    return [json.loads(path.read_text()) for path in sorted(REPORTS.glob("*.json"))]


def is_of_one(report):
    """Whether it is of a core with one position, query head and text at a time."""
    return report["ways"] == report["batch"] == report["sequences"] == 1


def kept_preset(report):
    """The Preset of which a kept report is; its multiplier is not yet the target's."""
    return choose_shape(report["preset"], lanes=report["lanes"], context=report["context"], formats=report["format"],
                        ways=report["ways"], batch=report["batch"], sequences=report["sequences"])
