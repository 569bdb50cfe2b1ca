"""The order of the value beats: per block and word of a value all positions."""

from myhdl import always_comb, always_seq

from converters.attention.block_position import block_position
from converters.attention.formats import BANK_BITS, BANKS, INDEX_BITS, block_bits
from converters.hdl import bit, clock, clog2, instance, module, reset, unsigned, widen


def ports(geometry, spacing):
    return dict(clk=clock(), rst=reset(), start=bit(),
                last_block=unsigned(block_bits(geometry)), last_index=unsigned(INDEX_BITS), offer=bit(),
                issue=bit(), ready=bit(), active=bit(), first=bit(), unit_end=bit(), pass_end=bit(),
                item_end=bit(), layer_end=bit(), first_block=bit(), final_block=bit(),
                bank=unsigned(BANK_BITS), index=unsigned(INDEX_BITS))


@module(ports)
def value_walk(clk, rst, start, last_block, last_index, offer, issue, ready, active, first, unit_end,
               pass_end, item_end, layer_end, first_block, final_block, bank, index, *, geometry, spacing):
    """The next value beat: `bank` and `index` of its probabilities. `issue` takes it.

    A unit is one word of the values of a block's positions, whose sums leave the engine together; a pass is
    the units of a block. `offer` announces a block's probabilities. `ready`: a unit may begin; `active`: one
    has begun. Units end at least `spacing` cycles apart, so that the sums of one are gone before the next
    ones come. `first` and `unit_end` bound a unit; `pass_end`, `item_end` and `layer_end` tell what else ends
    with the beat. `first_block` and `final_block` tell about the beat's block within its item.
    """
    last_chunk, last_item = geometry.chunks - 1, geometry.items - 1
    chunk, item = unsigned(clog2(geometry.chunks)), unsigned(clog2(geometry.items))
    waiting = unsigned(BANKS.bit_length())
    gap_bits = max(clog2(spacing), INDEX_BITS)
    spacing_left = spacing - 1
    gap, next_gap, length, next_length = (unsigned(gap_bits) for _ in range(4))
    limit, next_limit = unsigned(INDEX_BITS), unsigned(INDEX_BITS)
    next_chunk, taken, some_waiting, apart = bit(), bit(), bit(), bit()
    lengths = widen(limit, length), widen(next_limit, next_length)

    @always_comb
    def flags():
        first.next = index == 0
        next_chunk.next = chunk != last_chunk
        ready.next = some_waiting and apart
        taken.next = issue and pass_end

    @always_comb
    def ends():
        pass_end.next = unit_end and (chunk == last_chunk)
        item_end.next = unit_end and (chunk == last_chunk) and final_block
        layer_end.next = unit_end and (chunk == last_chunk) and final_block and (item == last_item)

    place = instance("u_block_position", block_position, dict(
        clk=clk, rst=rst, start=start, last_block=last_block, last_index=last_index, advance=issue,
        again=next_chunk, bank=bank, index=index, limit=limit, next_limit=next_limit, first_block=first_block,
        final_block=final_block, block_end=unit_end), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            active.next = 0
            chunk.next = 0
            item.next = 0
        elif issue:
            active.next = not unit_end
            if pass_end:
                chunk.next = 0
            elif unit_end:
                chunk.next = chunk + 1
            if layer_end:
                item.next = 0
            elif item_end:
                item.next = item + 1

    @always_seq(clk.posedge, reset=rst)
    def pace():
        if offer and not taken:
            waiting.next = waiting + 1
            some_waiting.next = 1
        elif taken and not offer:
            waiting.next = waiting - 1
            some_waiting.next = waiting != 1
        gap.next = next_gap
        if issue and unit_end:
            gap.next = spacing_left

    @always_comb
    def close_gap():
        next_gap.next = 0
        if gap != 0:
            next_gap.next = gap - 1

    # `apart`: the next unit, begun now, ends at least `spacing` cycles after the one before.
    @always_seq(clk.posedge, reset=rst)
    def keep_apart():
        if not (issue and unit_end):
            apart.next = next_gap <= length
        elif next_chunk:
            apart.next = spacing_left <= length
        else:
            apart.next = spacing_left <= next_length

    return lengths, flags, ends, place, walk, pace, close_gap, keep_apart
