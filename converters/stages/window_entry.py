"""A token of the window over which repetitions are penalised."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned


def ports(token_bits):
    return clocked(push=In(bit(), "a token is run"), forget=In(bit(), "a text begins"),
                   previous=In(unsigned(token_bits + 1), "what the entry before it holds, or the token run"),
                   token=In(unsigned(token_bits), "the token looked up"), counts=In(bit(), "the entry is looked at"),
                   held=Out(unsigned(token_bits + 1), "a token, and above it whether there is one"),
                   hit=Out(bit(), "the token looked up a cycle ago is held"))


@module(ports)
def window_entry(clk, rst, push, forget, previous, token, counts, held, hit, *, token_bits):
    """With `push` the entry takes what the `previous` one holds, with `forget` nothing. `hit` follows `token` by a
    cycle."""
    own = unsigned(token_bits)

    @always_comb
    def show():
        own.next = held[token_bits:]

    @always_seq(clk.posedge, reset=rst)
    def move():
        hit.next = counts and held[token_bits] and (own == token)
        if forget:
            held.next = 0
        elif push:
            held.next = previous

    return show, move
