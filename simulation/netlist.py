"""The tests on the netlist: with NETLIST=ecp5 in the environment, what synthesis made of the source is simulated.

Unknown values in Icarus differ from the source's in both directions. The netlist has fewer: flip-flops and memories
begin as the device configures them, at zero or their contents, so that a missing reset is the source's to show. It
has more at a block RAM: an unknown write enable or address destroys what it may have hit, where the source's `if`
takes it for false. `simulation.dut.reset` therefore gives every input its value before the first clock edge. Nothing
of this is masked: outputs are watched as the source's are.
"""

import os
from pathlib import Path

from llama2_rtl.simulation.folders import content_folder, held, write_changed
from llama2_rtl.synthesis.ecp5.netlist import SCRIPT, ecp5_netlist, simulation_files
from llama2_rtl.synthesis.tools import versions

BUILD = Path("build/netlist")
TECHNOLOGIES = ("ecp5",)


def chosen_netlist():
    """The environment's NETLIST, None where it is empty. Raises ValueError for one that is unknown."""
    technology = os.environ.get("NETLIST") or None
    if technology not in (None, *TECHNOLOGIES):
        raise ValueError(f"there is no netlist '{technology}'; choose NETLIST={' or NETLIST='.join(TECHNOLOGIES)}")
    return technology


def as_netlist(files, toplevel, contents, instances):
    """The files that simulate the netlist of `toplevel`, made once for the same sources, contents and tools."""
    identity = [files, contents, list(instances), SCRIPT, versions("yosys")]
    folder = content_folder(BUILD, toplevel, identity)
    made = folder / "netlist.v"
    with held(folder):
        if not made.exists():
            write_changed(folder, files | contents)
            unfinished = folder / "unfinished.v"
            unfinished.write_text(ecp5_netlist(folder, files, toplevel, instances))
            unfinished.rename(made)
        return simulation_files(made.read_text())
