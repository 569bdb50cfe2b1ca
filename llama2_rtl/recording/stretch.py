"""Which cycles of which port show a bundle best."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.recording.vcd import UNKNOWN

LENGTHS = (12, 16, 20, 24)
"""Cycles that a picture may have."""


@dataclass(frozen=True, order=True)
class Merit:
    """How well a stretch shows a bundle, the first of these that differs deciding: fields that change in it;
    handshakes of which it shows both a word that waits and one that passes; that its values are known; its shortness;
    changes of all fields together."""

    fields: int
    handshakes: int
    known: bool
    shortness: int
    changes: int


def best(values, length):
    """`(Merit, first cycle)` of the best stretch of `length` cycles; values: field -> int32 [cycles], of at least so
    many cycles. Of equals it is the middle one of the first of them that begin in neighbouring cycles, which has what
    happens in its middle."""
    unknown = {name: of_field == UNKNOWN for name, of_field in values.items()}
    changed = {name: (of_field[1:] != of_field[:-1]) & ~unknown[name][1:] & ~unknown[name][:-1]
               for name, of_field in values.items()}
    changes = [_counts(of_field, length - 1) for of_field in changed.values()]
    handshakes = sum(((_counts(waiting, length) > 0) & (_counts(passing, length) > 0)).astype(int)
                     for waiting, passing in _handshakes(values))
    merits = np.stack([sum((count > 0).astype(int) for count in changes),
                       np.broadcast_to(handshakes, changes[0].shape),
                       sum(_counts(of_field, length) for of_field in unknown.values()) == 0,
                       sum(changes)])
    is_best = (merits == merits[:, [np.lexsort(merits[::-1])[-1]]]).all(0)
    first = int(is_best.argmax())
    following = is_best[first:]
    first += (int((~following).argmax()) or len(following)) // 2
    fields, shaken, known, total = (int(row[first]) for row in merits)
    return Merit(fields, shaken, bool(known), -length, total), first


def _counts(flags, length):
    """In how many of the `length` cycles from each on a flag is set."""
    sums = np.concatenate([[0], np.cumsum(flags)])
    return sums[length:] - sums[:-length]


def _handshakes(values):
    """`(a word waits, a word passes)`, flags by cycle, of each pair of valid and ready among the fields."""
    for name, valid in values.items():
        ready = values.get(f"{name.removesuffix('valid')}ready") if name.endswith("valid") else None
        if ready is not None:
            yield (valid == 1) & (ready == 0), (valid == 1) & (ready == 1)
