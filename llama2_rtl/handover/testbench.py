"""A testbench in plain Verilog: the prompt in, golden's tokens expected out."""

from llama2_rtl.converters.bound import bound
from llama2_rtl.handover.core import FREQUENCY_MHZ
from llama2_rtl.handover.ports import CLOCK

SLACK, LAYER_CYCLES = 10, 10_000
"""A token is late after SLACK times its bound, and this many cycles per layer: small models wait more than work."""


def files(core):
    tokens = len(core.run.prompt) + len(core.run.answer)
    layers = core.preset.model.n_layers + 1
    timeout = round(sum(SLACK * bound(core.preset.geometry, position) for position in range(tokens)))
    text = core.render("testbench.v", clock=CLOCK, inputs=[port for port in core.inputs if port.name != CLOCK],
                       half_period_ns=500 / FREQUENCY_MHZ, timeout=timeout + tokens * layers * LAYER_CYCLES)
    return {f"tb/{core.top}_tb.v": text}
