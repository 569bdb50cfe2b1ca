"""The tokens of a pass: as many of a prompt as there are vectors, or one of an answer."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.kernels.per_vector import pick_vector


def ports(token_bits, vectors):
    prompt = MarkedSamples(value=unsigned(token_bits), begins=bit(), last=bit())
    return clocked(prompt=In(prompt), answer=In(Samples(value=unsigned(token_bits))),
                   goes=Out(bit(), "the prompt's token completes a batch"),
                   begins_text=Out(bit(), "with it: the batch begins a text"), batch=Out(Batch(vectors)),
                   vector=In(unsigned(clog2(vectors)), "a vector that is asked for"),
                   token=Out(unsigned(token_bits), "its token, in the same cycle"))


@module(ports, suffix="{vectors}")
def prompt_batch(clk, rst, prompt, answer, goes, begins_text, batch, vector, token, *, token_bits, vectors):
    """The tokens of a `prompt` are gathered until there is one for each vector, or one that is the `last` for now: with
    it comes `goes`, and `begins_text` where the batch's first token `begins` a text. A token of an `answer` is a batch
    by itself. The last vector has the token that came last, those in front of it those before. `batch` and tokens are
    right from the next cycle on and stay until the next token. Two vectors or more."""
    last_vector, held_bits = vectors - 1, vectors * token_bits
    gathering, gathered_begins, gather = bit(), bit(), bit()
    held, shifted, latest = (unsigned(count * token_bits) for count in (vectors, vectors, 1))

    @always_comb
    def decide():
        gather.next = prompt.valid or answer.valid
        goes.next = prompt.valid and (prompt.last or (gathering and (batch.first == 1)))
        begins_text.next = gathered_begins
        if not gathering:
            begins_text.next = prompt.begins

    @always_comb
    def choose():
        latest.next = prompt.value
        if answer.valid:
            latest.next = answer.value

    @always_comb
    def shift():
        shifted.next = concat(latest, held[held_bits:token_bits])

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if gather:
            held.next = shifted
            batch.first.next = last_vector
            gathering.next = 0
        if prompt.valid:
            gathering.next = not goes
            if gathering:
                batch.first.next = batch.first - 1
            else:
                gathered_begins.next = prompt.begins

    return decide, choose, shift, keep, pick_vector(held, vectors, vector, token)
