"""Which scores are of positions behind the own one of a vector of a batch."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import INDEX_BITS, span_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned, widen
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.attention_wires import ScoreMask
from llama2_rtl.converters.interfaces.sequences import last_attending


def ports(geometry, back):
    return clocked(start=In(bit(), "an item begins"), span=In(SpanPosition(geometry)),
                   last=In(last_attending(geometry)), score=In(bit(), "the score of the next position"),
                   mask=Out(ScoreMask(geometry.vectors)))


@module(ports, suffix="{back}")
def causal_mask(clk, rst, start, span, last, score, mask, *, geometry, back):
    """The scores of an item come of all positions up to that of the last vector that attends; `masked` says of the
    present one that it lies behind the position of the vector that is `back` >= 1 before the batch's last. No latency.
    What it says of a vector that is behind the last one has no meaning.
    """
    left = unsigned(span_bits(geometry) + INDEX_BITS)
    behind, find_behind = back, ()
    if geometry.sequences > 1:
        vectors_behind, number = unsigned(geometry.vector_bits), geometry.vectors - 1 - back
        behind = unsigned(len(left))

        @always_comb
        def subtract():
            vectors_behind.next = last.vector - number

        find_behind = subtract, widen(vectors_behind, behind)

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if start:
            left.next = concat(span.last_span, span.last_index)
            mask.masked.next = 0
        elif score:
            left.next = left - 1
            mask.masked.next = mask.masked or (left == behind)

    return find_behind, follow
