"""The reads of the weights: the image with its header once, then from its first word again and again."""

from myhdl import always_comb, always_seq, intbv

from llama2_rtl.converters.axi.bus import page_beats
from llama2_rtl.converters.hdl import Out, bit, clocked, module
from llama2_rtl.converters.interfaces.stream import WordRange


def ports(image, beat_bytes, offset_bits):
    return clocked(m=Out(WordRange(offset_bits)))


@module(ports)
def weight_reader(clk, rst, m, *, image, beat_bytes, offset_bits):
    """Commands without end, one on offer in every cycle: from the reset on, the page of the header and the `image`
    words behind it; then the image alone, once for each token. The prefetch runs ahead into the next token."""
    header = page_beats(beat_bytes)
    all_words = header + image
    again = bit()

    @always_comb
    def offer():
        m.valid.next = 1
        m.offset.next = 0
        m.words.next = intbv(all_words)[offset_bits:]
        if again:
            m.offset.next = header
            m.words.next = intbv(image)[offset_bits:]

    @always_seq(clk.posedge, reset=rst)
    def count():
        if m.ready:
            again.next = 1

    return offer, count
