"""The reads of the weights: the image with its header once, then from its first word again and again."""

from myhdl import always_comb, always_seq, intbv

from converters.axi.bus import page_words
from converters.hdl import In, Out, bit, clock, module, reset
from converters.interfaces.stream import WordRange
from golden.weight_image import image_words


def ports(model, lanes, offset_bits):
    return dict(clk=In(clock()), rst=In(reset()), m=Out(WordRange(offset_bits)))


@module(ports)
def weight_reader(clk, rst, m, *, model, lanes, offset_bits):
    """Commands without end, one on offer in every cycle: from the reset on, the page of the header and the image behind
    it; then the image alone, once for each token. The prefetch runs ahead into the next token."""
    header = page_words(lanes)
    image, all_words = image_words(model, lanes), image_words(model, lanes) + page_words(lanes)
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
