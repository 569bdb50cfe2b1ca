"""Where the KV cache of a text begins, among those of all texts."""

from myhdl import always_seq

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.hdl import In, Out, clocked, clog2, module, unsigned, widen, wire
from llama2_rtl.converters.interfaces.axi_wires import TextPlace


def ports(geometry):
    return clocked(number=In(unsigned(clog2(geometry.sequences)), "the text's number"), text=Out(TextPlace(geometry)))


@module(ports)
def text_region(clk, rst, number, text, *, geometry):
    """The place of the first word of the cache of a text. Latency 1. Two texts or more."""
    layout = KvLayout(geometry)
    words, wide = layout.text_words % (1 << layout.offset_bits), wire(unsigned(layout.offset_bits), "wide_number")

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        text.at.next = wide * words

    return widen(number, wide), multiply
