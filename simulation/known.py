"""Nothing unknown leaves a block: what each one drives is watched, in simulators in which registers and memories begin
unknown, as Icarus.

With KNOWN=1 in the environment the Verilog of a simulation tells of every wire that is unknown where it must not be,
and the simulation fails. The rules of bundles do not see all of that: one may hold by a value that makes an unknown one
irrelevant. A `valid`, and each wire of one bit that no `valid` stands beside, is known from AGE cycles on behind the
first in which a reset is sampled: blocks have copies of the reset of their own, a register each. What stands beside a
`valid` is known from then on in every cycle in which that is high; in a block without a reset, always. A wire of more
bits without a `valid`, as an address or a position, says nothing of when it matters; it is seen where what it leads to
is not known.
"""

import os
import re
from fnmatch import fnmatchcase

from llama2_rtl.converters.hdl.checks import BEGIN, END
from llama2_rtl.converters.hdl.convert import CLOCKS, TOP_RESETS
from llama2_rtl.converters.hdl.text import before_end
from llama2_rtl.simulation.netlist import chosen_netlist

VARIABLE = "KNOWN"

UNKNOWN = "unknown output:"
"""The words by which a wire is told of in a simulator's output; its path follows, once in a simulation."""

AGE = 6
"""Cycles from the first one of a reset until a block's control outputs are known."""

TOP_AGES = dict(llama2_rtl=2, llama2_rtl_axi=1, llama2_rtl_hosted=1)
"""The same of what a top offers, its valids. A register takes over the reset of the core on chip; over AXI4 what is
offered is withdrawn in the first cycle in which the reset is sampled, as AXI asks for."""

WAIVED = {
    "*.u_slot_?.u_exp2.[pl]": "a span's first maximum has none before it; the factor of the sums is not used there",
    "*.u_rescaled_sums*.u_round_shift.y": "there are no sums so far in a span's first unit, which the new ones replace",
    "*.u_mat_vec.u_multiply_accumulate.sums": "a vector of a batch that takes no part in the pass has no activations",
    "*.u_draft_lookup.u_place_?.is_*": "no token stands there yet, and what is behind the text's end is not looked at",
}
"""Paths of wires, as patterns, that may be unknown, and why nobody looks at them then."""


def chosen_known():
    """Whether the environment asks for it."""
    return os.environ.get(VARIABLE) == "1"


def check_known(sim):
    """Raises ValueError where the environment asks for it of what has no unknown values to show."""
    if chosen_known() and (sim != "icarus" or chosen_netlist()):
        what = "a netlist" if chosen_netlist() else sim
        raise ValueError(f"{what} does not show unknown values; simulate the source in SIM=icarus, or leave {VARIABLE} "
                         "away")


def with_known_outputs(entry):
    """The text of a `Converted` module that tells of what is unknown, under the macro of its rules."""
    clk = next((name for name in CLOCKS if name in entry.shapes), None)
    if clk is None:
        return entry.text
    watched = [(condition, name) for condition, names in _conditions(entry) for name in names]
    if not watched:
        return entry.text
    return before_end(entry.text, [
        BEGIN, f"reg [{AGE.bit_length() - 1}:0] known$age = 0;",
        *(f"reg known${name} = 1;" for _, name in watched), f"always @(posedge {clk}) begin",
        *(f"    {line}" for line in [*_aging(entry), *_told(watched)]), "end", END])


def unknown_outputs(lines):
    """The paths of the wires that a simulator's output tells of, those of WAIVED too."""
    return [found[1] for line in lines if (found := re.search(rf"{UNKNOWN} (\S+)", line))]


def not_waived(paths):
    """Those of the `paths` of wires that no pattern of WAIVED has."""
    return [path for path in paths if not any(fnmatchcase(path, pattern) for pattern in WAIVED)]


def _aging(entry):
    """Counts from the first cycle with a reset up to AGE, where it stays."""
    reset = next((f"{name} === 1'b{int(name not in TOP_RESETS)}" for name in _resets(entry)), None)
    return [f"if (known$age != {AGE} && (known$age != 0 || {reset})) known$age <= known$age + 1;"] if reset else []


def _resets(entry):
    return [name for name in ("rst", *TOP_RESETS) if name in entry.shapes]


def _conditions(entry):
    """[(condition, names of the wires that are known where it holds)] of what the module drives."""
    controls, offers, of_valid = [], [], {}
    bundled = {wire: (field, ports) for _, ports in entry.bundles.values() for field, wire in ports.items()}
    for name in sorted(entry.outputs):
        field, ports = bundled.get(name, ("", {}))
        if valid := _valid_beside(field, ports, entry.outputs):
            of_valid.setdefault(valid, []).append(name)
        elif field.endswith("valid"):
            offers.append(name)
        elif entry.shapes[name][0] == 1:
            controls.append(name)
    of_age = f"known$age == {AGE}"
    if _resets(entry):
        yield f"known$age >= {TOP_AGES.get(entry.block, AGE)}", offers
        yield of_age, controls
    for valid, names in of_valid.items():
        yield f"{valid} === 1'b1" + (f" && {of_age}" if _resets(entry) else ""), names


def _valid_beside(field, ports, outputs):
    """The wire that says when the one matters which is the `field` of a bundle with these ports: the valid of the
    bundle that the block drives too and whose name begins as the field's does. None of a valid itself."""
    prefixes = [other.removesuffix("valid") for other, wire in ports.items()
                if other.endswith("valid") and wire in outputs]
    found = max((prefix for prefix in prefixes if field.startswith(prefix)), key=len, default=None)
    return None if found is None or field == f"{found}valid" else ports[f"{found}valid"]


def _told(watched):
    for condition, name in watched:
        yield from (f"if (known${name} && {condition} && (^{name}) === 1'bx) begin", f"    known${name} <= 0;",
                    f'    $display("{UNKNOWN} %m.{name} at %0d ns", $time);', "end")
