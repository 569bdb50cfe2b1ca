"""Elements that come side by side, one after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, instance, module, resize, tie, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import PackedLoad

RULES = (
    Rule("apart", "!{load} || !{following}", "elements have left when the next ones come"),
)


def ports(width, count):
    return clocked(elements=In(PackedLoad(count * width)), element=Out(unsigned(width), "one of the elements"))


@module(ports, suffix="{width}x{count}")
def serializer(clk, rst, elements, element, *, width, count):
    """Parallel in, serial out: `element` is the first of `elements` in the cycle of `load`, the next one in each
    cycle that follows, up to the last; `count` >= 2. Loads come at least `count` cycles apart: the choice between
    `elements` and those kept is a register of its own, for what follows it may be long.
    """
    rest = (count - 1) * width
    own_rst, resetting = own_reset("u_reset")
    line, shifted, following = unsigned(rest), unsigned(rest), bit()
    left, most = unsigned(count - 1), unsigned(count - 1)
    constant = tie(most, (1 << (count - 2)) - 1)  # of more bits than MyHDL writes without a loss

    @always_comb
    def choose():
        if following:
            element.next = line[width:]
        else:
            element.next = elements.value[width:]

    @always_comb
    def shift():
        shifted.next = line >> width

    @always_seq(clk.posedge, reset=own_rst)
    def move():
        if elements.load:
            line.next = elements.value[:width]
            left.next = most
            following.next = 1
        else:
            line.next = shifted
            left.next = left >> 1
            following.next = left[0]

    checks = check(clk, own_rst, RULES, load=elements.load, following=following)
    return resetting, constant, choose, shift, move, checks


def serialized(label, elements, element, width, count):
    """A serializer, or where `count` is 1 the wire that does its work."""
    if count == 1:
        return resize(elements.value, element)
    return instance(label, serializer, dict(elements=elements, element=element), width=width, count=count)
