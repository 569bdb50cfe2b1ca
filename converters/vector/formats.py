"""Widths of what is quantised."""

from llama2_rtl.golden.number_formats import SHIFT

U_BITS = 32
"""An element."""

SHIFT_BITS, SHIFT_HIGH_BITS = SHIFT.bits, 2
"""A shift, and its upper bits, which are needed a cycle before the others."""

MANTISSA_BITS = 16
"""A mantissa of a head, whatever the bits of keys and of values."""
