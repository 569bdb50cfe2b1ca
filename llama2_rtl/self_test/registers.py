"""The registers: what the core is, and whether what is written stays."""

from llama2_rtl.converters.registers.description import CONSTANT, READ_WRITE, REGISTER_BITS
from llama2_rtl.converters.registers.register_map import registers_of
from llama2_rtl.self_test.finding import Finding, differing_bits

COUNTING = 0x5A5A_0F0F
"""Half of the bits are set."""


def check_registers(attached):
    """Reads what the core is and writes patterns to every register that keeps them, which are left as they were.
    Returns what was seen, in words; raises Finding."""
    registers = registers_of(attached.geometry)
    constants = [register for register in registers if register.access == CONSTANT]
    for register in constants:
        _expect(attached, register, register.constant(attached.geometry), "the core is another one, or its registers "
                "lie elsewhere")
    attached.stop()
    kept = [register for register in registers if register.access == READ_WRITE]
    for register in kept:
        before = attached.driver.get(register.name)
        for pattern in (*(1 << bit for bit in range(REGISTER_BITS) if register.mask >> bit & 1),
                        register.mask & COUNTING, register.mask & ~COUNTING, register.mask):
            attached.driver.set(register.name, pattern)
            _expect(attached, register, pattern, "a wire of the data is broken")
        attached.driver.set(register.name, before)
    before = {register.name: attached.driver.get(register.name) for register in kept}
    for number, register in enumerate(kept):
        attached.driver.set(register.name, _own(register, number))
    for number, register in enumerate(kept):
        _expect(attached, register, _own(register, number), "a wire of the address is broken")
    for name, word in before.items():
        attached.driver.set(name, word)
    return f"{len(constants)} say what the core is, {len(kept)} keep what is written"


def _own(register, number):
    """A word of a register that differs from its neighbours'."""
    return (number + 1) * 0x9E37_79B1 & register.mask


def _expect(attached, register, expected, otherwise):
    got = attached.driver.get(register.name)
    if got != expected:
        raise Finding(f"the register {register.name} at {register.offset:#05x} reads as {got:#010x}, expected "
                      f"{expected:#010x} ({differing_bits(expected, got)}): {otherwise}")
