"""What logits are multiplied by before one is chosen."""

from myhdl import always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned
from llama2_rtl.golden.sampling_formats import INVERSE_BITS, SCALE_SHIFT

SCORE_FACTOR_BITS = INVERSE_BITS + 2
"""An inverse temperature, or the factor that leaves a logit as it is."""


def ports():
    return clocked(inverse_temperature=In(unsigned(INVERSE_BITS), "0: the likeliest token"),
                   greedy=Out(bit(), "the likeliest token is chosen"),
                   factor=Out(signed(SCORE_FACTOR_BITS), "the factor"))


@module(ports)
def score_factor(clk, rst, inverse_temperature, greedy, factor):
    """`factor` is the inverse temperature, or one where that is 0 and the choice `greedy`. Latency 2, of `greedy` 1."""
    unscaled = 1 << SCALE_SHIFT

    @always_seq(clk.posedge, reset=rst)
    def choose_factor():
        greedy.next = inverse_temperature == 0
        if greedy:
            factor.next = unscaled
        else:
            factor.next = concat(False, False, inverse_temperature).signed()

    return choose_factor
