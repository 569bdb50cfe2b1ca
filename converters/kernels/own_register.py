"""A register of a block's own, though others are like it: one of a high fan-out would be on the critical path."""

from llama2_rtl.converters.hdl import In, Out, clocked, copies, module, unsigned, verbatim


def ports(width):
    return clocked(d=In(unsigned(width)), q=Out(unsigned(width), "d a cycle ago"))


@module(ports, suffix="{width}")
def own_register(clk, rst, d, q, *, width):
    """`q` follows `d` by a cycle; zero after reset. Synthesis is told to keep the register, for others are like it."""
    declarations, process = copies(dict(held=width), [f"if (rst) held <= {width}'d0;", "else held <= d;"])
    return verbatim("\n".join([*declarations, "assign q = held;", "", *process]), [clk, rst, d], [q])
