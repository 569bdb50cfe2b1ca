"""Place and route for ECP5 by nextpnr, and the clock that comes out."""

import json
from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.synthesis.resources import NETLIST
from llama2_rtl.synthesis.tools import run_tool

PLACER, ROUTER = "static", "router2"
"""On a device whose block RAMs are all but full the default placer's wires are half as long again, and the default
router does not end."""


UNROUTED = "Failed to route"
"""Words of nextpnr where a placement leaves no way for a wire."""


class Unroutable(AssertionError):
    """A placement that cannot be routed; another seed's may be."""


@dataclass(frozen=True)
class Routed:
    """A placed and routed design: the clock it reaches in MHz, the slowest path as [(instance path, ns)], what it
    uses of the device."""

    fmax_mhz: float
    path: list
    used: dict


def place_and_route(folder, device, frequency_mhz, seed=1, constraints=None, hear=None):
    """Places and routes the netlist in `folder` on a `Device`; the configuration for ecppack goes to `seed<n>.config`
    there. `constraints` is an LPF file there; without one the ports stay where nextpnr puts them. `hear` hears what
    nextpnr is at. Raises AssertionError with nextpnr's words where the design does not fit, Unroutable where this
    placement cannot be routed; a clock that is missed is no error here."""
    name = f"seed{seed}"
    ports = ["--lpf", constraints] if constraints else ["--lpf-allow-unconstrained"]
    log = f"{name}.log"
    try:
        run_tool("nextpnr-ecp5", [
            device.option, "--package", device.package, "--speed", str(device.speed), "--json", NETLIST, "--freq",
            str(frequency_mhz), "--timing-allow-fail", "--placer", PLACER, "--router", ROUTER, "--seed", str(seed),
            "--report", f"{name}.json", "--textcfg", f"{name}.config", *ports], folder, log, hear)
    except AssertionError as error:
        if UNROUTED in Path(folder, log).read_text():
            raise Unroutable(f"the placement of seed {seed} cannot be routed; {error}") from error
        raise
    report = json.loads(Path(folder, f"{name}.json").read_text())
    slowest = min(report["fmax"].values(), key=lambda clock: clock["achieved"] / clock["constraint"])
    return Routed(slowest["achieved"], _slowest_path(report), {
        kind: cells["used"] for kind, cells in report["utilization"].items() if cells["used"]})


def _slowest_path(report):
    """The slowest path between registers: what each instance on it adds, logic and the wires to it, in ns."""
    inside = [path for path in report["critical_paths"] if "async" not in path["from"] + path["to"]]
    path = max(inside, key=lambda path: sum(step["delay"] for step in path["path"]))
    steps = []
    for step in path["path"]:
        instance = ".".join(step["to"]["cell"].split(".")[:-1])
        if steps and steps[-1][0] == instance:
            steps[-1] = instance, steps[-1][1] + step["delay"]
        else:
            steps.append((instance, step["delay"]))
    return [(instance, round(delay, 2)) for instance, delay in steps]
