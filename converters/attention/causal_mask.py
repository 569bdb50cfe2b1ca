"""Which scores of a batch are of positions behind the vector's own."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, resize, unsigned
from llama2_rtl.converters.interfaces.attention_wires import ScoreMask
from llama2_rtl.converters.interfaces.batch import BatchPositions


def ports(position_bits, vectors):
    return clocked(start=In(bit(), "a layer begins"), batch=In(BatchPositions(position_bits, vectors)),
                   score=In(bit(), "the score of the next position"), item_end=In(bit(), "with it: the item's last"),
                   mask=Out(ScoreMask(vectors)))


@module(ports)
def causal_mask(clk, rst, start, batch, score, item_end, mask, *, position_bits, vectors):
    """The scores of an item come for one vector of the batch after the other, of all positions up to that of the last
    vector; `masked` says of the present one that its vector's own position lies before it. No latency. Two vectors or
    more."""
    last = vectors - 1
    vector, next_vector, before_last = unsigned(clog2(vectors)), unsigned(clog2(vectors)), unsigned(clog2(vectors))
    left, own, back = unsigned(position_bits), unsigned(position_bits), unsigned(position_bits)
    extension = resize(before_last, back)

    @always_comb
    def find_next():
        next_vector.next = vector + 1
        if start or (vector == last):
            next_vector.next = batch.first

    @always_comb
    def find_own():
        before_last.next = last - next_vector
        own.next = batch.last_position - back

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if start or (score and item_end):
            vector.next = next_vector
            left.next = own
            mask.masked.next = 0
        elif score:
            left.next = left - 1
            mask.masked.next = mask.masked or (left == 0)

    return extension, find_next, find_own, follow
