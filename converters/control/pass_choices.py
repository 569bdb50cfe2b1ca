"""What the positions of a pass chose, one after the other for as long as the drafts were right."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, element, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector
from llama2_rtl.converters.kernels.per_vector import per_vector, pick_vector


def ports(token_bits, vectors):
    return clocked(batch=In(Batch(vectors)), drafted=In(bit(), "its tokens behind the first one are drafts"),
                   tokens=In(unsigned(vectors * token_bits), "its tokens"),
                   choice=In(Samples(value=unsigned(token_bits), **fresh_vector(vectors))),
                   start=In(bit(), "with the last choice or behind it"),
                   last_run=In(unsigned(clog2(vectors)), "the last vector that was run"),
                   take=In(bit(), "the choice that is shown is taken"),
                   token=Out(unsigned(token_bits), "a choice"),
                   agrees=Out(bit(), "the draft behind it is the same: the next choice follows the text too"))


@module(ports, suffix="{vectors}")
def pass_choices(clk, rst, batch, drafted, tokens, choice, start, last_run, take, token, agrees, *, token_bits,
                 vectors):
    """Shows the choices of a pass from the cycle after `start` on, one after the other by `take`: in a drafted pass
    from its first position's on, else its last position's alone. Two vectors or more."""
    last, behind_bits, is_right = vectors - 1, token_bits, bit()
    shown, drafts, draft = unsigned(clog2(vectors)), unsigned(vectors * token_bits), unsigned(token_bits)
    chosen, right = (per_vector(register, vectors, choice.vector) for register in (unsigned(token_bits), bit()))

    @always_comb
    def look_behind():
        drafts.next = tokens >> behind_bits
        agrees.next = is_right and (shown != last_run)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if choice.valid:
            chosen.next = choice.value
            right.next = (choice.vector != last) and (choice.value == draft)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            shown.next = last
            if drafted:
                shown.next = batch.first
        elif take:
            shown.next = shown + 1

    return (look_behind, pick_vector(drafts, vectors, choice.vector, draft), keep, walk,
            element(chosen.at(shown), token), element(right.at(shown), is_right))
