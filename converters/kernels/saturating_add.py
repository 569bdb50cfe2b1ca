"""The sum of two numbers, saturated to their width."""

from myhdl import always_comb, intbv

from llama2_rtl.converters.hdl import In, Out, module, signed, widen
from llama2_rtl.golden.number_formats import Q16_16


def ports():
    return dict(a=In(signed(Q16_16.bits)), b=In(signed(Q16_16.bits)), total=Out(signed(Q16_16.bits), "a + b"))


@module(ports)
def saturating_add(a, b, total):
    """`total` = sat32(a + b). Combinational."""
    bits = Q16_16.bits
    smallest, largest = 1 << (bits - 1), (1 << (bits - 1)) - 1
    a_wide, b_wide, whole = signed(bits + 1), signed(bits + 1), signed(bits + 1)
    extensions = widen(a, a_wide), widen(b, b_wide)

    @always_comb
    def add():
        whole.next = a_wide + b_wide

    @always_comb
    def saturate():
        if whole[bits] == whole[bits - 1]:
            total.next = whole[bits:].signed()
        elif whole[bits]:
            total.next = intbv(smallest)[bits:].signed()
        else:
            total.next = intbv(largest)[bits:].signed()

    return extensions, add, saturate
