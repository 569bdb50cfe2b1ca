"""The first steps of a normalisation: which four bits hold the highest one."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import Samples

LATENCY = 3

WIDEST = 80
"""Bits of the widest number: a sum of 65,536 squares of 32-bit numbers."""


def nibble_bits(width):
    """Bits of the index of four bits."""
    return 4 if width <= 64 else 5


def ports(width):
    return clocked(in_x=In(Samples(value=unsigned(width))),
                   out=Out(Samples(top=unsigned(20), nibble=unsigned(nibble_bits(width)))))


@module(ports, suffix="{width}")
def leading_nibble(clk, rst, in_x, out, *, width):
    """`nibble` n: bits 4n + 3 .. 4n of x hold its highest one; `top`: x from there down, 20 bits, zeros below bit 0.

    Of zero both are zero. Latency 3 cycles, throughput 1: which sixteen bits hold the highest one, these and the
    sixteen below, which four of the upper sixteen. Raises ValueError for a width above 80.
    """
    if width > WIDEST:
        raise ValueError(f"normalisation of {width} bits: at most {WIDEST}, choose a smaller width")
    padded = 64 if width <= 64 else WIDEST
    full, full_1, window, window_2 = unsigned(padded), unsigned(padded), unsigned(32), unsigned(32)
    some_1, some_2, some_3, some_4, valid_1, valid_2 = (bit() for _ in range(6))
    sixteen, sixteen_2 = unsigned(2), unsigned(nibble_bits(width) - 2)
    pad = widen(in_x.value, full)

    @always_seq(clk.posedge, reset=rst)
    def find_sixteen():
        valid_1.next = in_x.valid
        full_1.next = full
        some_1.next = full[32:16] != 0
        some_2.next = full[48:32] != 0
        some_3.next = full[64:48] != 0

    @always_comb
    def choose_sixteen():
        if some_3:
            window.next = full_1[64:32]
            sixteen.next = 3
        elif some_2:
            window.next = full_1[48:16]
            sixteen.next = 2
        elif some_1:
            window.next = full_1[32:]
            sixteen.next = 1
        else:
            window.next = concat(full_1[16:], intbv(0)[16:])
            sixteen.next = 0

    if padded == 64:
        @always_seq(clk.posedge, reset=rst)
        def take_sixteen():
            valid_2.next = valid_1
            window_2.next = window
            sixteen_2.next = sixteen
    else:
        @always_seq(clk.posedge, reset=rst)
        def take_sixteen():
            valid_2.next = valid_1
            some_4.next = full[80:64] != 0
            if some_4:
                window_2.next = full_1[80:48]
                sixteen_2.next = 4
            else:
                window_2.next = window
                sixteen_2.next = concat(False, sixteen)

    @always_seq(clk.posedge, reset=rst)
    def take_four():
        out.valid.next = valid_2
        if window_2[32:28] != 0:
            out.top.next = window_2[32:12]
            out.nibble.next = concat(sixteen_2, intbv(3)[2:])
        elif window_2[28:24] != 0:
            out.top.next = window_2[28:8]
            out.nibble.next = concat(sixteen_2, intbv(2)[2:])
        elif window_2[24:20] != 0:
            out.top.next = window_2[24:4]
            out.nibble.next = concat(sixteen_2, intbv(1)[2:])
        else:
            out.top.next = window_2[20:]
            out.nibble.next = concat(sixteen_2, intbv(0)[2:])

    return pad, find_sixteen, choose_sixteen, take_sixteen, take_four
