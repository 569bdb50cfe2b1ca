"""The most tokens of an answer, as the host gives them."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, unsigned
from llama2_rtl.converters.registers.description import REGISTER_BITS


def ports(position_bits):
    return clocked(word=In(unsigned(REGISTER_BITS), "what the host has written"),
                   max_tokens=Out(unsigned(position_bits + 1), "the most tokens, 0 for no limit"))


@module(ports)
def answer_limit(clk, rst, word, max_tokens, *, position_bits):
    """`max_tokens` is the word, or 0 where that is more than a context can have. Latency 1."""
    limit_bits = position_bits + 1

    @always_seq(clk.posedge, reset=rst)
    def limit():
        max_tokens.next = word[limit_bits:]
        if word[REGISTER_BITS:limit_bits] != 0:
            max_tokens.next = 0

    return limit
