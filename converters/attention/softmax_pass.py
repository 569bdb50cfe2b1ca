"""When the scores of a span turn into probabilities."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import BANKS, INDEX_BITS
from llama2_rtl.converters.attention.walks import span_position
from llama2_rtl.converters.hdl import Const, In, Open, Out, bit, clocked, clog2, instance, module, unsigned
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.attention_wires import PassMarks, SpanPlace


def ports(geometry, pause):
    return clocked(start=In(bit(), "a layer begins"), span=In(SpanPosition(geometry)),
                   span_scored=In(bit(), "a span's scores are complete"), turn=Out(PassMarks()), place=Out(SpanPlace()),
                   read_index=Out(unsigned(INDEX_BITS), "the next position"))


@module(ports)
def softmax_pass(clk, rst, start, span, span_scored, turn, place, read_index, *, geometry, pause):
    """Per `span_scored` a pass over the span's positions, one per cycle with `valid`; earliest 2 cycles
    after it.

    From the last position of a pass to the first of the next are at least `pause` >= 2 cycles, in which
    `bank` is already the next one. `first` and `last` bound a pass. `read_index` is one cycle ahead of
    `index`.
    """
    pause_left = pause - 2
    pending, hold, span_end, go = unsigned(BANKS.bit_length()), unsigned(clog2(pause)), bit(), bit()

    @always_comb
    def decide():
        go.next = (pending != 0) and not turn.valid and (hold == 0)
        turn.first.next = turn.valid and (place.index == 0)
        turn.last.next = turn.valid and span_end

    position = instance("u_span_position", span_position, dict(
        start=start, span=span, advance=turn.valid, again=Const(0, 1), place=place,
        next_final=Open(1), span_end=span_end), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def run():
        if go:
            turn.valid.next = 1
        elif turn.last:
            turn.valid.next = 0
        if turn.last:
            read_index.next = 0
        elif go or turn.valid:
            read_index.next = read_index + 1
        if turn.last:
            hold.next = pause_left
        elif hold != 0:
            hold.next = hold - 1

    @always_seq(clk.posedge, reset=rst)
    def count():
        if span_scored and not go:
            pending.next = pending + 1
        elif go and not span_scored:
            pending.next = pending - 1

    return decide, position, run, count
