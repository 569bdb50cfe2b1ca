"""Which row of which block of an item's earlier positions a stream of the KV cache's words is in."""

from myhdl import always_comb, always_seq

from converters.attention.formats import INDEX_BITS, block_bits
from converters.hdl import bit, clock, module, reset, unsigned
from golden.config import BLOCK


def ports(geometry):
    return dict(clk=clock(), rst=reset(), restart=bit(), last_block=unsigned(block_bits(geometry)),
                last_index=unsigned(INDEX_BITS), row=bit(), block_end=bit(), in_last=bit(), no_rows=bit(),
                rows_end=bit())


@module(ports)
def block_rows(clk, rst, restart, last_block, last_index, row, block_end, in_last, no_rows, rows_end, *, geometry):
    """Counts the rows of a block on `row`, and blocks with the last row of a pass in which `block_end` is high;
    `restart` returns to the first block. The flags tell about the present row: whether it is `in_last`, the block
    `last_block`, which has `last_index` rows and perhaps `no_rows`, and whether the block's rows end with it. No
    latency."""
    full = BLOCK - 1
    index, after = unsigned(INDEX_BITS), unsigned(INDEX_BITS)
    blocks_left = unsigned(block_bits(geometry))

    @always_comb
    def look_ahead():
        after.next = index + 1

    @always_comb
    def look():
        in_last.next = blocks_left == 0
        no_rows.next = (blocks_left == 0) and (last_index == 0)
        rows_end.next = (index == full) or ((blocks_left == 0) and (after == last_index))

    @always_seq(clk.posedge, reset=rst)
    def count():
        if row:
            index.next = index + 1
            if rows_end:
                index.next = 0
        if restart:
            blocks_left.next = last_block
        elif row and rows_end and block_end and not in_last:
            blocks_left.next = blocks_left - 1

    return look_ahead, look, count
