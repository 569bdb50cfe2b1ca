"""Streams of words with backpressure."""

from llama2_rtl.converters.hdl import Interface, Rule, Stays, backward, bit, clog2, forward, unsigned


class Stream(Interface):
    """Words from a source to a sink, by the rules of AXI4-Stream: a word passes at each clock edge at which `valid` and
    `ready` are high. `valid` never waits for `ready`; `ready` may wait for `valid`, and may fall without a word. After
    reset `valid` is low. With `packets`, `last` marks the last word of each.
    """

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid", "data"), "a word once offered stays until it is taken"),
        Stays("offer_last", "{valid} && !{ready}", ("last",), "the mark of a packet's end stays with its word"),
    )

    def fields(self, width, packets=False):
        fields = dict(valid=forward(bit(), "a word is offered"), ready=backward(bit(), "the sink takes it"),
                      data=forward(unsigned(width), "the word"))
        if packets:
            fields["last"] = forward(bit(), "the last word of its packet")
        return fields


class Handshake(Interface):
    """The handshake of a `Stream` whose words reach the sink beside the source, for it only holds them back: a word
    passes at each clock edge at which `valid` and `ready` are high. After reset `valid` is low.
    """

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid",), "a word once offered stays until it is taken"),
    )

    def fields(self):
        return dict(valid=forward(bit(), "a word is offered"), ready=backward(bit(), "the sink takes it"))


class StrobedStream(Interface):
    """As `Stream`, each word with a strobe per byte: only bytes whose strobe is high are written."""

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid", "data", "strobe"),
              "a word once offered stays until it is taken"),
    )

    def fields(self, data_bytes):
        return dict(valid=forward(bit(), "a word is offered"), ready=backward(bit(), "the sink takes it"),
                    data=forward(unsigned(8 * data_bytes), "the word"),
                    strobe=forward(unsigned(data_bytes), "which of its bytes are written"))


class AxiStream(Interface):
    """An AXI4-Stream with the names that tools know: as `Stream`; with `packets`, `tlast` marks the last word of each.
    Of several `streams`, a power of two, `tid` says which one a word belongs to.
    """

    RULES = (
        Stays("offer", "{tvalid} && !{tready}", ("tvalid", "tdata"), "a word once offered stays until it is taken"),
        Stays("offer_last", "{tvalid} && !{tready}", ("tlast",), "the mark of a packet's end stays with its word"),
        Stays("offer_id", "{tvalid} && !{tready}", ("tid",), "the number of its stream stays with a word"),
    )

    def fields(self, width, packets=True, streams=1):
        fields = dict(tvalid=forward(bit(), "a word is offered"), tready=backward(bit(), "the sink takes it"),
                      tdata=forward(unsigned(width), "the word"))
        if packets:
            fields["tlast"] = forward(bit(), "the last word of its packet")
        if streams > 1:
            fields["tid"] = forward(unsigned(clog2(streams)), "its stream")
        return fields


class RevocableAxiStream(AxiStream):
    """As `AxiStream`, but the source may take an offer back, in any cycle, though never exchange it for another: a
    source that is reset alone, with its run, withdraws the word on offer, and a host's stop takes back the tokens of a
    prompt that wait, before it resets the core that they were for.
    """

    RULES = (
        Rule("offer", "!({was_tvalid} && !{was_tready} && {tvalid}) || {tdata} === {was_tdata}",
             "a word stays until it is taken or its offer is taken back"),
        Rule("offer_last", "!({was_tvalid} && !{was_tready} && {tvalid}) || {tlast} === {was_tlast}",
             "the mark of a packet's end stays with its word"),
        Rule("offer_id", "!({was_tvalid} && !{was_tready} && {tvalid}) || {tid} === {was_tid}",
             "the number of its stream stays with a word"),
    )


class WordRange(Interface):
    """Commands with backpressure, as `Stream`: each names a run of `words` words, from word `offset` of a region on.
    A command of no words is legal and moves nothing.
    """

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid", "offset", "words"),
              "a command once offered stays until it is taken"),
    )

    def fields(self, offset_bits):
        return dict(valid=forward(bit(), "a command is offered"), ready=backward(bit(), "the sink takes it"),
                    offset=forward(unsigned(offset_bits), "the first word"),
                    words=forward(unsigned(offset_bits), "how many words"))


class BurstRequest(Interface):
    """Bursts with backpressure, as `Stream`: each of `beats` words from word `offset` of a region on, at least one, and
    none beyond a multiple of the longest burst.
    """

    RULES = (
        Stays("offer", "{valid} && !{ready}", ("valid", "offset", "beats"),
              "a burst once offered stays until it is taken"),
        Rule("legal", "!{valid} || {beats} != 0 && ({offset} % (1 << ($bits({beats}) - 1))) + {beats} <= "
             "(1 << ($bits({beats}) - 1))", "a burst has a word and ends at a multiple of the longest one at most"),
    )

    def fields(self, offset_bits, beat_bits):
        return dict(valid=forward(bit(), "a burst is offered"), ready=backward(bit(), "the sink takes it"),
                    offset=forward(unsigned(offset_bits), "its first word"),
                    beats=forward(unsigned(beat_bits), "its words"))
