"""What the host says: a prompt as a stream of tokens, or stop."""

from myhdl import always_comb, always_seq, concat

from converters.control.token_loop import TDATA_BITS
from converters.hdl import bit, clock, clog2, instance, module, reset, unsigned, widen
from converters.memory.ram import ram
from converters.uart.protocol import PROMPT, STOP, WORD_BITS


def ports(geometry):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_data=unsigned(8), packet_end=bit(), packet_ok=bit(),
                idle=bit(), stop=bit(), accepted=bit(), max_tokens=unsigned(geometry.position_bits + 1),
                m_axis_tvalid=bit(), m_axis_tready=bit(), m_axis_tdata=unsigned(TDATA_BITS), m_axis_tlast=bit())


@module(ports)
def prompt_packets(clk, rst, s_valid, s_data, packet_end, packet_ok, idle, stop, accepted, max_tokens, m_axis_tvalid,
                   m_axis_tready, m_axis_tdata, m_axis_tlast, *, geometry):
    """`stop` pulses at the end of a STOP packet, `accepted` at that of a PROMPT that began while `idle` and is no
    longer than the context; then the prompt leaves on `m_axis` with `max_tokens` beside it. The tokens wait in a RAM
    until their CRC is known. `stop` ends a prompt that is still leaving. A limit beyond the context is none.
    """
    context, most_words = geometry.context, geometry.context + 2
    limit_bits = geometry.position_bits + 1
    started, high, usable, write, whole, taken, leaving, ended, fits = (
        bit() for _ in range(9))
    kind, low = unsigned(8), unsigned(8)
    word = unsigned(WORD_BITS)
    words = unsigned(clog2(most_words + 1))  # words so far: max_tokens, then the tokens; most_words is too many
    place, index, last_index = (unsigned(clog2(context)) for _ in range(3))
    token = unsigned(WORD_BITS)
    extension = widen(token, m_axis_tdata)
    tokens = instance("u_ram", ram, dict(
        clk=clk, we=write, waddr=place, wdata=word, raddr=index, rdata=token), width=WORD_BITS, depth=context)

    @always_comb
    def gather():
        word.next = concat(s_data, low)
        whole.next = s_valid and started and high

    @always_comb
    def judge():
        fits.next = word[:limit_bits] == 0
        write.next = whole and usable and (words != 0) and (words <= context)
        ended.next = packet_end and packet_ok and not high

    @always_comb
    def command():
        stop.next = ended and (kind == STOP) and (words == 0)
        accepted.next = ended and usable and (words > 1) and (words < most_words)

    @always_seq(clk.posedge, reset=rst)
    def receive():
        if packet_end:
            started.next = 0
            high.next = 0
            words.next = 0
            place.next = 0
        elif s_valid and not started:
            started.next = 1
            kind.next = s_data
            usable.next = idle and (s_data == PROMPT)
        elif s_valid:
            high.next = not high
            low.next = s_data
        if whole and (words != most_words):
            words.next = words + 1
        if write and (words != context):
            place.next = place + 1
        if whole and usable and (words == 0):
            max_tokens.next = 0
            if fits:
                max_tokens.next = word[limit_bits:]
        if write:
            last_index.next = place

    @always_comb
    def offer():
        m_axis_tlast.next = index == last_index
        taken.next = m_axis_tvalid and m_axis_tready

    @always_seq(clk.posedge, reset=rst)
    def leave():
        m_axis_tvalid.next = leaving and not taken and not stop
        if accepted:
            leaving.next = 1
            index.next = 0
        elif stop or (taken and m_axis_tlast):
            leaving.next = 0
        elif taken:
            index.next = index + 1

    return extension, tokens, gather, judge, command, receive, offer, leave
