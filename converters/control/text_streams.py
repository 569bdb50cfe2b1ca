"""The token streams of a core that works on several texts: one in and one out, parted and joined by TID."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, bit, bit_at, clocked, clog2, module, pick, unsigned
from llama2_rtl.converters.interfaces.sequences import TextWords
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream


def prompt_ports(geometry):
    g = geometry
    return dict(s_axis=In(RevocableAxiStream(TDATA_BITS, streams=g.sequences)),
                prompts=Out(TextWords(g.token_bits + 1, g.sequences, shared=True)))


@module(prompt_ports)
def prompts_by_text(s_axis, prompts, *, geometry):
    """Hands a prompt's token, or a draft, to the text of its `tid`, with a bit above it that says whether it is outside
    the vocabulary. No latency."""
    vocab_size, token_bits, outside = geometry.model.vocab_size, geometry.token_bits, bit()

    @always_comb
    def share():
        prompts.last.next = s_axis.tlast
        outside.next = s_axis.tdata >= vocab_size
        prompts.data.next = concat(outside, s_axis.tdata[token_bits:])

    return share, bit_at(s_axis.tvalid, s_axis.tid, prompts.valid), pick(prompts.ready, s_axis.tid, s_axis.tready)


def answer_ports(geometry):
    g = geometry
    return clocked(answers=In(TextWords(TDATA_BITS, g.sequences)),
                   m_axis=Out(AxiStream(TDATA_BITS, streams=g.sequences)))


@module(answer_ports)
def answers_of_texts(clk, rst, answers, m_axis, *, geometry):
    """Offers the tokens of all texts, each with the number of its text as `tid`: it looks at one text after the other,
    and takes the token of one that has one and goes on when that is taken or the output free. Latency 1 from the cycle
    in which a text is looked at."""
    texts = geometry.sequences
    text, there, free, takes, data, last = unsigned(clog2(texts)), bit(), bit(), bit(), unsigned(TDATA_BITS), bit()
    reads = (pick(answers.valid, text, there), pick(answers.data, text, data), pick(answers.last, text, last),
             bit_at(free, text, answers.ready))

    @always_comb
    def look():
        free.next = not m_axis.tvalid or m_axis.tready
        takes.next = there and free

    @always_seq(clk.posedge, reset=rst)
    def hand_on():
        if free:
            m_axis.tvalid.next = there
            text.next = text + 1
        if takes:
            m_axis.tdata.next = data
            m_axis.tlast.next = last
            m_axis.tid.next = text

    return reads, look, hand_on
