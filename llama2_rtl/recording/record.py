"""Every bundle as it was in a run: the stretch of a port that shows it best, of all ports in all runs."""

from dataclasses import asdict, dataclass

from llama2_rtl.converters.hdl import design
from llama2_rtl.pictures.bundles import is_source, sample, with_rules
from llama2_rtl.recording.runs import RUNS
from llama2_rtl.recording.stretch import LENGTHS, best
from llama2_rtl.recording.vcd import UNKNOWN

UNKNOWN_TEXT = "-"
"""A value of which a bit is unknown."""


@dataclass(frozen=True)
class Recorded:
    """A stretch of the run `run`: the bundle `port` of a `module`, the `instance` by the names of those that lead to
    it, "" of the top, which is the bundle's source or not; from `cycle` on, counted from the end of the reset.

    wires: field -> `[bits, whether the module drives it, values]`: of a bit a character for each cycle, of a word
    numbers in hexadecimal with spaces between, UNKNOWN_TEXT where a bit is unknown.
    """

    run: str
    module: str
    instance: str
    port: str
    is_source: bool
    cycle: int
    wires: dict

    def waveforms(self):
        """Field -> its value in each cycle: 0 or 1 of a bit, of a word the text of the number, None where it is
        unknown."""
        return {name: [None if value == UNKNOWN_TEXT else int(value) if bits == 1 else value.upper()
                       for value in (values if bits == 1 else values.split(" "))]
                for name, (bits, _, values) in self.wires.items()}


def record(names, progress=lambda line: None):
    """Name of a bundle -> Recorded, of the bundles `names`; `progress` is called with a line for each run.

    Of several stretches of one Merit the one of the first run, of the instance nearest the top and of its first port is
    taken. Raises AssertionError where a run fails, ValueError where a bundle is in no run.
    """
    chosen, shown_by = {}, _shown_by(names)
    for name, run in RUNS.items():
        progress(f"recording {run.what}")
        for instance, values in sorted(run.record(), key=lambda found: (len(found[0].path), found[0].path)):
            for port, (kind, fields) in instance.module.bundles.items():
                for bundle, members in shown_by.get(kind, ()):
                    of_fields = {field: values[wire] for field, wire in fields.items() if field in (members or fields)}
                    if not of_fields:  # as of a bundle that tells several vectors apart where there is one
                        continue
                    for length in LENGTHS:
                        merit, first = best(of_fields, length)
                        if bundle not in chosen or merit > chosen[bundle][0]:
                            shown = {field: of_field[first:first + length] for field, of_field in of_fields.items()}
                            chosen[bundle] = merit, (name, instance, port, first, shown)
    if missing := [name for name in names if name not in chosen]:
        raise ValueError(f"no recorded run has the bundle {', '.join(missing)}: let a run of "
                         "llama2_rtl/recording/runs.py simulate a module with such a port")
    return {name: _recorded(*chosen[name][1]) for name in names}


def _shown_by(names):
    """Class of a port in the runs -> [(name of a bundle, its fields, None for all)] of those of `names` that such a
    port shows: the class itself, and those that are no port of their own, but whose rules and fields the class has."""
    kinds = [with_rules()[name] for name in names]
    ports = {kind for run in RUNS.values() for module in design(run.module, run.params)
             for kind, _ in module.bundles.values()}
    found = {kind: [(kind.__name__, None)] for kind in kinds if kind in ports}
    for part in (kind for kind in kinds if kind not in ports):
        for kind in ports:
            members = set(sample(part).members)
            if kind.RULES is part.RULES and members <= set(sample(kind).members):
                found.setdefault(kind, []).append((part.__name__, members))
    return found


def _recorded(run, instance, port, first, shown):
    """The Recorded of a stretch of an instance's port."""
    module = instance.module
    _, fields = module.bundles[port]
    wires = {}
    for name, values in shown.items():
        bits, _ = module.shapes[fields[name]]
        texts = [UNKNOWN_TEXT if value == UNKNOWN else f"{value:x}" for value in values.tolist()]
        wires[name] = [bits, fields[name] in module.outputs, ("" if bits == 1 else " ").join(texts)]
    return Recorded(run, module.verilog_name, ".".join(instance.path), port, is_source(module, port), first, wires)


def as_json(recordings):
    """Recordings by name as JSON holds them."""
    return {name: asdict(recorded) for name, recorded in recordings.items()}


def from_json(recordings):
    """The recordings that `as_json` gave."""
    return {name: Recorded(**fields) for name, fields in recordings.items()}
