"""A register that the host writes, with a strobe per byte."""

from myhdl import always_comb, always_seq, concat

from converters.hdl import bit, clock, module, reset, unsigned
from converters.registers.axil_port import STROBE_BITS
from converters.registers.description import PULSE, WORD_BITS
from converters.registers.register_map import BY_NAME, INDEX_BITS


def ports(register):
    return dict(clk=clock(), rst=reset(), write=bit(), index=unsigned(INDEX_BITS), data=unsigned(WORD_BITS),
                strb=unsigned(STROBE_BITS), value=unsigned(WORD_BITS, BY_NAME[register].reset))


def _name(register):
    return register.lower()


@module(ports, suffix=_name)
def word_register(clk, rst, write, index, data, strb, value, *, register):
    """`value` of `register` of the map: the bits of its fields as they were written, all others 0. Where they
    are commands they fall after one cycle."""
    number = BY_NAME[register].index
    mask_0, mask_1, mask_2, mask_3 = (BY_NAME[register].mask >> low & 255 for low in range(0, WORD_BITS, 8))
    byte_0, byte_1, byte_2, byte_3 = (unsigned(8) for _ in range(4))
    merged = unsigned(WORD_BITS)

    @always_comb
    def merge():
        byte_0.next = value[8:0]
        byte_1.next = value[16:8]
        byte_2.next = value[24:16]
        byte_3.next = value[32:24]
        if strb[0]:
            byte_0.next = data[8:0] & mask_0
        if strb[1]:
            byte_1.next = data[16:8] & mask_1
        if strb[2]:
            byte_2.next = data[24:16] & mask_2
        if strb[3]:
            byte_3.next = data[32:24] & mask_3

    @always_comb
    def join_bytes():
        merged.next = concat(byte_3, byte_2, byte_1, byte_0)

    if BY_NAME[register].access == PULSE:
        @always_seq(clk.posedge, reset=rst)
        def keep():
            value.next = 0
            if write and (index == number):
                value.next = merged
    else:
        @always_seq(clk.posedge, reset=rst)
        def keep():
            if write and (index == number):
                value.next = merged

    return merge, join_bytes, keep
