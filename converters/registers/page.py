"""The register map as a page of Markdown."""

from llama2_rtl.converters.axi.bus import OUTSTANDING
from llama2_rtl.converters.axi.faults import FAULTS
from llama2_rtl.converters.registers.description import CONSTANT
from llama2_rtl.converters.registers.register_map import COUNTERS_OFFSET, VERSION, registers_of

NAME = "REGISTERS.md"

INTRODUCTION = f"""# Registers

The map, version {VERSION[0]}.{VERSION[1]}, on the AXI4-Lite port `s_axil`: words of 32 bits, the address in bytes, its
low two bits without meaning. Write strobes are honoured. Every address without a register answers SLVERR and changes
nothing; a write of a register that only says something answers OKAY and changes nothing. Bits outside the fields read
as 0.

The map is not that of version 1: a host has to say in KV_LIMIT how many pages of 4,096 bytes from KV_BASE on are the
core's. Where they are fewer than KV_PAGES, and as long as nothing was written there, START ends at once with the error
KV_LIMIT, DONE reads as 1, and no memory is read or written. A host for version 1 thus gets that error at its first
START, and runs when it writes KV_LIMIT before.

To run: write the base addresses, KV_LIMIT, limits and sampling, then START. IMAGE_BASE is the address of the first byte
of the file that `make pack` wrote: its header, a page of 4,096 bytes, lies in memory ahead of the payload. As soon as
RUNNING reads as 1 prompts are taken on `s_axis` and answered on `m_axis`, one after the other, until ABORT or a fault
ends the run. When DONE reads as 1 the run is over, ERROR says what went wrong, and the next START needs no reset. Base
addresses and KV_LIMIT are written while BUSY reads as 0; limits and sampling between an answer and the next prompt;
TIMEOUT at any time. Of several commands in one write START comes first: with ABORT or SOFT_RESET beside it the run ends
as it begins.

A run that ends by ABORT, SOFT_RESET or a fault waits for the answers to all its bursts, as long as the memory is not
silent for TIMEOUT. What is then unanswered is given up, and the register GIVEN_UP counts it. The core goes on to keep
the rules of the bus: an address or a word on offer stays until it is taken, a write gets the words that it lacks,
without strobes, and answers that come late are dropped, however many runs later; they are no fault and no data of the
run of that time. A burst that was given up keeps its place among the {OUTSTANDING} of its direction that may be under
way: where no place is left a run ends by READ_TIMEOUT or WRITE_TIMEOUT. Only `aresetn`, which resets the interconnect
with the core, forgets these bursts; neither ABORT nor SOFT_RESET does.

The output `irq` is a level: high while a bit of INTERRUPT_STATUS and the same one of INTERRUPT_ENABLE are 1. A
bit of INTERRUPT_STATUS is set by its event, enabled or not, and becomes 0 when a 1 is written in its place; an event
that comes with that write is kept. ABORT and SOFT_RESET leave both registers as they are; that a run ends by them is an
event. After the response to a write `irq` falls within three cycles.

A token on offer at `m_axis` also stays until it is taken, when its run has long ended: after START the first token may
be the run's before, and lacks `tlast` where that run was ended. Take or await it before a prompt is sent.

Counters have 64 bits in two words: read the lower one first, which keeps the upper one of the same moment until the
next read of a lower word. A cycle of a stage is a beat (the engine took a word), a stall (it could have, and the memory
had none) or a bubble (it waited for a result of its own). From {COUNTERS_OFFSET:#05x} on two words each; CLEAR sets all
to 0.
"""


def page(geometry):
    """The page for the core of a Geometry: every field with bits, access, value after reset and meaning; the codes."""
    lines = [INTRODUCTION, "| offset | register | bits | field | access | after reset | what it is |",
             "|---|---|---|---|---|---|---|"]
    for register in registers_of(geometry):
        for field in register.fields:
            value = field.value(geometry) if register.access == CONSTANT else field.reset
            shown = f"{value:#x}" if value > 0xFFFF else str(value)
            lines.append(f"| {register.offset:#05x} | `{register.name}` | {field.place} | `{field.name}` | "
                         f"{field.access} | {shown} | {field.what} |")
    lines += ["", "Codes of the register `ERROR`:", "", "| code | name | what happened |", "|---|---|---|"]
    lines += [f"| {code} | `{name}` | {what} |" for code, (name, what) in enumerate(FAULTS)]
    return "\n".join([*lines, ""])
