"""The sums of the spans before, rescaled to the present running maximum."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import DELTA_BITS, sum_addr_bits, sum_bits, sums_per_cycle, vector_elements
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.kernels import round_shift as rounding
from llama2_rtl.converters.memory.ram import ram

LATENCY = 1 + rounding.LATENCY


def ports(geometry):
    g = geometry
    return clocked(fresh=In(bit(), "the first element of a unit"), slot_end=In(bit(), "the last element of a slot"),
                   place=In(unsigned(sum_addr_bits(g)), "the element's number"),
                   deltas=In(unsigned(g.heads_per_beat * DELTA_BITS), "the maxima's growths, with the first element"),
                   rescaled=Out(signed(sum_bits(g)), "the element's sum so far"),
                   write=In(MemoryWrite(sum_addr_bits(g), sum_bits(g))))


@module(ports)
def rescaled_sums(clk, rst, fresh, slot_end, place, deltas, rescaled, write, *, geometry):
    """Keeps the sums that are written; `rescaled` = rhu(kept[place], delta of its slot), LATENCY cycles after `place`.

    `deltas` come with `fresh`, the first element of a unit; `slot_end` marks a slot's last element.
    """
    width, held = sum_bits(geometry), geometry.heads_per_beat * DELTA_BITS
    line, shift_line = unsigned(held), bit()
    delta, kept = unsigned(DELTA_BITS), MemoryRead(sum_addr_bits(geometry), width).with_wires(raddr=place)

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

    memory = instance("u_ram", ram, dict(write=write, read=kept), width=width,
                      depth=vector_elements(geometry) // sums_per_cycle(geometry))
    rescale = instance("u_round_shift", rounding.round_shift, dict(
        in_valid=fresh, x=kept.rdata, n=delta, out_valid=Open(1), y=rescaled), width=width, out_bits=width)
    return follow, choose, memory, rescale
