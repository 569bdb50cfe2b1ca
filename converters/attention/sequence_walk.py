"""The texts of a batch, whose vectors attend one text after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.sequences import SequenceTurn, pass_positions
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.per_vector import pick_vector

SETTLING = 4
"""Cycles from a turn's start until words of the KV cache may be taken: the addresses are there then."""


def ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "a layer begins"), batch=In(Batch(g.vectors)), at=In(pass_positions(g)),
                   done=In(bit(), "the last element of the present turn has left"), turn=Out(SequenceTurn(g)),
                   attending=Out(Batch(g.vectors, ends=True)),
                   position=Out(unsigned(g.position_bits), "the position of the last of them"),
                   ready=Out(bit(), "words of its keys and values may be taken"))


@module(ports)
def sequence_walk(clk, rst, start, batch, at, done, turn, attending, position, ready, *, geometry):
    """Of each text of a batch a turn, from the first vectors on: the first begins as many cycles after `start` as its
    text has vectors, and one more, the next ones as many after `done`. `ready` rises SETTLING cycles after a turn has
    begun and falls in the cycle after its end. Two texts or more.
    """
    g = geometry
    last_vector, bits, numbers = geometry.vectors - 1, clog2(g.vectors), clog2(g.sequences)
    behind = unsigned(bits)
    here, there, own_position = unsigned(numbers), unsigned(numbers), unsigned(g.position_bits)
    seeking, at_end, follows, settled = (bit() for _ in range(4))

    @always_comb
    def look():
        behind.next = attending.last + 1
        at_end.next = (attending.last == last_vector) or (here != there)
        follows.next = done and (attending.last != last_vector)

    reads = (pick_vector(at.sequences, g.vectors, attending.last, here),
             pick_vector(at.sequences, g.vectors, behind, there),
             pick_vector(at.positions, g.vectors, attending.last, own_position))

    @always_seq(clk.posedge, reset=rst)
    def walk():
        turn.start.next = 0
        if start:
            seeking.next = 1
            attending.first.next = batch.first
            attending.last.next = batch.first
        elif seeking:
            if at_end:
                seeking.next = 0
                turn.start.next = 1
                turn.number.next = here
                position.next = own_position
            else:
                attending.last.next = behind
        elif follows:
            seeking.next = 1
            attending.first.next = behind
            attending.last.next = behind

    settle = delayed("u_settled", turn.start, settled, SETTLING - 1)

    @always_seq(clk.posedge, reset=rst)
    def open_and_close():
        if start or done:
            ready.next = 0
        elif settled:
            ready.next = 1

    return look, reads, walk, settle, open_and_close
