"""Powers of two with a negative exponent: the softmax's probabilities and what they add to its sum."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, part, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.memory.rom import registered_rom
from llama2_rtl.golden.tables import EXP2_BITS, EXP2_MEM

LATENCY = 5


def ports():
    return clocked(in_=In(Samples(d=unsigned(26), shift=unsigned(5))), out=Out(Samples(p=unsigned(15), l=unsigned(31))))


@module(ports)
def exp2(clk, rst, in_, out):
    """p = 2^-d in 15 fraction bits, l = 2^-(d + shift) in 31; d has 8 fraction bits. Latency 5, throughput 1.

    Both are the table's mantissa shifted right, the last bit shifted out added. `golden.functions.exp2`.
    """
    mantissa, valid_1, valid_2, valid_3, valid_4 = unsigned(EXP2_BITS), bit(), bit(), bit(), bit()
    whole_1, far_1, shift_1 = unsigned(5), bit(), unsigned(5)
    p_shift, p_zero, l_shift, l_zero = unsigned(4), bit(), unsigned(5), bit()
    p_fine, l_fine, p_coarse, p_shifted = unsigned(2), unsigned(3), unsigned(16), unsigned(16)
    l_coarse, l_shifted = unsigned(32), unsigned(32)
    total, whole_wide, shift_wide = unsigned(6), unsigned(6), unsigned(6)
    p_last, p_increment, l_last, l_increment = bit(), unsigned(15), bit(), unsigned(31)

    table = instance("u_table", registered_rom, dict(addr=part(in_.d, 0, 8), data=mantissa),
                     width=EXP2_BITS, depth=256, file=EXP2_MEM)
    extend_whole, extend_shift = widen(whole_1, whole_wide), widen(shift_1, shift_wide)
    extend_p, extend_l = widen(p_last, p_increment), widen(l_last, l_increment)

    @always_seq(clk.posedge, reset=rst)
    def look_up():
        valid_1.next = in_.valid
        whole_1.next = in_.d[13:8]
        far_1.next = in_.d[26:13] != 0
        shift_1.next = in_.shift

    @always_comb
    def add_exponents():
        total.next = whole_wide + shift_wide

    @always_seq(clk.posedge, reset=rst)
    def find_shifts():
        valid_2.next = valid_1
        p_shift.next = whole_1[4:]
        p_zero.next = far_1 or whole_1[4]
        l_shift.next = total[5:]
        l_zero.next = far_1 or total[5]

    @always_seq(clk.posedge, reset=rst)
    def shift_coarsely():
        valid_3.next = valid_2
        p_fine.next = p_shift[2:]
        l_fine.next = l_shift[3:]
        if p_zero:
            p_coarse.next = 0
        else:
            p_coarse.next = concat(mantissa, False) >> concat(p_shift[4:2], False, False)
        if l_zero:
            l_coarse.next = 0
        else:
            l_coarse.next = concat(mantissa, intbv(0)[17:]) >> concat(l_shift[5:3], False, False, False)

    @always_seq(clk.posedge, reset=rst)
    def shift_finely():
        valid_4.next = valid_3
        p_shifted.next = p_coarse >> p_fine
        l_shifted.next = l_coarse >> l_fine

    @always_comb
    def last_bits():
        p_last.next = p_shifted[0]
        l_last.next = l_shifted[0]

    @always_seq(clk.posedge, reset=rst)
    def add_last_bits():
        out.valid.next = valid_4
        out.p.next = p_shifted[:1] + p_increment
        out.l.next = l_shifted[:1] + l_increment

    return (table, extend_whole, extend_shift, extend_p, extend_l, look_up, add_exponents, find_shifts,
            shift_coarsely, shift_finely, last_bits, add_last_bits)
