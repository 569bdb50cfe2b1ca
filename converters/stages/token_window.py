"""The last tokens of a text, of which one is looked up."""

from myhdl import always_comb, concat

from llama2_rtl.converters.hdl import Const, In, Out, bit, clocked, instance, module, part, unsigned
from llama2_rtl.converters.interfaces.control import TokensRun
from llama2_rtl.converters.stages.window_entry import window_entry
from llama2_rtl.golden.sampling_formats import WINDOW


def ports(token_bits):
    return clocked(ran=In(TokensRun(token_bits)), token=In(unsigned(token_bits), "the token looked up"),
                   counts=In(unsigned(WINDOW), "which of the text's last tokens are looked at, bit 0 the last one"),
                   seen=Out(bit(), "the token looked up a cycle ago is one of them"))


@module(ports)
def token_window(clk, rst, ran, token, counts, seen, *, token_bits):
    """`seen` follows `token` and `counts` by a cycle; what is run is there in the next one."""
    window, held_bits = WINDOW, token_bits + 1
    held, hits, newest = unsigned(WINDOW * held_bits), unsigned(WINDOW), unsigned(held_bits)
    cells = [instance(f"u_window_entry_{number}", window_entry, dict(
        push=ran.run, forget=ran.first if number else Const(0, 1),
        previous=part(held, number - 1, held_bits) if number else newest, token=token, counts=part(counts, number, 1),
        held=part(held, number, held_bits), hit=part(hits, number, 1)), token_bits=token_bits)
        for number in range(window)]

    @always_comb
    def look():
        newest.next = concat(True, ran.token)
        seen.next = hits != 0

    return cells, look
