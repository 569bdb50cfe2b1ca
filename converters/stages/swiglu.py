"""SwiGLU: the rows of W1 (gate) and W3 (up) in turn become the hidden vector."""

from myhdl import always_comb, always_seq, concat

from converters.control.reset_copy import own_reset
from converters.hdl import Const, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.kernels.delay import delayed
from converters.kernels.multiply import multiply, multiply_latency
from converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from converters.kernels.round_shift import round_shift
from converters.kernels.silu import LATENCY as SILU_LATENCY
from converters.kernels.silu import silu

FRACTION = 16
PRODUCT_LATENCY = multiply_latency(32, 32)


def up_wait(words):
    """Cycles that an up row waits for its gate's SiLU: the gate's row came `words` cycles earlier."""
    return max(0, SILU_LATENCY + 1 - words)


def latency(words):
    """Cycles from an up row to its element of the hidden vector."""
    return up_wait(words) + PRODUCT_LATENCY + SHIFT_LATENCY


def ports(hidden_dim, words):
    return dict(clk=clock(), rst=reset(), in_valid=bit(), in_last=bit(), y=signed(32),
                u_we=bit(), u_index=unsigned(clog2(hidden_dim)), u=signed(32), u_commit=bit())


@module(ports)
def swiglu(clk, rst, in_valid, in_last, y, u_we, u_index, u, u_commit, *, hidden_dim, words):
    """u = sat32(rhu(silu(gate) * up, 16)), `latency(words)` cycles after the up row. The rows alternate, gate first,
    and come at least `words` cycles apart. `u_index` is the element, `u_commit` marks the last."""
    own_rst, resetting = own_reset("u_reset", clk, rst)
    silu_rst, resetting_silu = own_reset("u_silu_reset", clk, rst)
    product_rst, resetting_product = own_reset("u_product_reset", clk, rst)
    is_up, gate_valid = bit(), bit()
    flags, at_product, at_end = unsigned(2), unsigned(2), unsigned(2)

    @always_comb
    def sort():
        gate_valid.next = in_valid and not is_up
        flags.next = concat(in_valid and is_up, in_valid and is_up and in_last)

    silu_valid, product_valid = bit(), bit()
    activated, held, waited, product = signed(32), signed(32), signed(32), signed(64)
    activation = instance("u_silu", silu, dict(
        clk=clk, rst=silu_rst, in_valid=gate_valid, x=y, out_valid=silu_valid, y=activated))
    wait = delayed("u_wait", clk, own_rst, y, waited, up_wait(words))
    multiplier = instance("u_multiply", multiply, dict(clk=clk, rst=product_rst, a=held, b=waited, y=product),
                          a_bits=32, b_bits=32)
    to_product = delayed("u_to_product", clk, own_rst, flags, at_product, up_wait(words) + PRODUCT_LATENCY)
    to_end = delayed("u_to_end", clk, own_rst, at_product, at_end, SHIFT_LATENCY)
    rounding = instance("u_round_shift", round_shift, dict(
        clk=clk, rst=product_rst, in_valid=product_valid, x=product, n=Const(FRACTION, 6), out_valid=u_we, y=u),
        width=64, out_bits=32)

    @always_comb
    def mark():
        product_valid.next = at_product[1]
        u_commit.next = at_end[0]

    @always_seq(clk.posedge, reset=own_rst)
    def count():
        if in_valid:
            is_up.next = not is_up
        if silu_valid:
            held.next = activated
        if u_commit:
            u_index.next = 0
        elif u_we:
            u_index.next = u_index + 1

    return (resetting, resetting_silu, resetting_product, sort, activation, wait, multiplier, to_product, to_end,
            rounding, mark, count)
