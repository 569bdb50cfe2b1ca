"""Whether a netlist fits a device, from the cells that Yosys made of it."""

CELLS = {
    "LUTs": {"LUT4": 1, "CCU2C": 2, "TRELLIS_DPR16X4": 6},
    "flip-flops": {"TRELLIS_FF": 1},
    "block RAMs": {"DP16KD": 1, "PDPW16KD": 1},
    "multipliers": {"MULT18X18D": 1},
}
"""What of the device a cell takes: a carry cell two LUTs, a 16 x 4 RAM four and the two of its write port."""


def resources(cells):
    """Name of the resource -> how many of it the netlist needs; `cells` maps cell types to their numbers."""
    return {name: sum(cells.get(cell, 0) * weight for cell, weight in parts.items()) for name, parts in CELLS.items()}


def check_fit(design, needed, device):
    """Raises AssertionError, in one sentence, where `design` needs more than the device holds."""
    excess = [f"{count:,} {name} of {device.capacity[name]:,} ({count - device.capacity[name]:,} too many)"
              for name, count in needed.items() if count > device.capacity[name]]
    if excess:
        raise AssertionError(f"{design} does not fit the {device.name}: it needs {' and '.join(excess)}; choose fewer "
                             "lanes, a shorter context or a smaller model")
