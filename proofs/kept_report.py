"""The report of proofs as it is kept with the project: of each block its last run that was to be kept."""

import json
from pathlib import Path

KEPT = Path(__file__).parent / "reports/prove.json"


def kept_assertions():
    """Its assertions, dicts of the fields of `Verdict`."""
    return json.loads(KEPT.read_text())["assertions"]


def with_run(assertions):
    """Those of the report that is kept, those of the same blocks replaced by the `assertions` of a run."""
    kept, blocks = kept_assertions() if KEPT.exists() else [], {one["block"] for one in assertions}
    return sorted([*(one for one in kept if one["block"] not in blocks), *assertions],
                  key=lambda one: (one["block"], one["module"]))
