"""What one of several texts has of its own: its prompt's queue, its token loop, its tokens that wait for a pass."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.drafted_passes import drafted_passes
from llama2_rtl.converters.control.token_loop import TDATA_BITS, WANTED_BIT, token_loop
from llama2_rtl.converters.control.waiting_tokens import waiting_tokens
from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, resize, unsigned, widen
from llama2_rtl.converters.interfaces.control import DraftEvents, Drafting, TokensRun
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
from llama2_rtl.converters.interfaces.sequences import TextChoice, waiting_token
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream, Stream
from llama2_rtl.converters.memory.fifo import fifo

NO_TOKEN = 1 << (WANTED_BIT - 1)
"""What a word outside the vocabulary is read as."""


def ports(geometry):
    g = geometry
    return clocked(prompt=In(RevocableAxiStream(g.token_bits + 1)), answer=Out(AxiStream(TDATA_BITS)),
                   max_tokens=In(unsigned(g.position_bits + 1), "most tokens of an answer, 0 of no limit"),
                   resume=In(bit(), "a prompt goes on with the last text"), drafting=In(Drafting(g.vectors)),
                   waiting=Out(waiting_token(g)), choice=In(TextChoice(g.token_bits)),
                   ran=Out(TokensRun(g.token_bits, vectors=g.vectors)), drafts=Out(DraftEvents(g.vectors)),
                   position=Out(unsigned(g.position_bits), "of the token at work or awaited"),
                   unknown=Out(bit(), "a token of a prompt is outside the vocabulary"),
                   full=Out(bit(), "the token at the last position has been run"))


def queue_depth(geometry):
    """Words of a prompt's queue: as many as the longest that is answered has tokens."""
    return max(2, 1 << (geometry.context - 1).bit_length())


@module(ports)
def text_slot(clk, rst, prompt, answer, max_tokens, resume, drafting, waiting, choice, ran, drafts, position, unknown,
              full, *, geometry):
    """A text as `token_loop` has it, with drafts as `drafted_passes` has them, whose batches are run by passes that it
    shares with others. A token of the `prompt` has a bit above it where it is outside the vocabulary. The queue takes a
    prompt that fills the context while the answer to the one before is computed, so that no other text's waits. `full`
    comes a cycle after the token is done, `unknown` after the token was taken.
    """
    g, width = geometry, geometry.token_bits + 2
    low, last_at, last_position, no_token = g.token_bits, g.token_bits + 1, g.context - 1, NO_TOKEN
    entering, leaving = Stream(width), Stream(width)
    tokens, own_prompt = RevocableAxiStream(TDATA_BITS), RevocableAxiStream(TDATA_BITS)
    token, token_word = unsigned(g.token_bits), unsigned(TDATA_BITS)
    asked = TokenRun(g.token_bits, g.position_bits, g.vectors, shared=True)
    own_run = TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, waits=True)

    # A token that the queue has no room for may be taken back, which an offer to the queue may not.
    @always_comb
    def enter():
        entering.valid.next = prompt.tvalid and entering.ready
        prompt.tready.next = entering.ready
        entering.data.next = concat(prompt.tlast, prompt.tdata)

    @always_comb
    def leave():
        tokens.tvalid.next = leaving.valid
        leaving.ready.next = tokens.tready
        tokens.tlast.next = leaving.data[last_at]
        token.next = leaving.data[low:]

    @always_comb
    def mark_unknown():
        tokens.tdata.next = token_word
        if leaving.data[low]:
            tokens.tdata.next = no_token

    queue = instance("u_queue", fifo, dict(s=entering, m=leaving), width=width, depth=queue_depth(g))
    loop = instance("u_token_loop", token_loop, dict(
        s_axis=own_prompt, m_axis=answer, max_tokens=max_tokens, resume=resume, run=asked,
        pass_end=PassEnd().leaving_open(*PassEnd().members)), geometry=g)
    batches = instance("u_drafted_passes", drafted_passes, dict(
        asked=asked, s_axis=tokens, prompt=own_prompt, drafting=drafting, row_asked=waiting.taken, run=own_run, ran=ran,
        pass_end=PassEnd().leaving_open(*PassEnd().members), drafts=drafts), geometry=g)
    waits = instance("u_waiting_tokens", waiting_tokens, dict(
        asked=own_run, waiting=waiting, choice=choice), geometry=g)

    @always_seq(clk.posedge, reset=rst)
    def find_end():
        full.next = asked.token_done and (asked.position == last_position)
        unknown.next = own_prompt.tvalid and own_prompt.tready and (own_prompt.tdata == no_token)

    return (enter, leave, mark_unknown, widen(token, token_word), resize(asked.position, position), queue, loop,
            batches, waits, find_end)
