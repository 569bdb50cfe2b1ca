"""The report of a run of all proofs, as it is kept with the project."""

import json
from pathlib import Path

KEPT = Path(__file__).parent / "reports/prove.json"


def kept_assertions():
    """Its assertions, dicts of the fields of `Verdict`."""
    return json.loads(KEPT.read_text())["assertions"]
