"""The reads of the weights: the header once, and the image again and again, with its classifier or without."""

from myhdl import always_comb, always_seq, intbv

from llama2_rtl.converters.axi.bus import page_beats
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
from llama2_rtl.converters.interfaces.stream import WordRange


def ports(image, classifier, beat_bytes, offset_bits):
    return clocked(pass_end=In(PassEnd()), m=Out(WordRange(offset_bits)))


@module(ports)
def weight_reader(clk, rst, pass_end, m, *, image, classifier, beat_bytes, offset_bits):
    """Commands without end: the words of the layers, at the first time after a reset with the page of the header in
    front of them; then the image's last `classifier` words, where `pass_end` says so. The prefetch runs ahead into the
    next token, up to its classifier. A command is on offer from the cycle after the one before was taken on, that of
    the classifier from the cycle after `known` on."""
    header = page_beats(beat_bytes)
    layers = image - classifier
    classifier_at, classifier_words = header + layers, classifier
    again, at_classifier, known, wanted, passes = (bit() for _ in range(5))

    @always_comb
    def offer():
        m.valid.next = not at_classifier or (known and wanted)
        m.offset.next = 0
        m.words.next = intbv(classifier_at)[offset_bits:]
        if at_classifier:
            m.offset.next = intbv(classifier_at)[offset_bits:]
            m.words.next = intbv(classifier_words)[offset_bits:]
        elif again:
            m.offset.next = header
            m.words.next = intbv(layers)[offset_bits:]

    @always_comb
    def decide():
        passes.next = at_classifier and known and (m.ready or not wanted)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if passes:
            at_classifier.next = 0
        elif m.ready and not at_classifier:
            again.next = 1
            at_classifier.next = 1

    @always_seq(clk.posedge, reset=rst)
    def remember():
        if pass_end.known:
            known.next = 1
            wanted.next = pass_end.classifier
        elif passes:
            known.next = 0

    return offer, decide, walk, remember
