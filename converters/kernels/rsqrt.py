"""The reciprocal square root of a wide integer: what a norm multiplies by."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels import leading_nibble as leading
from llama2_rtl.converters.kernels import newton_step as newton
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.memory.rom import registered_rom
from llama2_rtl.golden.number_formats import RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA
from llama2_rtl.golden.tables import MEMORIES, NEWTON_SEED_BITS, RSQRT, RSQRT_MEM, RSQRT_SLOPE_BITS

LATENCY = leading.LATENCY + 2 + newton.LATENCY

RSQRT_DISTANCE_BITS = 12

NARROWEST = 65
"""Bits from which the shift fills `k`."""


def ports(width):
    return clocked(in_s=In(Samples(value=unsigned(width))),
                   out=Out(Samples(rm=unsigned(newton.RESULT_BITS), k=unsigned(RECIPROCAL_EXPONENT.bits))))


@module(ports, suffix="{width}")
def rsqrt(clk, rst, in_s, out, *, width):
    """1 / sqrt(s) = rm * 2^-16 * 2^-k, rm in [2^15, 2^16 - 1], `golden.functions.rsqrt`.

    Latency 8 cycles, throughput 1: three to find the highest four bits, one to shift by a pair of bits to m in
    [1, 4) with 16 fraction bits, one to read the table's entry of m's top bits, three for its register and
    Newton's step by m's distance from the middle of the entry. Raises ValueError for widths outside 65 to 80.
    """
    if not NARROWEST <= width <= leading.WIDEST:
        raise ValueError(f"rsqrt of {width} bits: choose {NARROWEST} to {leading.WIDEST}")
    entry_bits = MEMORIES[RSQRT_MEM][0]
    found = Samples(top=unsigned(20), nibble=unsigned(leading.nibble_bits(width)))
    m, index, below_middle = unsigned(18), unsigned(6), bit()
    entry, distance = unsigned(entry_bits), Samples(value=signed(RSQRT_DISTANCE_BITS))
    k_4, k_5, valid_4 = unsigned(RECIPROCAL_EXPONENT.bits), unsigned(RECIPROCAL_EXPONENT.bits), bit()

    search = instance("u_leading", leading.leading_nibble, dict(in_x=in_s, out=found), width=width)
    table = instance("u_table", registered_rom, dict(addr=index, data=entry), width=entry_bits,
                     depth=len(RSQRT), file=RSQRT_MEM)
    step = instance("u_step", newton.newton_step, dict(
        in_distance=distance, entry=entry, out_y=Samples(valid=out.valid, value=out.rm)),
        slope_width=entry_bits - NEWTON_SEED_BITS, distance_bits=RSQRT_DISTANCE_BITS,
        scale=RSQRT_SLOPE_BITS + RECIPROCAL_MANTISSA.fraction - NEWTON_SEED_BITS)
    beside = delayed("u_exponent", k_5, out.k, newton.LATENCY)

    @always_seq(clk.posedge, reset=rst)
    def choose_pair():
        valid_4.next = found.valid
        if found.top[20:18] != 0:
            m.next = found.top[20:2]
            k_4.next = concat(found.nibble, True)
        else:
            m.next = found.top[18:]
            k_4.next = concat(found.nibble, False)

    @always_comb
    def address():
        index.next = m[18:12]
        below_middle.next = not m[11]

    @always_seq(clk.posedge, reset=rst)
    def look_up():
        distance.valid.next = valid_4
        k_5.next = k_4
        distance.value.next = concat(below_middle, m[11:]).signed()

    return search, table, step, beside, choose_pair, address, look_up
