"""A register of a block's own, though others are like it: one for many blocks would be a slow net."""

from converters.hdl import clock, module, reset, unsigned, verbatim


def ports(width):
    return dict(clk=clock(), rst=reset(), d=unsigned(width), q=unsigned(width))


@module(ports, suffix="{width}")
def own_register(clk, rst, d, q, *, width):
    """`q` follows `d` by a cycle. Synthesis is told to keep the register."""
    bits = f"[{width - 1}:0] " if width > 1 else ""
    body = f"""reg {bits}held;
assign q = held;

(* keep *) always @(posedge clk)
    if (rst) held <= {width}'d0;
    else held <= d;"""
    return verbatim(body, [clk, rst, d], [q])
