"""The tokens of a batch, whose rows of the embedding are asked for and loaded one after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, named, state_register, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber

IDLE, ASK, WAIT, START, LOAD = named("IDLE ASK WAIT START LOAD")


def ports(dim, vectors):
    return clocked(pass_start=In(bit(), "the pass begins"), batch=In(Batch(vectors)),
                   ready=In(bit(), "the gains that elements meet are there"),
                   ask=Out(bit(), "a row is asked for"), load=Out(bit(), "the row is loaded"),
                   of=Out(VectorNumber(vectors)), loaded=In(bit(), "an element of it has been loaded"))


@module(ports)
def batch_embedding(clk, rst, pass_start, batch, ready, ask, load, of, loaded, *, dim, vectors):
    """After `pass_start`, for one vector `of` the batch after the other: `ask` pulses; a cycle after the first one
    behind it that is `ready`, `load` pulses; `dim` times `loaded` later it is the next vector's turn. Two vectors or
    more."""
    last_vector, last_element = vectors - 1, dim - 1
    state, element, row_end = state_register(IDLE), unsigned(clog2(dim)), bit()

    @always_comb
    def look():
        ask.next = state == ASK
        load.next = state == START
        row_end.next = loaded and (element == last_element)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if row_end:
            element.next = 0
        elif loaded:
            element.next = element + 1

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if state == IDLE:
            of.vector.next = batch.first
            if pass_start:
                state.next = ASK
        elif state == ASK:
            state.next = WAIT
        elif state == WAIT:
            if ready:
                state.next = START
        elif state == START:
            state.next = LOAD
        elif row_end:
            of.vector.next = of.vector + 1
            state.next = ASK
            if of.vector == last_vector:
                state.next = IDLE

    return look, count, walk
