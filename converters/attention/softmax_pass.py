"""When the scores of a block turn into probabilities."""

from myhdl import always_comb, always_seq

from converters.attention.block_position import block_position
from converters.attention.formats import BANK_BITS, BANKS, INDEX_BITS, block_bits
from converters.hdl import Const, Open, bit, clock, clog2, instance, module, reset, unsigned


def ports(geometry, pause):
    return dict(clk=clock(), rst=reset(), start=bit(),
                last_block=unsigned(block_bits(geometry)), last_index=unsigned(INDEX_BITS),
                block_scored=bit(), valid=bit(), first=bit(), last=bit(), first_block=bit(),
                final_block=bit(), bank=unsigned(BANK_BITS), index=unsigned(INDEX_BITS),
                read_index=unsigned(INDEX_BITS))


@module(ports)
def softmax_pass(clk, rst, start, last_block, last_index, block_scored, valid, first, last, first_block,
                 final_block, bank, index, read_index, *, geometry, pause):
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
        go.next = (pending != 0) and not valid and (hold == 0)
        first.next = valid and (index == 0)
        last.next = valid and block_end

    place = instance("u_block_position", block_position, dict(
        clk=clk, rst=rst, start=start, last_block=last_block, last_index=last_index, advance=valid,
        again=Const(0, 1), bank=bank, index=index, first_block=first_block, final_block=final_block, next_final=Open(1),
        block_end=block_end), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def run():
        if go:
            valid.next = 1
        elif last:
            valid.next = 0
        if last:
            read_index.next = 0
        elif go or valid:
            read_index.next = read_index + 1
        if last:
            hold.next = pause_left
        elif hold != 0:
            hold.next = hold - 1

    @always_seq(clk.posedge, reset=rst)
    def count():
        if block_scored and not go:
            pending.next = pending + 1
        elif go and not block_scored:
            pending.next = pending - 1

    return decide, place, run, count
