"""Elements that come together leave one after the other."""

from myhdl import always_comb, always_seq

from converters.control.reset_copy import own_reset
from converters.hdl import bit, clock, instance, module, reset, resize, unsigned


def ports(width, count):
    return dict(clk=clock(), rst=reset(), load=bit(), elements=unsigned(count * width),
                element=unsigned(width))


@module(ports, suffix="{width}x{count}")
def serializer(clk, rst, load, elements, element, *, width, count):
    """`element` is the first of `elements` in the cycle of `load`, the next one in each cycle that follows;
    `count` >= 2."""
    rest = (count - 1) * width
    own_rst, resetting = own_reset("u_reset", clk, rst)
    line, shifted = unsigned(rest), unsigned(rest)

    @always_comb
    def choose():
        if load:
            element.next = elements[width:]
        else:
            element.next = line[width:]

    @always_comb
    def shift():
        shifted.next = line >> width

    @always_seq(clk.posedge, reset=own_rst)
    def move():
        if load:
            line.next = elements[:width]
        else:
            line.next = shifted

    return resetting, choose, shift, move


def serialized(label, clk, rst, load, elements, element, width, count):
    """A serializer, or where `count` is 1 the wire that does its work."""
    if count == 1:
        return resize(elements, element)
    return instance(label, serializer, dict(
        clk=clk, rst=rst, load=load, elements=elements, element=element), width=width, count=count)
