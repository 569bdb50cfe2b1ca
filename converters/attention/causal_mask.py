"""Which scores are of positions behind the own one of a vector of a batch."""

from myhdl import always_seq, concat

from llama2_rtl.converters.attention.formats import INDEX_BITS, span_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.attention_wires import ScoreMask


def ports(geometry, back):
    return clocked(start=In(bit(), "an item begins"), span=In(SpanPosition(geometry)),
                   score=In(bit(), "the score of the next position"), mask=Out(ScoreMask(geometry.vectors)))


@module(ports, suffix="{back}")
def causal_mask(clk, rst, start, span, score, mask, *, geometry, back):
    """The scores of an item come of all positions up to that of the batch's last vector; `masked` says of the present
    one that it lies behind the position of the vector that is `back` >= 1 before the last. No latency."""
    left = unsigned(span_bits(geometry) + INDEX_BITS)

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if start:
            left.next = concat(span.last_span, span.last_index)
            mask.masked.next = 0
        elif score:
            left.next = left - 1
            mask.masked.next = mask.masked or (left == back)

    return follow
