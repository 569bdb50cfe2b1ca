"""Timing constraints: the same commands for Vivado (XDC) and for all who read SDC, and of the clock alone what an IP is
synthesised with out of its context."""

from llama2_rtl.handover.ports import CLOCK


def files(core):
    inputs = [port for port in core.inputs if port.name != CLOCK]
    text = core.render("constraints.sdc", clock=CLOCK, inputs=inputs)
    return {f"constraints/{core.top}.{suffix}": text for suffix in ("xdc", "sdc")} | {
        f"constraints/{core.top}_ooc.xdc": core.render("ooc.xdc", clock=CLOCK)}
