"""Value change dumps: which signals to dump, and what they were in each cycle."""

import re

import numpy as np

UNKNOWN = -1
"""A word of which a bit is unknown."""

PER_CALL = 100
"""Signals that one statement of the Verilog dumps."""


def with_dump(text, signals, file):
    """The Verilog `text` of a top that also dumps the signals, by their hierarchical names, to a file."""
    calls = [f"    $dumpvars(0, {', '.join(signals[first:first + PER_CALL])});"
             for first in range(0, len(signals), PER_CALL)]
    body, end, rest = text.rpartition("endmodule")
    return "\n".join([body, "initial begin", f'    $dumpfile("{file}");', *calls, "end", end + rest])


def read(lines, clock, bits):
    """Hierarchical name -> int32 [cycles]: the lowest `bits` bits of each signal of a dump in the middle of each
    cycle, when the signal named `clock` falls, UNKNOWN where one of its bits is. Signals that are one wire share their
    array. Raises ValueError where the clock is not in the dump."""
    codes, scope = {}, []
    for line in lines:
        words = line.split()
        if words[:1] == ["$scope"]:
            scope.append(words[2])
        elif words[:1] == ["$upscope"]:
            scope.pop()
        elif words[:1] == ["$var"]:
            codes[".".join([*scope, words[4]])] = words[3]
        elif words[:1] == ["$enddefinitions"]:
            break
    if clock not in codes:
        raise ValueError(f"the clock {clock} is not in the dump")
    time, falls, changes = 0, [], {code: ([], []) for code in codes.values()}
    for line in lines:
        kind = line[0]
        if kind == "#":
            time = int(line[1:])
            continue
        if kind == "b":
            value, code = line[1:].split()
        elif kind in "01xz":
            value, code = kind, line[1:].strip()
        else:
            continue
        times, values = changes[code]
        times.append(time)
        values.append(UNKNOWN if re.search("[xz]", value) else int(value[-bits:], 2))
        if code == codes[clock] and value == "0":
            falls.append(time)
    falls = np.array(falls)
    sampled = {code: np.array([UNKNOWN, *values], np.int32)[np.searchsorted(times, falls, "right")]
               for code, (times, values) in changes.items()}
    return {name: sampled[code] for name, code in codes.items()}
