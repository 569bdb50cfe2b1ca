"""What one of several texts has of its own: its prompt's queue, its token loop, its tokens that wait for a pass."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.token_loop import TDATA_BITS, token_loop
from llama2_rtl.converters.control.waiting_tokens import waiting_tokens
from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, resize, unsigned
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import PassEnd
from llama2_rtl.converters.interfaces.sequences import TextChoice, WaitingToken
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream, Stream
from llama2_rtl.converters.memory.fifo import fifo


def ports(geometry):
    g = geometry
    return clocked(prompt=In(RevocableAxiStream(g.token_bits)), answer=Out(AxiStream(TDATA_BITS)),
                   max_tokens=In(unsigned(g.position_bits + 1), "most tokens of an answer, 0 of no limit"),
                   resume=In(bit(), "a prompt goes on with the last text"),
                   waiting=Out(WaitingToken(g.token_bits, g.position_bits)), choice=In(TextChoice(g.token_bits)),
                   position=Out(unsigned(g.position_bits), "of the token at work or awaited"),
                   full=Out(bit(), "the token at the last position has been run"))


def queue_depth(geometry):
    """Words of a prompt's queue: as many as the longest that is answered has tokens."""
    return max(2, 1 << (geometry.context - 1).bit_length())


@module(ports)
def text_slot(clk, rst, prompt, answer, max_tokens, resume, waiting, choice, position, full, *, geometry):
    """A text as `token_loop` has it, whose batches are run by passes that it shares with others. The queue takes a
    prompt that fills the context while the answer to the one before is computed, so that no other text's waits. `full`
    comes a cycle after the token is done.
    """
    g, width = geometry, geometry.token_bits + 1
    low, last_position = g.token_bits, g.context - 1
    entering, leaving = Stream(width), Stream(width)
    tokens, token = RevocableAxiStream(TDATA_BITS), unsigned(g.token_bits)
    run = TokenRun(g.token_bits, g.position_bits, g.vectors)

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
        tokens.tlast.next = leaving.data[low]
        token.next = leaving.data[low:]

    queue = instance("u_queue", fifo, dict(s=entering, m=leaving), width=width, depth=queue_depth(g))
    loop = instance("u_token_loop", token_loop, dict(
        s_axis=tokens, m_axis=answer, max_tokens=max_tokens, resume=resume, run=run,
        pass_end=PassEnd().leaving_open(*PassEnd().members)), geometry=g)
    waits = instance("u_waiting_tokens", waiting_tokens, dict(asked=run, waiting=waiting, choice=choice), geometry=g)

    @always_seq(clk.posedge, reset=rst)
    def find_end():
        full.next = run.token_done and (run.position == last_position)

    return enter, leave, resize(token, tokens.tdata), resize(run.position, position), queue, loop, waits, find_end
