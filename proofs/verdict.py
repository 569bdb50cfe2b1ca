"""What a run says of an assertion."""

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
