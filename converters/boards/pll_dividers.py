"""The dividers of the ECP5's PLL for a wanted frequency, as Project Trellis' ecppll chooses them.

Limits: Lattice FPGA-DS-02012 (ECP5 and ECP5-5G Family Data Sheet), sysCLOCK PLL timing. ecppll lets the phase detector
run at 3.125 MHz; the data sheet says 10, and below it LOCK may never come (microwatt's pull request 337), for which the
board's reset waits.
"""

from dataclasses import dataclass
from fractions import Fraction

PFD_MHZ = (10, 400)
"""The phase detector's frequency."""

OUTPUT_MHZ = (Fraction("3.125"), 400)

VCO_MHZ = (400, 800)
MIDDLE_VCO_MHZ = 600

LARGEST_DIVIDER = 128

LARGEST_ERROR = Fraction(1, 100)
"""Share of the wanted frequency that the nearest one may be off."""


@dataclass(frozen=True)
class Dividers:
    """The feedback is taken from the output, so output = input * `feedback` / `reference`, VCO = output * `output`."""

    input_mhz: Fraction
    reference: int
    feedback: int
    output: int

    @property
    def output_mhz(self):
        return self.input_mhz * self.feedback / self.reference

    @property
    def pfd_mhz(self):
        return self.input_mhz / self.reference

    @property
    def vco_mhz(self):
        return self.output_mhz * self.output


def dividers(input_mhz, wanted_mhz):
    """The `Dividers` that come nearest to `wanted_mhz`, among those the ones whose VCO is nearest to its middle.

    Raises ValueError where no setting within the limits comes within LARGEST_ERROR.
    """
    input_mhz, wanted_mhz = Fraction(str(input_mhz)), Fraction(str(wanted_mhz))
    best = min(_settings(input_mhz, wanted_mhz), default=None, key=lambda setting: (
        abs(setting.output_mhz - wanted_mhz), abs(setting.vco_mhz - MIDDLE_VCO_MHZ)))
    if best is None or abs(best.output_mhz - wanted_mhz) > wanted_mhz * LARGEST_ERROR:
        nearest = f"; the nearest is {float(best.output_mhz):g}" if best else ""
        raise ValueError(f"the PLL cannot make {float(wanted_mhz):g} MHz of {float(input_mhz):g}{nearest}; choose "
                         "another frequency")
    return best


def _within(mhz, limits):
    return limits[0] <= mhz <= limits[1]


def _settings(input_mhz, wanted_mhz):
    """Every setting within the limits whose feedback divider is one of the two nearest to the wanted frequency."""
    for reference in range(1, LARGEST_DIVIDER + 1):
        if not _within(input_mhz / reference, PFD_MHZ):
            continue
        below = int(wanted_mhz * reference / input_mhz)
        for feedback in (below, below + 1):
            if not 1 <= feedback <= LARGEST_DIVIDER:
                continue
            for output in range(1, LARGEST_DIVIDER + 1):
                setting = Dividers(input_mhz, reference, feedback, output)
                if _within(setting.vco_mhz, VCO_MHZ) and _within(setting.output_mhz, OUTPUT_MHZ):
                    yield setting
