"""Small blocks that exist for the tests of the conversion and of the harness."""

from myhdl import always, always_comb, always_seq

from llama2_rtl.converters.hdl import (
    In,
    Out,
    Part,
    Rule,
    bit,
    check,
    clock,
    clocked,
    instance,
    join,
    module,
    part,
    reset,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.kernels_wires import Samples


def stage_ports(width):
    return dict(clk=clock(), rst=reset(), in_valid=bit(), in_ready=bit(), in_data=unsigned(width),
                out_valid=bit(), out_ready=bit(), out_data=unsigned(width))


@module(stage_ports, suffix="{width}")
def stream_stage(clk, rst, in_valid, in_ready, in_data, out_valid, out_ready, out_data, *, width):
    """One word of buffer between two streams; takes a word every other cycle at best."""
    @always_seq(clk.posedge, reset=rst)
    def buffer():
        in_ready.next = 0
        if out_valid and out_ready:
            out_valid.next = 0
        if not out_valid and in_valid and not in_ready:
            in_ready.next = 1
            out_data.next = in_data
            out_valid.next = 1
    return buffer


@module(stage_ports)
def two_stages(clk, rst, in_valid, in_ready, in_data, out_valid, out_ready, out_data, *, width):
    """Two instances of `stream_stage`, one behind the other."""
    between_valid, between_ready, between_data = bit(), bit(), unsigned(width)
    u_first = instance("u_first", stream_stage, dict(
        in_valid=in_valid, in_ready=in_ready, in_data=in_data,
        out_valid=between_valid, out_ready=between_ready, out_data=between_data), width=width)
    u_second = instance("u_second", stream_stage, dict(
        in_valid=between_valid, in_ready=between_ready, in_data=between_data,
        out_valid=out_valid, out_ready=out_ready, out_data=out_data), width=width)
    return u_first, u_second


def many_registers_ports(width):
    return dict(clk=clock(), rst=reset(), **{name: unsigned(width) for name in ("a", "b", "c", "p", "q", "r", "s")})


@module(many_registers_ports)
def many_registers(clk, rst, a, b, c, p, q, r, s, *, width):
    """Several registers in one process, and one sum of several inputs: their order must not come from a set."""
    @always_seq(clk.posedge, reset=rst)
    def registers():
        p.next = a
        q.next = b
        r.next = c

    @always_comb
    def mask():
        s.next = 0
        if p == 0 and q == 0:
            s.next = a & b & c

    return registers, mask


def increment_ports():
    return dict(clk=clock(), rst=reset(), a=unsigned(4), y=unsigned(4))


@module(increment_ports)
def increment(clk, rst, a, y):
    """y = a + 1, modulo 16. Latency 1 cycle."""
    @always_seq(clk.posedge, reset=rst)
    def register():
        if a == 15:
            y.next = 0
        else:
            y.next = a + 1
    return register


def increment_lanes_ports(lanes):
    return dict(clk=clock(), rst=reset(), a=unsigned(4 * lanes), sums=unsigned(4 * lanes + 2))


@module(increment_lanes_ports)
def increment_lanes(clk, rst, a, sums, *, lanes):
    """`increment` on each of `lanes` elements of `a`; above them the lowest two bits of `a`."""
    high = wire(unsigned(2), "high")
    units = [instance(f"u_lane_{i}", increment, dict(a=part(a, i, 4), y=part(sums, i, 4)))
             for i in range(lanes)]

    @always_comb
    def low_bits():
        high.next = a[2:]

    return units, low_bits, join(Part(high, 2, 0), Part(sums, 4 * lanes + 2, 4 * lanes))


OFFER_RULES = (
    Rule("offer", "{offered} || !{was_offered} || {was_taken}", "an offer stays until it is taken"),
    Rule("low", "{level} < 3", "the level is below 3"),
)


def offer_ports():
    return dict(clk=clock(), rst=reset(), valid=bit(), ready=bit(), fill=unsigned(2), copy=unsigned(2))


@module(offer_ports)
def checked_offer(clk, rst, valid, ready, fill, copy):
    """An input and its copy, with rules for the inputs under other names than they have here."""
    @always_comb
    def follow():
        copy.next = fill

    return follow, check(clk, rst, OFFER_RULES, offered=valid, taken=ready, level=fill)


def forgetful_ports():
    return clocked(in_x=In(Samples(value=unsigned(4))), shown=In(bit()), out_y=Out(Samples(value=unsigned(4))),
                   seen=Out(bit()))


@module(forgetful_ports)
def forgetful(clk, rst, in_x, shown, out_y, seen):
    """Hands on the sample before the present one, the first time none, and has a flag that no reset reaches."""
    kept = unsigned(4)

    @always_seq(clk.posedge, reset=rst)
    def answer():
        out_y.valid.next = in_x.valid

    @always(clk.posedge)
    def keep():
        if in_x.valid:
            kept.next = in_x.value
            out_y.value.next = kept
        if shown:
            seen.next = 1

    return answer, keep
