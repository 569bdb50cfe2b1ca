"""When the scores of a block turn into probabilities."""

from myhdl import always_comb, always_seq

from converters.attention.formats import BANKS, INDEX_BITS, block_bits
from converters.attention.walks import block_position
from converters.hdl import Const, In, Open, Out, bit, clock, clog2, instance, module, reset, unsigned
from converters.interfaces.attention import SpanPosition
from converters.interfaces.attention_wires import BlockPlace, PassMarks


def ports(geometry, pause):
    return dict(clk=In(clock()), rst=In(reset()), start=In(bit(), "a layer begins"),
                span=In(SpanPosition(block_bits(geometry), INDEX_BITS)),
                block_scored=In(bit(), "a block's scores are complete"), turn=Out(PassMarks()),
                place=Out(BlockPlace()), read_index=Out(unsigned(INDEX_BITS), "the next position"))


@module(ports)
def softmax_pass(clk, rst, start, span, block_scored, turn, place, read_index, *, geometry, pause):
    """Per `block_scored` a pass over the block's positions, one per cycle with `valid`; earliest 2 cycles
    after it.

    From the last position of a pass to the first of the next are at least `pause` >= 2 cycles, in which
    `bank` is already the next one. `first` and `last` bound a pass. `read_index` is one cycle ahead of
    `index`.
    """
    pause_left = pause - 2
    pending, hold = unsigned(BANKS.bit_length()), unsigned(clog2(pause))
    block_end, go = bit(), bit()

    @always_comb
    def decide():
        go.next = (pending != 0) and not turn.valid and (hold == 0)
        turn.first.next = turn.valid and (place.index == 0)
        turn.last.next = turn.valid and block_end

    position = instance("u_block_position", block_position, dict(
        clk=clk, rst=rst, start=start, span=span, advance=turn.valid, again=Const(0, 1), place=place,
        next_final=Open(1), block_end=block_end), geometry=geometry)

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
        if block_scored and not go:
            pending.next = pending + 1
        elif go and not block_scored:
            pending.next = pending - 1

    return decide, position, run, count
