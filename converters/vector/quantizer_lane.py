"""A lane of the vector quantiser with the buffer of its elements."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.memory.ram import ram
from converters.vector.quantize_lane import SHIFT_BITS, U_BITS, quantize_lane


def ports(lanes, depth, act_bits):
    lane_bits, address_bits = clog2(lanes), clog2(depth)
    return dict(clk=clock(), rst=reset(), lane=unsigned(lane_bits),
                we=bit(), write_lane=unsigned(lane_bits), write_word=unsigned(address_bits), u=signed(U_BITS),
                commit=bit(), reading=bit(), read_word=unsigned(address_bits), at_last_word=bit(),
                shift=unsigned(SHIFT_BITS), a=signed(act_bits))


@module(ports)
def quantizer_lane(clk, rst, lane, we, write_lane, write_word, u, commit, reading, read_word, at_last_word, shift, a, *,
                   lanes, depth, act_bits):
    """Keeps the elements written for this `lane`; `a` is that of `read_word` quantised, 3 cycles after `reading`.

    `at_last_word` says that the lanes after that of the element with `commit` hold none of this word: they give 0.
    Timing of `shift` and `a` as in `quantize_lane`.
    """
    mine, ends_after, keep = bit(), bit(), bit()
    element, stored = unsigned(U_BITS), unsigned(U_BITS)

    @always_comb
    def select():
        mine.next = we and (write_lane == lane)
        element.next = u[U_BITS:]

    @always_seq(clk.posedge, reset=rst)
    def judge():
        if commit:
            ends_after.next = write_lane >= lane
        keep.next = reading and ((not at_last_word) or ends_after)

    buffer = instance("u_ram", ram, dict(
        clk=clk, we=mine, waddr=write_word, wdata=element, raddr=read_word, rdata=stored),
        width=U_BITS, depth=depth)
    quantize = instance("u_quantize_lane", quantize_lane, dict(
        clk=clk, rst=rst, keep=keep, u=stored, shift=shift, a=a), bits=act_bits)
    return select, judge, buffer, quantize
