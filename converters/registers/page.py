"""The register map as a page of Markdown."""

from converters.axi.faults import FAULTS
from converters.registers.description import CONSTANT
from converters.registers.register_map import COUNTERS_OFFSET, REGISTERS, VERSION

NAME = "REGISTERS.md"

INTRODUCTION = f"""# Registers

The map, version {VERSION[0]}.{VERSION[1]}, on the AXI4-Lite port `s_axil`: words of 32 bits, the address in bytes, its
low two bits without meaning. Write strobes are honoured. Every address without a register answers SLVERR and changes
nothing; a write of a register that only says something answers OKAY and changes nothing. Bits outside the fields read
as 0.

To run: write the base addresses, limits and sampling, then START. As soon as RUNNING reads as 1 prompts are taken on
`s_axis` and answered on `m_axis`, one after the other, until ABORT or a fault ends the run. When DONE reads as 1
nothing is under way on the bus, ERROR says what went wrong, and the next START needs no reset. Base addresses and
TIMEOUT are written while BUSY reads as 0; limits and sampling between an answer and the next prompt.

Counters have 64 bits in two words: read the lower one first, which keeps the upper one of the same moment until the
next read of a lower word. A cycle of a stage is a beat (the engine took a word), a stall (it could have, and the memory
had none) or a bubble (it waited for a result of its own). From {COUNTERS_OFFSET:#05x} on two words each; CLEAR sets all
to 0.
"""


def page(geometry):
    """The page for the core of a Geometry: every field with bits, access, value after reset and meaning; the codes."""
    lines = [INTRODUCTION, "| offset | register | bits | field | access | after reset | what it is |",
             "|---|---|---|---|---|---|---|"]
    for register in REGISTERS:
        for field in register.fields:
            value = field.value(geometry) if register.access == CONSTANT else field.reset
            shown = f"{value:#x}" if value > 0xFFFF else str(value)
            lines.append(f"| {register.offset:#05x} | `{register.name}` | {field.place} | `{field.name}` | "
                         f"{field.access} | {shown} | {field.what} |")
    lines += ["", "Codes of the register `ERROR`:", "", "| code | name | what happened |", "|---|---|---|"]
    lines += [f"| {code} | `{name}` | {what} |" for code, (name, what) in enumerate(FAULTS)]
    return "\n".join([*lines, ""])
