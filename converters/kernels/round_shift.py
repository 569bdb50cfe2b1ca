"""Narrowing after a multiplication: a variable right shift, rounding half up, saturation."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.golden.number_formats import DOWN

LATENCY = 3


def ports(width, out_bits):
    return clocked(in_x=In(Samples(value=signed(width), n=unsigned(DOWN.bits))),
                   out_y=Out(Samples(value=signed(out_bits))))


@module(ports, suffix="{width}_{out_bits}")
def round_shift(clk, rst, in_x, out_y, *, width, out_bits):
    """y = sat(rhu(x, n)), saturated to `out_bits`. Latency 3 cycles, throughput 1.

    A zero below x receives the last bit shifted out, which is what rounding half up adds. Cycle 1 shifts by
    multiples of 16, cycle 2 by the rest, cycle 3 adds and saturates. Only the `out_bits` + 16 bits that can
    still count go on; of those above it is enough to know whether one differs from the sign. What is at least as wide
    as x holds every y: nothing saturates there.
    """
    kept = out_bits + 16
    top = max(48 + kept, width + 1)
    with_zero, full, valid_1, valid_2 = signed(width + 1), signed(top), bit(), bit()
    fine, coarse_shifted = unsigned(4), unsigned(kept)
    by_four, shifted = unsigned(out_bits + 4), unsigned(out_bits + 1)
    last_out, increment, rounded = bit(), signed(out_bits), signed(out_bits)
    end_16, end_32, end_48 = kept + 16, kept + 32, kept + 48
    four_end, eight_end, twelve_end = out_bits + 8, out_bits + 12, out_bits + 16
    one_end, two_end, three_end = out_bits + 2, out_bits + 3, out_bits + 4
    end = out_bits + 1

    extend, extend_last_out = widen(with_zero, full), widen(last_out, increment)

    @always_comb
    def append_zero():
        with_zero.next = concat(in_x.value, False).signed()

    @always_seq(clk.posedge, reset=rst)
    def shift_coarsely():
        valid_1.next = in_x.valid
        fine.next = in_x.n[4:]
        if in_x.n[6:4] == 0:
            coarse_shifted.next = full[kept:]
        elif in_x.n[6:4] == 1:
            coarse_shifted.next = full[end_16:16]
        elif in_x.n[6:4] == 2:
            coarse_shifted.next = full[end_32:32]
        else:
            coarse_shifted.next = full[end_48:48]

    @always_comb
    def shift_by_fours():
        if fine[4:2] == 0:
            by_four.next = coarse_shifted[three_end:]
        elif fine[4:2] == 1:
            by_four.next = coarse_shifted[four_end:4]
        elif fine[4:2] == 2:
            by_four.next = coarse_shifted[eight_end:8]
        else:
            by_four.next = coarse_shifted[twelve_end:12]

    @always_seq(clk.posedge, reset=rst)
    def shift_finely():
        valid_2.next = valid_1
        if fine[2:] == 0:
            shifted.next = by_four[end:]
        elif fine[2:] == 1:
            shifted.next = by_four[one_end:1]
        elif fine[2:] == 2:
            shifted.next = by_four[two_end:2]
        else:
            shifted.next = by_four[three_end:3]

    @always_comb
    def add():
        last_out.next = shifted[0]
        rounded.next = shifted[:1].signed() + increment

    if out_bits >= width:
        @always_seq(clk.posedge, reset=rst)
        def leave():
            out_y.valid.next = valid_2
            out_y.value.next = rounded
    else:
        differing, sign = unsigned(top - kept + 1), bit()
        over_0, over_16, over_32, over_48, sign_1, sign_2, over_1, over_2 = (bit() for _ in range(8))
        differing_1, group, above, in_group = unsigned(16), unsigned(4), bit(), bit()
        unshifted, smallest, largest = kept - 1, 1 << (out_bits - 1), (1 << (out_bits - 1)) - 1

        @always_comb
        def compare_with_sign():
            sign.next = in_x.value[width - 1]
            if in_x.value[width - 1]:
                differing.next = ~full[:unshifted]
            else:
                differing.next = full[:unshifted]

        @always_comb
        def find_overflow():
            over_0.next = differing != 0
            over_16.next = differing[:16] != 0
            over_32.next = differing[:32] != 0
            over_48.next = differing[:48] != 0

        @always_comb
        def compare_again():
            if sign_1:
                differing_1.next = ~coarse_shifted[:out_bits]
            else:
                differing_1.next = coarse_shifted[:out_bits]

        @always_comb
        def find_late_overflow():
            if fine[4:2] == 0:
                group.next = differing_1[4:]
                above.next = differing_1[:4] != 0
            elif fine[4:2] == 1:
                group.next = differing_1[8:4]
                above.next = differing_1[:8] != 0
            elif fine[4:2] == 2:
                group.next = differing_1[12:8]
                above.next = differing_1[:12] != 0
            else:
                group.next = differing_1[:12]
                above.next = 0

        @always_comb
        def find_latest_overflow():
            if fine[2:] == 0:
                in_group.next = group != 0
            elif fine[2:] == 1:
                in_group.next = group[:1] != 0
            elif fine[2:] == 2:
                in_group.next = group[:2] != 0
            else:
                in_group.next = group[3]

        @always_seq(clk.posedge, reset=rst)
        def keep_overflow():
            sign_1.next = sign
            sign_2.next = sign_1
            over_2.next = over_1 or above or in_group
            if in_x.n[6:4] == 0:
                over_1.next = over_0
            elif in_x.n[6:4] == 1:
                over_1.next = over_16
            elif in_x.n[6:4] == 2:
                over_1.next = over_32
            else:
                over_1.next = over_48

        @always_seq(clk.posedge, reset=rst)
        def saturate():
            out_y.valid.next = valid_2
            if sign_2 and over_2:
                out_y.value.next = intbv(smallest)[out_bits:].signed()
            elif not sign_2 and (over_2 or rounded[out_bits - 1]):
                out_y.value.next = intbv(largest)[out_bits:].signed()
            else:
                out_y.value.next = rounded

        leave = (compare_with_sign, find_overflow, compare_again, find_late_overflow, find_latest_overflow,
                 keep_overflow, saturate)

    return extend, extend_last_out, append_zero, shift_coarsely, shift_by_fours, shift_finely, add, leave
