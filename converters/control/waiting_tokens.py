"""The tokens of a text that wait for a pass, of which each takes as many as it has room for."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, resize, unsigned
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.sequences import TextChoice, waiting_token


def ports(geometry):
    g = geometry
    return clocked(asked=In(TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, waits=True)),
                   waiting=Out(waiting_token(g)), choice=In(TextChoice(g.token_bits)))


@module(ports)
def waiting_tokens(clk, rst, asked, waiting, choice, *, geometry):
    """Offers the tokens of the batch that is `asked` for one by one, the first one from the cycle after its start on.
    The batch is done a cycle after the pass that its last token went into, or where it `has_drafts` its first one; the
    choices come a cycle after the pass made them. Where it is not, the last vector has all of them: the last one
    counts. Two vectors or more.
    """
    g = geometry
    last, bits = g.vectors - 1, clog2(g.vectors)
    vector, chooser, before_last, back = unsigned(bits), unsigned(bits), unsigned(bits), unsigned(g.position_bits)
    at_last, begun, running, ends = bit(), bit(), bit(), bit()

    @always_comb
    def look():
        at_last.next = vector == last
        asked.vector.next = vector
        asked.answers.next = waiting.answers
        before_last.next = last - vector
        ends.next = waiting.done and running

    @always_comb
    def offer():
        waiting.token.next = asked.token
        waiting.position.next = asked.position - back
        waiting.chooses.next = asked.chooses and (asked.has_drafts or at_last)
        waiting.draft.next = asked.has_drafts and begun
        waiting.followed.next = asked.has_drafts and not at_last
        waiting.soon.next = asked.soon
        asked.draft_taken.next = asked.has_drafts and begun and waiting.taken

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if asked.token_start:
            waiting.valid.next = 1
            vector.next = asked.first
            begun.next = 0
        elif waiting.taken:
            vector.next = vector + 1
            asked.last_run.next = vector
            begun.next = 1
            if at_last:
                waiting.valid.next = 0
            if at_last or asked.has_drafts:
                running.next = 1
        elif asked.has_drafts and begun:
            waiting.valid.next = 0
        if ends:
            running.next = 0

    @always_seq(clk.posedge, reset=rst)
    def hand_on():
        asked.token_done.next = ends
        asked.choice.next = choice.valid
        if choice.valid:
            asked.next_token.next = choice.token
            asked.choice_vector.next = chooser
            chooser.next = chooser + 1
        if asked.token_start:
            chooser.next = last
            if asked.has_drafts:
                chooser.next = asked.first
        elif not asked.has_drafts:
            chooser.next = last

    return resize(before_last, back), look, offer, walk, hand_on
