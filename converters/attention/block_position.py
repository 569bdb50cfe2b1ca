"""Where a walk over (item, block, position) is within its item."""

from myhdl import always_comb, always_seq

from converters.attention.formats import BANK_BITS, INDEX_BITS, block_bits
from converters.hdl import bit, clock, module, reset, unsigned
from golden.config import BLOCK


def ports(geometry):
    return dict(clk=clock(), rst=reset(), start=bit(),
                last_block=unsigned(block_bits(geometry)), last_index=unsigned(INDEX_BITS), advance=bit(),
                again=bit(), bank=unsigned(BANK_BITS), index=unsigned(INDEX_BITS), limit=unsigned(INDEX_BITS),
                next_limit=unsigned(INDEX_BITS), first_block=bit(), final_block=bit(), block_end=bit())


@module(ports)
def block_position(clk, rst, start, last_block, last_index, advance, again, bank, index, limit, next_limit,
                   first_block, final_block, block_end, *, geometry):
    """Counts positions on `advance`: `index` within the block up to `limit`, blocks up to `last_block`, whose
    limit is `last_index`, then the next item's; a block that ends with `again` is counted anew. `bank` counts
    the blocks of all items, modulo BANKS; `next_limit` is the next one's.

    The flags tell about the present position: no latency. `start` returns to the first; `last_block` and
    `last_index` must not change after it.
    """
    full = BLOCK - 1
    blocks_left, next_left = unsigned(block_bits(geometry)), unsigned(block_bits(geometry))
    next_final = bit()
    left, new_left = unsigned(INDEX_BITS), unsigned(INDEX_BITS)

    @always_comb
    def look_ahead():
        if start or final_block:
            next_left.next = last_block
            next_final.next = last_block == 0
        else:
            next_left.next = blocks_left - 1
            next_final.next = blocks_left == 1

    @always_comb
    def look_at_limit():
        next_limit.next = full
        if next_final:
            next_limit.next = last_index

    @always_comb
    def begin_block():
        new_left.next = limit
        if start or not again:
            new_left.next = next_limit

    @always_seq(clk.posedge, reset=rst)
    def count():
        if start:
            bank.next = 0
            first_block.next = 1
        elif advance and block_end and not again:
            bank.next = bank + 1
            first_block.next = final_block
        if start or (advance and block_end and not again):
            blocks_left.next = next_left
            final_block.next = next_final
            limit.next = next_limit
        if start or (advance and block_end):
            index.next = 0
            left.next = new_left
            block_end.next = new_left == 0
        elif advance:
            index.next = index + 1
            left.next = left - 1
            block_end.next = left == 1

    return look_ahead, look_at_limit, begin_block, count
