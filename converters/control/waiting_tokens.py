"""The tokens of a text that wait for a pass, of which each takes as many as it has room for."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, resize, unsigned, verbatim
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.sequences import TextChoice, WaitingToken


def ports(geometry):
    g = geometry
    return clocked(asked=In(TokenRun(g.token_bits, g.position_bits, g.vectors)),
                   waiting=Out(WaitingToken(g.token_bits, g.position_bits)), choice=In(TextChoice(g.token_bits)))


@module(ports)
def waiting_tokens(clk, rst, asked, waiting, choice, *, geometry):
    """Offers the tokens of the batch that is `asked` for one by one, the first one from the cycle after its start on.
    The batch is done a cycle after the pass that its last token went into; then the token chosen to follow is the last
    one that came. Two vectors or more.
    """
    g = geometry
    last, bits = g.vectors - 1, clog2(g.vectors)
    vector, before_last, back = unsigned(bits), unsigned(bits), unsigned(g.position_bits)
    at_last, running, ends = bit(), bit(), bit()

    @always_comb
    def look():
        at_last.next = vector == last
        asked.vector.next = vector
        before_last.next = last - vector
        ends.next = choice.done and running

    @always_comb
    def offer():
        waiting.token.next = asked.token
        waiting.position.next = asked.position - back
        waiting.chooses.next = asked.chooses and at_last
        asked.wants_drafts.next = 0

    @always_seq(clk.posedge, reset=rst)
    def walk():
        asked.token_done.next = ends
        if choice.valid:
            asked.next_token.next = choice.token
        if asked.token_start:
            waiting.valid.next = 1
            vector.next = asked.first
        elif waiting.taken:
            vector.next = vector + 1
            if at_last:
                waiting.valid.next = 0
                running.next = 1
        if ends:
            running.next = 0

    # That a text begins is nothing to its passes.
    unused = verbatim("wire unused_start = asked_text_start;", [asked.text_start], [])
    return resize(before_last, back), look, offer, walk, unused
