"""Registers behind block RAMs and multipliers move into them, which have some: Yosys leaves them in the fabric.

The read of a DP16KD without its register takes most of a cycle, wherever its word is to go, and so does the product of
a MULT18X18D; with it the whole cycle is left for the way. Lattice's TN1264 (ECP5 Memory Usage Guide) and TN1267 (sysDSP
Usage Guide) describe the registers."""

import re
from collections import defaultdict

BLOCK_RAM, MULTIPLIER, FLIP_FLOP = "DP16KD", "MULT18X18D", "TRELLIS_FF"

OUTPUTS = {BLOCK_RAM: re.compile("DO"), MULTIPLIER: re.compile(r"P\d")}
"""How the outputs begin that have registers."""

PAIRED_BITS = 36
"""Bits of a word for which a block RAM's two ports work as one."""


def pack_output_registers(module):
    """Changes a module of a netlist as Yosys writes it in JSON. A cell takes registers in where each of its outputs
    that is used goes to the input of one flip-flop and nowhere else, all on one clock, with one enable in common or
    none, and none with a first value of one; a block RAM only those without reset, on the block RAM's own clock, from a
    port whose output enable is tied high; a multiplier only those with one reset in common. Returns the number of
    flip-flops taken in."""
    cells, sinks = module["cells"], _sinks(module)
    taken = 0
    for cell in [cell for cell in cells.values() if cell["type"] in OUTPUTS]:
        registers = _registers(cells, sinks, cell)
        take_in = _into_block_ram if cell["type"] == BLOCK_RAM else _into_multiplier
        if registers and take_in(cell, {port: cells[name] for port, name in registers.items()}):
            for port, name in registers.items():
                cell["connections"][port] = cells.pop(name)["connections"]["Q"]
            taken += len(registers)
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


def _registers(cells, sinks, cell):
    """Output -> the name of the flip-flop behind it; nothing where one of the outputs goes elsewhere too, or to a
    flip-flop with a first value of one."""
    registers = {}
    for port, bits in cell["connections"].items():
        found = sinks[bits[0]] if bits and OUTPUTS[cell["type"]].match(port) else []
        if not found:
            continue
        name, pin = found[0]
        if len(found) > 1 or name is None or pin != "DI" or cells[name]["type"] != FLIP_FLOP:
            return {}
        if cells[name]["parameters"]["REGSET"] != "RESET":
            return {}
        registers[port] = name
    return registers


def _into_block_ram(cell, registers):
    """Whether a block RAM may take in the flip-flops, port -> cell; its parameters then say that it does."""
    pins, wires = cell["parameters"], cell["connections"]
    enables = {_enable(register) for register in registers.values()}
    if len(enables) > 1 or None in enables:
        return False
    for port, register in registers.items():
        side = _side(cell, port)
        clock = register["connections"]["CLK"]
        same_edge = (all(wires[f"CLK{other}"] in (clock, ["0"]) for other in "AB") and clock == wires[f"CLK{side}"]
                     and (register["parameters"]["CLKMUX"] == "INV") == (pins[f"CLK{side}MUX"] == "INV"))
        if not same_edge or register["connections"]["LSR"] != ["0"] or wires[f"OCE{side}"] != ["1"]:
            return False
    pins |= dict(REGMODE_A="OUTREG", REGMODE_B="OUTREG")
    [enable] = enables
    for side in {_side(cell, port) for port in registers}:
        wires[f"OCE{side}"] = [enable]
    return True


def _side(cell, port):
    """The port of a block RAM, A or B, by which the output `port` is read: port B's words of 36 bits take both."""
    return "B" if int(cell["parameters"]["DATA_WIDTH_B"], 2) == PAIRED_BITS else port[2]


def _enable(register):
    """What enables a flip-flop, a constant one where nothing does; None where it is an inverted enable."""
    mux = register["parameters"]["CEMUX"].strip()
    return {"1": "1", "CE": register["connections"].get("CE", [None])[0]}.get(mux)


def _into_multiplier(cell, registers):
    """Whether a multiplier may take in the flip-flops, port -> cell; its parameters and pins then say that it does."""
    controls = {(register["connections"]["CLK"][0], register["connections"]["LSR"][0], _enable(register))
                for register in registers.values()}
    if len(controls) > 1 or any(register["parameters"]["CLKMUX"] != "CLK" for register in registers.values()):
        return False
    [(clock, reset, enable)] = controls
    if enable is None:
        return False
    pins = dict(CLK0=[clock], CE0=[enable], RST0=[reset])
    cell["connections"] |= pins
    cell["port_directions"] |= dict.fromkeys(pins, "input")
    cell["parameters"] |= dict(REG_OUTPUT_CLK="CLK0", REG_OUTPUT_CE="CE0", REG_OUTPUT_RST="RST0", RESETMODE="SYNC")
    return True
