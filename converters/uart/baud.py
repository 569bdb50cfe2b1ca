"""Clock cycles per bit of a serial line."""

FEWEST_CYCLES = 8
"""Cycles per bit that the receiver needs for its three samples."""

LARGEST_ERROR = 0.01
"""Share of a bit: leaves the other 1 % of the receiver's tolerance to the other side's clock."""


def cycles_per_bit(clock_hz, baud):
    """The divider from a clock to a rate. Raises ValueError where the clock is too slow for it, or not near enough."""
    cycles = round(clock_hz / baud)
    if cycles < FEWEST_CYCLES:
        raise ValueError(f"{baud} baud need a clock of {FEWEST_CYCLES * baud / 1e6:g} MHz, not {clock_hz / 1e6:g}")
    if abs(clock_hz / cycles / baud - 1) > LARGEST_ERROR:
        raise ValueError(f"{baud} baud do not divide a clock of {clock_hz / 1e6:g} MHz to within {LARGEST_ERROR:.0%}")
    return cycles
