"""The sums of the blocks before, rescaled to the present running maximum."""

from myhdl import always_comb, always_seq

from converters.attention.formats import DELTA_BITS, sum_addr_bits, sum_bits, vector_elements
from converters.hdl import Open, bit, clock, instance, module, reset, signed, unsigned
from converters.kernels import round_shift as rounding
from converters.memory.ram import ram

LATENCY = 1 + rounding.LATENCY


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(), fresh=bit(), slot_end=bit(), place=unsigned(sum_addr_bits(g)),
                deltas=unsigned(g.slots * DELTA_BITS), rescaled=signed(sum_bits(g)),
                we=bit(), write_place=unsigned(sum_addr_bits(g)), total=signed(sum_bits(g)))


@module(ports)
def rescaled_sums(clk, rst, fresh, slot_end, place, deltas, rescaled, we, write_place, total, *, geometry):
    """Keeps `total` on `we`; `rescaled` = rhu(kept[place], delta of its slot), LATENCY cycles after `place`.

    `deltas` come with `fresh`, the first element of a unit; `slot_end` marks a slot's last element.
    """
    width, held = sum_bits(geometry), geometry.slots * DELTA_BITS
    line = unsigned(held)
    shift_line = bit()
    delta, kept = unsigned(DELTA_BITS), unsigned(width)

    @always_seq(clk.posedge, reset=rst)
    def follow():
        shift_line.next = slot_end
        if fresh:
            line.next = deltas
        elif shift_line:
            line.next = line >> DELTA_BITS

    @always_comb
    def choose():
        delta.next = line[DELTA_BITS:]

    memory = instance("u_ram", ram, dict(
        clk=clk, we=we, waddr=write_place, wdata=total, raddr=place, rdata=kept),
        width=width, depth=vector_elements(geometry))
    rescale = instance("u_round_shift", rounding.round_shift, dict(
        clk=clk, rst=rst, in_valid=fresh, x=kept, n=delta, out_valid=Open(1), y=rescaled),
        width=width, out_bits=width)
    return follow, choose, memory, rescale
