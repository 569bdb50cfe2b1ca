"""The shifts of a block of positions, one position's after the other."""

from myhdl import always_comb, always_seq, concat

from converters.hdl import Part, bit, clock, join, module, reset, unsigned


def ports(entry_bits, entry_bytes, entries, words, lanes):
    return dict(clk=clock(), rst=reset(), load=bit(), data=unsigned(8 * lanes), pop=bit(), entry=unsigned(entry_bits))


@module(ports)
def shift_entries(clk, rst, load, data, pop, entry, *, entry_bits, entry_bytes, entries, words, lanes):
    """`load` brings the next of the block's `words` words of `entries` entries each, `entry_bits` in `entry_bytes`
    bytes. `entry` is the first of the block when all words are there, and the next one after each `pop`."""
    chunk = entries * entry_bits
    kept = unsigned(words * chunk)
    fresh = unsigned(chunk)
    picked = [join(Part(data, 8 * entry_bytes * i + entry_bits, 8 * entry_bytes * i),
                   Part(fresh, (i + 1) * entry_bits, i * entry_bits)) for i in range(entries)]
    total = words * chunk

    if words == 1:
        @always_seq(clk.posedge, reset=rst)
        def move():
            if load:
                kept.next = fresh
            elif pop:
                kept.next = kept >> entry_bits
    else:
        @always_seq(clk.posedge, reset=rst)
        def move():
            if load:
                kept.next = concat(fresh, kept[total:chunk])
            elif pop:
                kept.next = kept >> entry_bits

    @always_comb
    def show():
        entry.next = kept[entry_bits:]

    return picked, move, show
