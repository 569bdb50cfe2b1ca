"""What the host says: a prompt as a stream of tokens, or stop."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, unsigned, widen
from llama2_rtl.converters.interfaces.stream import RevocableAxiStream
from llama2_rtl.converters.interfaces.uart_wires import PacketBytes, StoryCommands
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.uart.protocol import CONTINUE, PROMPT, STOP, WORD_BITS

RESET_DELAY = 2
"""Cycles from `stop` to the first one in which an offer may be taken back: the sink's reset begins in the next."""


def ports(geometry):
    return clocked(s=In(PacketBytes(), "the host's packets"), commands=Out(StoryCommands()),
                   max_tokens=Out(unsigned(geometry.position_bits + 1), "the prompt's limit, 0 for none"),
                   resume=Out(bit(), "the prompt goes on with the last text"),
                   m_axis=Out(RevocableAxiStream(TDATA_BITS), "the prompt's tokens"))


@module(ports)
def prompt_packets(clk, rst, s, commands, max_tokens, resume, m_axis, *, geometry):
    """`stop` pulses in the cycle of a STOP packet's end, `accepted` in that of a PROMPT or CONTINUE that began while
    `idle` and is no longer than the context; then the prompt leaves on `m_axis`, `max_tokens` and `resume` beside it:
    `resume` where it came as CONTINUE. The tokens wait in a RAM
    until their CRC is known. `stop` ends a prompt that is still leaving; its token that is offered stays so until the
    sink is in reset, as AXI4-Stream wants it. A limit beyond the context is none.
    """
    context, most_words = geometry.context, geometry.context + 2
    limit_bits = geometry.position_bits + 1
    started, high, usable, write, whole, taken, leaving, ended, fits = (
        bit() for _ in range(9))
    kind, low, word = unsigned(8), unsigned(8), unsigned(WORD_BITS)
    words = unsigned(clog2(most_words + 1))  # words so far: max_tokens, then the tokens; most_words is too many
    place, index, last_index = (unsigned(clog2(context)) for _ in range(3))
    token, stopped, takes_back = unsigned(WORD_BITS), unsigned(RESET_DELAY), bit()
    extension = widen(token, m_axis.tdata)
    tokens = instance("u_ram", ram, dict(
        we=write, waddr=place, wdata=word, raddr=index, rdata=token), width=WORD_BITS, depth=context)

    @always_comb
    def gather():
        word.next = concat(s.data, low)
        whole.next = s.valid and started and high

    @always_comb
    def judge():
        fits.next = word[:limit_bits] == 0
        write.next = whole and usable and (words != 0) and (words <= context)
        ended.next = s.end and s.ok and not high

    @always_comb
    def command():
        commands.stop.next = ended and (kind == STOP) and (words == 0)
        commands.accepted.next = ended and usable and (words > 1) and (words < most_words)

    @always_seq(clk.posedge, reset=rst)
    def receive():
        if s.end:
            started.next = 0
            high.next = 0
            words.next = 0
            place.next = 0
        elif s.valid and not started:
            started.next = 1
            kind.next = s.data
            usable.next = commands.idle and ((s.data == PROMPT) or (s.data == CONTINUE))
            if commands.idle:
                resume.next = s.data == CONTINUE
        elif s.valid:
            high.next = not high
            low.next = s.data
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
        m_axis.tlast.next = index == last_index
        taken.next = m_axis.tvalid and m_axis.tready
        takes_back.next = stopped[RESET_DELAY - 1]

    @always_seq(clk.posedge, reset=rst)
    def leave():
        m_axis.tvalid.next = (leaving and not taken) or (m_axis.tvalid and not m_axis.tready and not takes_back)
        stopped.next = concat(stopped[RESET_DELAY - 1:], commands.stop)
        if commands.accepted:
            leaving.next = 1
            index.next = 0
        elif commands.stop or (taken and m_axis.tlast):
            leaving.next = 0
        elif taken:
            index.next = index + 1

    return extension, tokens, gather, judge, command, receive, offer, leave
