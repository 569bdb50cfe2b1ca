"""The signal types of every port and wire: a bit, an unsigned word, a signed word, the clock and the reset."""

from myhdl import ResetSignal, Signal, intbv

from llama2_rtl.converters.hdl.named import Named
from llama2_rtl.converters.hdl.private import is_bit, name_reset_value, shape_of


def bit(initial=0):
    """One wire, `initial` after reset."""
    return Signal(bool(initial))


def unsigned(width, initial=0):
    """An unsigned word of `width` bits, `initial` after reset."""
    word = Signal(intbv(initial)[width:])
    if isinstance(initial, Named):
        name_reset_value(word, initial)
    return word


def state_register(initial):
    """A register of the constants that `named` gave with `initial`, its value after reset: as wide as they are."""
    return unsigned(initial.bits, initial)


def signed(width):
    """A two's complement word of `width` bits, 0 after reset."""
    return Signal(intbv(0, min=-(1 << (width - 1)), max=1 << (width - 1)))


def clock():
    """The one clock; everything happens on its rising edge."""
    return Signal(bool(0))


def reset():
    """The one reset: synchronous, active high."""
    return ResetSignal(0, active=1, isasync=False)


def clog2(n):
    """Bits that address `n` places: the smallest b >= 1 with 2**b >= n."""
    return max(1, (n - 1).bit_length())


def like(signal):
    """A fresh signal of the same type."""
    if isinstance(signal, ResetSignal):
        return reset()
    width, is_signed = shape_of(signal)
    if is_bit(signal):
        return bit()
    return signed(width) if is_signed else unsigned(width)
