"""What the board says: ready, accepted, and the tokens of the story, each as a packet's bytes."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.interfaces.stream import RevocableAxiStream, Stream
from llama2_rtl.converters.uart.protocol import ACCEPTED, LAST, READY, TOKEN, VERSION, WORD_BITS, WORDS


def ports(geometry):
    return clocked(ready=In(bit(), "pulse: say READY"), accepted=In(bit(), "pulse: say ACCEPTED"),
                   s_axis=In(RevocableAxiStream(TDATA_BITS), "the story's tokens"),
                   m=Out(Stream(8, packets=True), "the packets' kinds and words"))


@module(ports)
def answer_packets(clk, rst, ready, accepted, s_axis, m, *, geometry):
    """An arbiter: `ready` and `accepted` pulse for a packet each, which goes before a token that is offered. READY
    tells the vocabulary's size and the context.

    A token is taken, or a pulse served, where no packet is leaving; the packet's first byte is offered a cycle later,
    the others one per cycle at best. A pulse waits as long as it must; a second one of its kind meanwhile is lost,
    and so is an ACCEPTED that waits when `ready` pulses: its prompt is over, and answers keep their order.
    """
    vocab_size, context = geometry.model.vocab_size, geometry.context
    ready_bytes, token_bytes = 1 + 2 * WORDS[READY], 1 + 2 * WORDS[TOKEN]
    width, rest = 8 * ready_bytes, 8 * (ready_bytes - token_bytes)
    shifter, bytes_left, ready_waits, accepted_waits, free = unsigned(width), unsigned(3), bit(), bit(), bit()

    @always_comb
    def offer():
        m.valid.next = bytes_left != 0
        m.last.next = bytes_left == 1
        m.data.next = shifter[8:]
        free.next = bytes_left == 0

    @always_comb
    def take():
        s_axis.tready.next = free and not ready_waits and not accepted_waits

    @always_seq(clk.posedge, reset=rst)
    def note():
        if ready:
            ready_waits.next = 1
        elif free:
            ready_waits.next = 0
        if accepted:
            accepted_waits.next = 1
        elif ready or (free and not ready_waits):
            accepted_waits.next = 0

    @always_seq(clk.posedge, reset=rst)
    def send():
        if not free:
            if m.ready:
                shifter.next = shifter >> 8
                bytes_left.next = bytes_left - 1
        elif ready_waits:
            shifter.next = concat(intbv(context)[WORD_BITS:], intbv(vocab_size)[WORD_BITS:],
                                  intbv(VERSION)[WORD_BITS:], intbv(READY)[8:])
            bytes_left.next = ready_bytes
        elif accepted_waits:
            shifter.next = ACCEPTED
            bytes_left.next = 1
        elif s_axis.tvalid:
            bytes_left.next = token_bytes
            if s_axis.tlast:
                shifter.next = concat(intbv(0)[rest:], s_axis.tdata[WORD_BITS:], intbv(LAST)[8:])
            else:
                shifter.next = concat(intbv(0)[rest:], s_axis.tdata[WORD_BITS:], intbv(TOKEN)[8:])

    return offer, take, note, send
