"""One lane of the vector quantiser: shift, round half up, saturate."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.hdl import bit, clock, module, reset, signed, unsigned, widen

U_BITS = 32
SHIFT_BITS = 5


def ports(bits):
    return dict(clk=clock(), rst=reset(), keep=bit(), u=signed(U_BITS), shift=unsigned(SHIFT_BITS),
                a=signed(bits))


@module(ports, suffix="{bits}")
def quantize_lane(clk, rst, keep, u, shift, a, *, bits):
    """`a` = ssat(rhu(u, shift), bits), or 0 without `keep`, for a `shift` that brings u into `bits` bits.

    `a` comes 2 cycles after `u` and `keep` and is the adder's output, not a register: it is meant for the
    write port of a memory. `shift` is read one cycle after `u`.
    """
    width = bits + 1
    held = signed(U_BITS)
    extended = signed(width + (1 << SHIFT_BITS) - 2)
    doubled = unsigned(width + (1 << SHIFT_BITS) - 1)
    by_16, by_8 = unsigned(width + 15), unsigned(width + 7)
    by_4, by_2 = unsigned(width + 3), unsigned(width + 1)
    kept = unsigned(width)
    whole = signed(bits)
    extension = widen(held, extended)

    @always_seq(clk.posedge, reset=rst)
    def hold():
        if keep:
            held.next = u
        else:
            held.next = 0

    @always_comb
    def append_half():
        doubled.next = concat(extended, intbv(0)[1:])

    @always_comb
    def down_16():
        if shift[4]:
            by_16.next = doubled[width + 31:16]
        else:
            by_16.next = doubled[width + 15:]

    @always_comb
    def down_8():
        if shift[3]:
            by_8.next = by_16[width + 15:8]
        else:
            by_8.next = by_16[width + 7:]

    @always_comb
    def down_4():
        if shift[2]:
            by_4.next = by_8[width + 7:4]
        else:
            by_4.next = by_8[width + 3:]

    @always_comb
    def down_2():
        if shift[1]:
            by_2.next = by_4[width + 3:2]
        else:
            by_2.next = by_4[width + 1:]

    @always_seq(clk.posedge, reset=rst)
    def down_1():
        if shift[0]:
            kept.next = by_2[width + 1:1]
        else:
            kept.next = by_2[width:]

    # Rounding up overflows only at the largest value and saturation moves only the smallest: each keeps the
    # other's increment.
    half, at_largest, at_smallest = bit(), bit(), bit()

    @always_comb
    def split():
        whole.next = kept[width:1].signed()
        half.next = kept[0]
        at_largest.next = kept[width:1] == (1 << (bits - 1)) - 1
        at_smallest.next = kept[width:1] == 1 << (bits - 1)

    @always_comb
    def round_and_saturate():
        if at_smallest or (half and not at_largest):
            a.next = whole + 1
        else:
            a.next = whole

    return extension, hold, append_half, down_16, down_8, down_4, down_2, down_1, split, round_and_saturate
