"""A lane of the vector quantiser with the buffer of its elements."""

from myhdl import always_comb

from converters.hdl import bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.memory.ram import ram
from converters.vector.quantize_lane import SHIFT_BITS, U_BITS, quantize_lane


def ports(lanes, depth, act_bits):
    lane_bits, address_bits = clog2(lanes), clog2(depth)
    return dict(clk=clock(), rst=reset(), lane=unsigned(lane_bits),
                we=bit(), write_lane=unsigned(lane_bits), write_word=unsigned(address_bits), u=signed(U_BITS),
                read_word=unsigned(address_bits), shown=bit(), shown_last=bit(),
                last_lane=unsigned(lane_bits), shift=unsigned(SHIFT_BITS), a=signed(act_bits))


@module(ports)
def quantizer_lane(clk, rst, lane, we, write_lane, write_word, u, read_word, shown, shown_last, last_lane,
                   shift, a, *, lanes, depth, act_bits):
    """Keeps the elements written for this `lane`; `a` is that of `read_word` quantised, 3 cycles after it.

    `shown` comes one cycle after `read_word`, with `shown_last` where the lanes after `last_lane` hold no
    element and give 0. Timing of `shift` and `a` as in `quantize_lane`.
    """
    mine, keep = bit(), bit()
    element, stored = unsigned(U_BITS), unsigned(U_BITS)

    @always_comb
    def select():
        mine.next = we and (write_lane == lane)
        keep.next = shown and ((not shown_last) or (lane <= last_lane))
        element.next = u[U_BITS:]

    buffer = instance("u_ram", ram, dict(
        clk=clk, we=mine, waddr=write_word, wdata=element, raddr=read_word, rdata=stored),
        width=U_BITS, depth=depth)
    quantize = instance("u_quantize_lane", quantize_lane, dict(
        clk=clk, rst=rst, keep=keep, u=stored, shift=shift, a=a), bits=act_bits)
    return select, buffer, quantize
