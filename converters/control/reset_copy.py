"""A reset of a block's own: the fan-out of one register for all of a large chip would be the critical path."""

from llama2_rtl.converters.hdl import Out, clocked, copies, instance, module, reset, verbatim, wire


def ports():
    return clocked(own_rst=Out(reset(), "rst a cycle ago"))


@module(ports)
def reset_copy(clk, rst, own_rst):
    """`own_rst` follows `rst` by a cycle. Synthesis is told to keep the register, for others are like it."""
    declarations, process = copies(dict(held=1), ["held <= rst;"])
    return verbatim("\n".join([*declarations, "assign own_rst = held;", "", *process]), [clk, rst], [own_rst])


def own_reset(name):
    """`(the reset, the instance that drives it)`, the instance under this name."""
    own_rst = wire(reset(), name.removeprefix("u_"))
    return own_rst, instance(name, reset_copy, dict(own_rst=own_rst))
