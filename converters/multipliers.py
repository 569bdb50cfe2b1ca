"""The multipliers that devices have, and what of the lanes' products one of them makes."""

from dataclasses import dataclass

from llama2_rtl.golden.near import advice
from llama2_rtl.golden.weight_format import INT4B32

OPERAND_BITS = 16
"""A lane's operands, at most: an activation or a query, a key or a value."""

NARROW_CODE_BITS = INT4B32.code_bits
NARROW_PRODUCT_BITS = NARROW_CODE_BITS + OPERAND_BITS
"""A code of 4 bits, unsigned, by an operand: the sign takes no bit more, for the code is less than 2^4."""

LANE_PRODUCT_BITS = 2 * OPERAND_BITS
"""A lane's product, of any operands."""

UPPER_PRODUCT_BITS = NARROW_PRODUCT_BITS + 1
"""The product of the upper one of two codes, as a multiplier gives it whose factor has a sign."""

PAIR_BITS = NARROW_PRODUCT_BITS + NARROW_CODE_BITS + 1
"""Two such codes, one above the other so far that the products do not meet, and a sign for the multiplier."""


@dataclass(frozen=True)
class Multiplier:
    """A device's multiplier: factors of `a_bits` and `b_bits` bits at most, both signed."""

    a_bits: int
    b_bits: int

    @property
    def name(self):
        """As a user gives it."""
        return f"{self.a_bits}x{self.b_bits}"

    @property
    def holds_pairs(self):
        """Whether it multiplies two codes of 4 bits at once by an operand."""
        return self.a_bits >= PAIR_BITS and self.b_bits >= OPERAND_BITS


MULT18X18 = Multiplier(18, 18)
"""What every family has at least: Lattice's ECP5, Gowin's GW2A and GW5A, Altera's Cyclone V, Arria 10 and Agilex."""

MULT27X18 = Multiplier(27, 18)
"""AMD's DSP48E2 and DSP58: UltraScale, UltraScale+, Versal. The 25 x 18 of the 7 series' DSP48E1 is wide enough too."""

MULTIPLIERS = {multiplier.name: multiplier for multiplier in (MULT18X18, MULT27X18)}

DEFAULT_MULTIPLIER = MULT18X18
"""Of Verilog that is for no device in particular. On a device of wider multipliers it costs a second one for each lane
of 4-bit codes. The other way about it would cost the clock: a factor of 25 bits on multipliers of 18 is two of them and
an addition in one cycle."""


def read_multiplier(name):
    """The Multiplier of a name. Raises ValueError where there is none."""
    if name not in MULTIPLIERS:
        raise ValueError(f"there is no multiplier '{name}'; {advice(name, MULTIPLIERS)}")
    return MULTIPLIERS[name]
