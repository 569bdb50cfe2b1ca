"""What the board says: ready, accepted, and the tokens of the story, each as a packet's bytes."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.control.token_loop import TDATA_BITS
from converters.hdl import bit, clock, module, reset, unsigned
from converters.uart.protocol import ACCEPTED, LAST, READY, TOKEN, VERSION, WORD_BITS, WORDS


def ports(geometry):
    return dict(clk=clock(), rst=reset(), ready=bit(), accepted=bit(),
                s_axis_tvalid=bit(), s_axis_tready=bit(), s_axis_tdata=unsigned(TDATA_BITS), s_axis_tlast=bit(),
                m_valid=bit(), m_ready=bit(), m_data=unsigned(8), m_last=bit())


@module(ports)
def answer_packets(clk, rst, ready, accepted, s_axis_tvalid, s_axis_tready, s_axis_tdata, s_axis_tlast, m_valid,
                   m_ready, m_data, m_last, *, geometry):
    """`ready` and `accepted` pulse for a packet each, which goes before a token that is offered. READY tells the
    vocabulary's size and the context.
    """
    vocab_size, context = geometry.model.vocab_size, geometry.context
    ready_bytes, token_bytes = 1 + 2 * WORDS[READY], 1 + 2 * WORDS[TOKEN]
    width, rest = 8 * ready_bytes, 8 * (ready_bytes - token_bytes)
    shifter, bytes_left = unsigned(width), unsigned(3)
    ready_waits, accepted_waits, free = bit(), bit(), bit()

    @always_comb
    def offer():
        m_valid.next = bytes_left != 0
        m_last.next = bytes_left == 1
        m_data.next = shifter[8:]
        free.next = bytes_left == 0

    @always_comb
    def take():
        s_axis_tready.next = free and not ready_waits and not accepted_waits

    @always_seq(clk.posedge, reset=rst)
    def note():
        if ready:
            ready_waits.next = 1
        elif free:
            ready_waits.next = 0
        if accepted:
            accepted_waits.next = 1
        elif free and not ready_waits:
            accepted_waits.next = 0

    @always_seq(clk.posedge, reset=rst)
    def send():
        if not free:
            if m_ready:
                shifter.next = shifter >> 8
                bytes_left.next = bytes_left - 1
        elif ready_waits:
            shifter.next = concat(intbv(context)[WORD_BITS:], intbv(vocab_size)[WORD_BITS:],
                                  intbv(VERSION)[WORD_BITS:], intbv(READY)[8:])
            bytes_left.next = ready_bytes
        elif accepted_waits:
            shifter.next = ACCEPTED
            bytes_left.next = 1
        elif s_axis_tvalid:
            bytes_left.next = token_bytes
            if s_axis_tlast:
                shifter.next = concat(intbv(0)[rest:], s_axis_tdata[WORD_BITS:], intbv(LAST)[8:])
            else:
                shifter.next = concat(intbv(0)[rest:], s_axis_tdata[WORD_BITS:], intbv(TOKEN)[8:])

    return offer, take, note, send
