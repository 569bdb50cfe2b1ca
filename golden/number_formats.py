"""The number formats that many stages share, each stated once. Needs no torch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class NumberFormat:
    """Words of `bits` bits, two's complement where `signed`, with `fraction` bits after the binary point."""

    bits: int
    fraction: int
    signed: bool

    @property
    def largest(self):
        """The largest word, as an integer."""
        return (1 << self.bits - self.signed) - 1


Q16_16 = NumberFormat(32, 16, signed=True)
"""Elements between the stages: of the residual, of a matrix's results, of what RoPE and SwiGLU make of them."""

RECIPROCAL_MANTISSA = NumberFormat(16, 16, signed=False)
"""rm of 1/rms = rm * 2^-16 * 2^-k, and rc of 1/x = rc * 2^-16 * 2^-k: the highest bit is set."""

RECIPROCAL_EXPONENT = NumberFormat(6, 0, signed=False)
"""k of both."""

SHIFT = NumberFormat(5, 0, signed=False)
"""The shift of a quantised vector: its elements are mantissas * 2^shift."""

DOWN = NumberFormat(6, 0, signed=False)
"""How far a rounding shifts to the right: n of rhu(x, n)."""

NO_NORM = (1 << RECIPROCAL_MANTISSA.bits - 1,
           RECIPROCAL_MANTISSA.bits - 1 + Q16_16.fraction - RECIPROCAL_MANTISSA.fraction)
"""(rm, k) of a vector that no norm produced: a factor of one, as the integers of a Q16_16 see it."""

GAIN_SHIFT = 15
"""Bits dropped from an element times its gain."""

FACTOR_SHIFT = 8
"""Bits dropped from a row's scale times rm."""

RESULT_SHIFT = FACTOR_SHIFT + Q16_16.fraction
"""What the formats of a row's factor leave to shift to the left: the bits dropped, and those of a Q16_16."""
