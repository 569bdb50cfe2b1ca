"""The order of the key beats: per item all positions, per position the words of its key."""

from myhdl import always_comb, always_seq

from converters.attention.block_position import block_position
from converters.attention.formats import BANK_BITS, INDEX_BITS, block_bits, query_words
from converters.hdl import Const, Open, bit, clock, clog2, instance, module, reset, resize, unsigned


def ports(geometry):
    return dict(clk=clock(), rst=reset(), start=bit(),
                last_block=unsigned(block_bits(geometry)), last_index=unsigned(INDEX_BITS),
                kv_ready=bit(), ready_items=unsigned(geometry.items.bit_length()),
                issue=bit(), next_item=bit(), next_active=bit(), claim=bit(), position_end=bit(), item_end=bit(),
                first=bit(), last=bit(), item=unsigned(clog2(geometry.items)),
                query_addr=unsigned(clog2(query_words(geometry))))


@module(ports)
def key_walk(clk, rst, start, last_block, last_index, kv_ready, ready_items, issue, next_item,
             next_active, claim, position_end, item_end, first, last, item, query_addr, *, geometry):
    """The next key beat: `first` and `last` of the words of its key, and the query's word. `issue` takes it.

    A pass is a block's beats of one item. `next_item`: from the next cycle on an item's query waits (`ready_items`),
    and the cache is ready (`kv_ready`); `next_active`: a pass has begun by then. `claim` goes with the first beat of a
    pass, which takes a bank; `position_end` with the last beat of each position. `item_end`: the position is its item's
    last.
    """
    last_chunk = geometry.chunks - 1
    chunk = unsigned(clog2(geometry.chunks))
    items = unsigned(geometry.items.bit_length())
    item_after = unsigned(geometry.items.bit_length())
    block_end, final_block, active, item_done = bit(), bit(), bit(), bit()
    item_number = resize(items, item)

    @always_comb
    def flags():
        first.next = chunk == 0
        last.next = chunk == last_chunk
        claim.next = issue and not active

    @always_comb
    def ends():
        position_end.next = issue and (chunk == last_chunk)
        item_end.next = block_end and final_block

    @always_comb
    def count_on():
        item_done.next = position_end and item_end
        item_after.next = items + 1

    @always_comb
    def look_ahead():
        next_item.next = 0
        if item_done:
            next_item.next = kv_ready and not start and (item_after != ready_items)
        else:
            next_item.next = kv_ready and not start and (items != ready_items)
        next_active.next = active and not start
        if issue:
            next_active.next = not start and not (position_end and block_end)

    place = instance("u_block_position", block_position, dict(
        clk=clk, rst=rst, start=start, last_block=last_block, last_index=last_index, advance=position_end,
        again=Const(0, 1), bank=Open(BANK_BITS), index=Open(INDEX_BITS), first_block=Open(1), final_block=final_block,
        next_final=Open(1), block_end=block_end), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        active.next = next_active
        if start:
            chunk.next = 0
            items.next = 0
            query_addr.next = 0
        elif issue:
            if chunk != last_chunk:
                chunk.next = chunk + 1
                query_addr.next = query_addr + 1
            else:
                chunk.next = 0
                if item_end:
                    items.next = items + 1
                    query_addr.next = query_addr + 1
                else:
                    query_addr.next = query_addr - last_chunk

    return item_number, flags, ends, count_on, look_ahead, place, walk
