"""Whether the choice of a token takes a penalty and a list."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.golden.sampling_formats import INVERSE_BITS, REPEAT_LAST_N_BITS, TOP_K_BITS


def ports():
    return clocked(repeat_last_n=In(unsigned(REPEAT_LAST_N_BITS), "tokens that are penalised"),
                   top_k=In(unsigned(TOP_K_BITS), "how many of the largest logits, 0: all"),
                   inverse_temperature=In(unsigned(INVERSE_BITS), "0: the likeliest token"),
                   penalises=Out(bit(), "logits are penalised"), lists=Out(bit(), "the token is chosen from a list"))


@module(ports)
def filter_use(clk, rst, repeat_last_n, top_k, inverse_temperature, penalises, lists):
    """The likeliest token is the same with a list and without. Latency 1."""
    @always_seq(clk.posedge, reset=rst)
    def decide():
        penalises.next = repeat_last_n != 0
        lists.next = (top_k != 0) and (inverse_temperature != 0)

    return decide
