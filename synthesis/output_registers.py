"""Registers behind block RAMs move into the block RAMs, which have registers for it: Yosys leaves them in the fabric.

The read of a DP16KD without its register takes most of a cycle, wherever its word is to go; with it the whole cycle is
left for the way. Lattice's TN1264 (ECP5 Memory Usage Guide) describes both modes."""

from collections import defaultdict

BLOCK_RAM, FLIP_FLOP = "DP16KD", "TRELLIS_FF"


def pack_output_registers(module):
    """Changes a module of a netlist as Yosys writes it in JSON. A block RAM takes its registers in where each of its
    outputs that is used goes to the input of one flip-flop and nowhere else, all on the one clock of the block RAM,
    from a port whose output enable is tied high, and without enable, reset or a first value of one. Returns the
    number of flip-flops taken in."""
    cells, sinks = module["cells"], _sinks(module)
    taken = 0
    for cell in [cell for cell in cells.values() if cell["type"] == BLOCK_RAM]:
        outputs = [(port, sinks[bits[0]]) for port, bits in cell["connections"].items()
                   if port.startswith("DO") and bits and sinks[bits[0]]]
        if outputs and all(_is_register(cells, cell, port[2], found) for port, found in outputs):
            for port, [(name, _)] in outputs:
                cell["connections"][port] = cells.pop(name)["connections"]["Q"]
            cell["parameters"] |= dict(REGMODE_A="OUTREG", REGMODE_B="OUTREG")
            taken += len(outputs)
    return taken


def _sinks(module):
    """Bit -> the inputs that it goes to, as (cell, port); (None, port) where it leaves the module."""
    sinks = defaultdict(list)
    for name, cell in module["cells"].items():
        for port, bits in cell["connections"].items():
            if cell["port_directions"][port] == "input":
                for bit in bits:
                    sinks[bit].append((name, port))
    for name, port in module["ports"].items():
        for bit in port["bits"]:
            sinks[bit].append((None, name))
    return sinks


def _is_register(cells, block_ram, side, found):
    """Whether the inputs `found` behind an output of a block RAM's port `side` are one register that it can take in."""
    if len(found) != 1 or found[0][0] is None:
        return False
    name, port = found[0]
    cell = cells[name]
    if cell["type"] != FLIP_FLOP or port != "DI":
        return False
    pins, wires = block_ram["parameters"], block_ram["connections"]
    same_edge = (all(wires[f"CLK{other}"] in (cell["connections"]["CLK"], ["0"]) for other in "AB")
                 and cell["connections"]["CLK"] == wires[f"CLK{side}"]
                 and (cell["parameters"]["CLKMUX"] == "INV") == (pins[f"CLK{side}MUX"] == "INV"))
    plain = (cell["connections"]["LSR"] == ["0"] and cell["parameters"]["CEMUX"].strip() == "1"
             and cell["parameters"]["REGSET"] == "RESET")
    return same_edge and plain and wires[f"OCE{side}"] == ["1"]
