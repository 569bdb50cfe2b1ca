"""What a run says of an assertion."""

from collections import Counter
from dataclasses import dataclass

PROVEN, BOUNDED, FAILED = "proven", "bounded", "failed"


@dataclass(frozen=True)
class Verdict:
    """status: PROVEN by induction over `depth` cycles; BOUNDED where no way of `depth` cycles from a reset breaks it,
    and why it is not proven; FAILED, with the place of a way that breaks it in `why`."""

    block: str
    module: str
    interface: str
    property: str
    sentence: str
    status: str
    depth: int
    solver: str
    seconds: float
    why: str = ""


STATUSES = (PROVEN, BOUNDED, FAILED)


def by_block(assertions):
    """`(block, Counter of statuses, greatest depth, seconds of all)` of each block in the assertions of a report, dicts
    of the fields of `Verdict`."""
    for block in sorted({one["block"] for one in assertions}):
        own = [one for one in assertions if one["block"] == block]
        yield (block, Counter(one["status"] for one in own), max(one["depth"] for one in own),
               sum(one["seconds"] for one in own))
