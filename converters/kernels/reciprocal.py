"""The reciprocal of an integer: the softmax divides by its sum."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels import leading_nibble as leading
from llama2_rtl.converters.kernels import newton_step as newton
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.memory.rom import registered_rom
from llama2_rtl.golden.number_formats import RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA
from llama2_rtl.golden.tables import MEMORIES, NEWTON_SEED_BITS, RECIPROCAL, RECIPROCAL_MEM, RECIPROCAL_SLOPE_BITS

LATENCY = leading.LATENCY + 2 + newton.LATENCY

RECIPROCAL_DISTANCE_BITS = 8

WIDEST = 64
"""Bits of the widest number whose shift fits in `k`."""


def ports(width):
    return clocked(in_x=In(Samples(value=unsigned(width))),
                   out=Out(Samples(rc=unsigned(newton.RESULT_BITS), k=unsigned(RECIPROCAL_EXPONENT.bits))))


@module(ports, suffix="{width}")
def reciprocal(clk, rst, in_x, out, *, width):
    """1 / x = rc * 2^-16 * 2^-k, rc in [2^15, 2^16 - 1], k = msb(x), of x > 0: `golden.functions.reciprocal`.

    Latency 8 cycles, throughput 1: three to find the highest four bits, one to shift the highest one away, one to
    read the table's entry of the next eight, three for its register and Newton's step by the distance of the eight bits
    after those from the middle of the entry. Raises ValueError for a width above 64.
    """
    if width > WIDEST:
        raise ValueError(f"reciprocal of {width} bits: at most {WIDEST}, choose a smaller width")
    entry_bits = MEMORIES[RECIPROCAL_MEM][0]
    found = Samples(top=unsigned(20), nibble=unsigned(leading.nibble_bits(width)))
    fraction, below_middle = unsigned(16), bit()
    entry, distance = unsigned(entry_bits), Samples(value=signed(RECIPROCAL_DISTANCE_BITS))
    k_4, k_5, valid_4 = unsigned(RECIPROCAL_EXPONENT.bits), unsigned(RECIPROCAL_EXPONENT.bits), bit()

    search = instance("u_leading", leading.leading_nibble, dict(in_x=in_x, out=found), width=width)
    table = instance("u_table", registered_rom, dict(addr=Part(fraction, 16, 8), data=entry), width=entry_bits,
                     depth=len(RECIPROCAL), file=RECIPROCAL_MEM)
    step = instance("u_step", newton.newton_step, dict(
        in_distance=distance, entry=entry, out_y=Samples(valid=out.valid, value=out.rc)),
        slope_width=entry_bits - NEWTON_SEED_BITS, distance_bits=RECIPROCAL_DISTANCE_BITS,
        scale=RECIPROCAL_SLOPE_BITS + RECIPROCAL_MANTISSA.fraction - NEWTON_SEED_BITS)
    beside = delayed("u_exponent", k_5, out.k, newton.LATENCY)

    @always_seq(clk.posedge, reset=rst)
    def choose_bit():
        valid_4.next = found.valid
        if found.top[19]:
            fraction.next = found.top[19:3]
            k_4.next = concat(found.nibble, intbv(3)[2:])
        elif found.top[18]:
            fraction.next = found.top[18:2]
            k_4.next = concat(found.nibble, intbv(2)[2:])
        elif found.top[17]:
            fraction.next = found.top[17:1]
            k_4.next = concat(found.nibble, intbv(1)[2:])
        else:
            fraction.next = found.top[16:]
            k_4.next = concat(found.nibble, intbv(0)[2:])

    @always_comb
    def compare_with_middle():
        below_middle.next = not fraction[7]

    @always_seq(clk.posedge, reset=rst)
    def look_up():
        distance.valid.next = valid_4
        k_5.next = k_4
        distance.value.next = concat(below_middle, fraction[7:]).signed()

    return search, table, step, beside, choose_bit, compare_with_middle, look_up
