"""How much of the time the multipliers do useful work, as tables of cycles have it."""

HEADING = "multipliers\nbusy"


def busy(result):
    """The share of a measurement's cycles in which a multiplier does useful work, the mean of all multipliers."""
    return f"{result['multiplications'] / result['multipliers'] / result['cycles']:.1%}"
