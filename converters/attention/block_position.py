"""Where a walk over (item, block, position) is within its item."""

from myhdl import always_comb, always_seq

from converters.attention.formats import BANK_BITS, INDEX_BITS, block_bits
from converters.hdl import bit, clock, module, reset, unsigned
from golden.config import BLOCK


def ports(geometry):
    return dict(clk=clock(), rst=reset(), start=bit(),
                last_block=unsigned(block_bits(geometry)), last_index=unsigned(INDEX_BITS), advance=bit(),
                again=bit(), bank=unsigned(BANK_BITS), index=unsigned(INDEX_BITS), first_block=bit(), final_block=bit(),
                next_final=bit(), block_end=bit())


@module(ports)
def block_position(clk, rst, start, last_block, last_index, advance, again, bank, index, first_block,
                   final_block, next_final, block_end, *, geometry):
    """Counts positions on `advance`: `index` within the block, blocks up to `last_block`, which ends at `last_index`,
    then the next item's; a block that ends with `again` is counted anew. `bank` counts the blocks of all items, modulo
    2^BANK_BITS; `next_final` tells that the next one will be its item's final one.

    The flags tell about the present position: no latency. `start` returns to the first; `last_block` and
    `last_index` must not change after it.
    """
    full = BLOCK - 1
    next_left = unsigned(block_bits(geometry))
    lone, next_lone, one_position, single = (bit() for _ in range(4))
    left, limit, next_limit = (unsigned(INDEX_BITS) for _ in range(3))

    @always_comb
    def look():
        one_position.next = last_index == 0
        single.next = last_block == 0

    # What the next block will be stands in registers too: much hangs on the flags of the present one.
    @always_seq(clk.posedge, reset=rst)
    def count_blocks():
        if start:
            bank.next = 0
            first_block.next = 1
            final_block.next = single
            limit.next = full
            lone.next = single and one_position
            if single:
                limit.next = last_index
            next_left.next = last_block - 1
            next_final.next = last_block == 1
            if single:
                next_left.next = 0
                next_final.next = 1
        elif advance and block_end and not again:
            bank.next = bank + 1
            first_block.next = final_block
            final_block.next = next_final
            limit.next = next_limit
            lone.next = next_lone
            next_left.next = next_left - 1
            next_final.next = next_left == 1
            if next_final:
                next_left.next = last_block
                next_final.next = single

    @always_comb
    def look_ahead():
        next_limit.next = full
        if next_final:
            next_limit.next = last_index
        next_lone.next = next_final and one_position

    @always_seq(clk.posedge, reset=rst)
    def count_positions():
        if start:
            index.next = 0
            left.next = full
            block_end.next = single and one_position
            if single:
                left.next = last_index
        elif advance and block_end:
            index.next = 0
            if again:
                left.next = limit
                block_end.next = lone
            else:
                left.next = next_limit
                block_end.next = next_lone
        elif advance:
            index.next = index + 1
            left.next = left - 1
            block_end.next = left == 1

    return look, count_blocks, look_ahead, count_positions
