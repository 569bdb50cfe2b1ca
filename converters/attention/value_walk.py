"""The order of the value beats: per block and word of a value all positions."""

from myhdl import always_comb, always_seq

from converters.attention.block_position import block_position
from converters.attention.formats import BANK_BITS, BANKS, INDEX_BITS, block_bits
from converters.hdl import bit, clock, clog2, instance, module, reset, unsigned, widen
from golden.config import BLOCK


def ports(geometry, spacing):
    return dict(clk=clock(), rst=reset(), start=bit(),
                last_block=unsigned(block_bits(geometry)), last_index=unsigned(INDEX_BITS), offer=bit(),
                issue=bit(), next_ready=bit(), next_active=bit(), first=bit(), unit_end=bit(), pass_end=bit(),
                item_end=bit(), layer_end=bit(), first_block=bit(), final_block=bit(),
                bank=unsigned(BANK_BITS), index=unsigned(INDEX_BITS))


@module(ports)
def value_walk(clk, rst, start, last_block, last_index, offer, issue, next_ready, next_active, first, unit_end,
               pass_end, item_end, layer_end, first_block, final_block, bank, index, *, geometry, spacing):
    """The next value beat: `bank` and `index` of its probabilities. `issue` takes it.

    A unit is one word of the values of a block's positions, whose sums leave the engine together; a pass is the units
    of a block. `offer` announces a block's probabilities. `next_ready`: from the next cycle on a unit may begin;
    `next_active`: one has begun by then. Units end at least `spacing` cycles apart, so that the sums of one are gone
    before the next ones come. `first` and `unit_end` bound a unit; `pass_end`, `item_end` and `layer_end` tell what
    else ends with the beat. `first_block` and `final_block` tell about the beat's block within its item.
    """
    last_chunk, last_item = geometry.chunks - 1, geometry.items - 1
    chunk, item = unsigned(clog2(geometry.chunks)), unsigned(clog2(geometry.items))
    waiting = unsigned(BANKS.bit_length())
    hold_bits, spacing_left = max(clog2(spacing), INDEX_BITS), spacing - 1
    full_hold = max(0, spacing - BLOCK)
    hold, new_hold, last_hold, length = (unsigned(hold_bits) for _ in range(4))
    extension = widen(last_index, length)
    next_chunk, taken, some_waiting, next_waiting, next_apart, active, next_final = (bit() for _ in range(7))

    @always_comb
    def flags():
        first.next = index == 0
        next_chunk.next = chunk != last_chunk
        taken.next = issue and pass_end

    @always_comb
    def ends():
        pass_end.next = unit_end and (chunk == last_chunk)
        item_end.next = unit_end and (chunk == last_chunk) and final_block
        layer_end.next = unit_end and (chunk == last_chunk) and final_block and (item == last_item)

    place = instance("u_block_position", block_position, dict(
        clk=clk, rst=rst, start=start, last_block=last_block, last_index=last_index, advance=issue,
        again=next_chunk, bank=bank, index=index, first_block=first_block, final_block=final_block,
        next_final=next_final, block_end=unit_end), geometry=geometry)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        active.next = next_active
        if start:
            chunk.next = 0
            item.next = 0
        elif issue:
            if pass_end:
                chunk.next = 0
            elif unit_end:
                chunk.next = chunk + 1
            if layer_end:
                item.next = 0
            elif item_end:
                item.next = item + 1

    @always_comb
    def look_ahead():
        next_active.next = active and not start
        if issue:
            next_active.next = not unit_end and not start
        next_waiting.next = some_waiting
        if offer and not taken:
            next_waiting.next = 1
        elif taken and not offer:
            next_waiting.next = waiting != 1

    @always_seq(clk.posedge, reset=rst)
    def count_blocks():
        some_waiting.next = next_waiting
        if offer and not taken:
            waiting.next = waiting + 1
        elif taken and not offer:
            waiting.next = waiting - 1

    # `hold`: the next unit, begun so many cycles later, ends at least `spacing` cycles after the one before.
    @always_comb
    def choose_hold():
        new_hold.next = full_hold
        if (next_chunk and final_block) or (not next_chunk and next_final):
            new_hold.next = last_hold

    @always_comb
    def keep_apart():
        next_apart.next = hold <= 1
        if issue and unit_end:
            next_apart.next = new_hold == 0

    @always_comb
    def allow():
        next_ready.next = next_waiting and next_apart

    @always_seq(clk.posedge, reset=rst)
    def pace():
        last_hold.next = 0
        if length < spacing_left:
            last_hold.next = spacing_left - length
        if issue and unit_end:
            hold.next = new_hold
        elif hold != 0:
            hold.next = hold - 1

    return extension, flags, ends, place, walk, look_ahead, count_blocks, choose_hold, keep_apart, allow, pace
