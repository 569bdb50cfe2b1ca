"""The reset of a board: held until its clock is right and its button is released."""

from myhdl import always

from llama2_rtl.converters.hdl import In, Out, bit, clock, module, reset, unsigned


def ports(hold_bits):
    return dict(clk=In(clock()), locked=In(bit(), "the clock is right"), button_n=In(bit(), "low while it is pressed"),
                rst=Out(reset(), "the board's reset"))


@module(ports)
def board_reset(clk, locked, button_n, rst, *, hold_bits):
    """`rst` is high until `locked` and `button_n` have both been high for 2**hold_bits - 1 cycles without a break, so
    that a bouncing button is one reset. Both may change at any time. Nothing needs a value at power-on: the clock runs
    before it is right.
    """
    longest = (1 << hold_bits) - 1
    entering, steady, held = bit(), bit(), unsigned(hold_bits)

    @always(clk.posedge)
    def synchronise():
        entering.next = locked and button_n
        steady.next = entering

    @always(clk.posedge)
    def count():
        if not steady:
            held.next = 0
        elif held != longest:
            held.next = held + 1

    @always(clk.posedge)
    def hold():
        rst.next = held != longest

    return synchronise, count, hold
