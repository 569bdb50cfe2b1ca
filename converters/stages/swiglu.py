"""SwiGLU: the rows of W1 (gate) and W3 (up) in turn become the hidden vector."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import Const, In, Out, bit, clocked, clog2, instance, module, signed
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector, vector_of
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.per_vector import at, for_last, per_vector, vector_delayed, vector_to
from llama2_rtl.converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.converters.kernels.silu import LATENCY as SILU_LATENCY
from llama2_rtl.converters.kernels.silu import silu
from llama2_rtl.golden.number_formats import DOWN, Q16_16

PRODUCT_LATENCY = multiply_latency(Q16_16.bits, Q16_16.bits)


def up_wait(words):
    """Cycles that an up row waits for its gate's SiLU: the gate's row came `words` cycles earlier."""
    return max(0, SILU_LATENCY + 1 - words)


def latency(words):
    """Cycles from an up row to its element of the hidden vector."""
    return up_wait(words) + PRODUCT_LATENCY + SHIFT_LATENCY


def ports(hidden_dim, words, vectors=1):
    return clocked(in_y=In(MarkedSamples(last=bit(), value=signed(Q16_16.bits), **fresh_vector(vectors))),
                   u=Out(VectorElements(clog2(hidden_dim), vectors)))


@module(ports)
def swiglu(clk, rst, in_y, u, *, hidden_dim, words, vectors=1):
    """u = sat32(rhu(silu(gate) * up, 16)), `latency(words)` cycles after the up row. The rows alternate, gate first,
    and come at least `words` cycles apart. `u_index` is the element, `u_commit` marks the last. Of several vectors a
    row comes for each, in the order of the vectors, and those of one vector keep this distance."""
    own_rst, resetting = own_reset("u_reset")
    silu_rst, resetting_silu = own_reset("u_silu_reset")
    product_rst, resetting_product = own_reset("u_product_reset")
    vector = vector_of(in_y)
    is_up, up_valid, up_last = per_vector(bit(), vectors, vector), bit(), bit()
    gate, activated = Samples(value=in_y.value), Samples(value=signed(Q16_16.bits))

    @always_comb
    def sort():
        gate.valid.next = in_y.valid and not is_up
        up_valid.next = in_y.valid and is_up
        up_last.next = in_y.valid and is_up and in_y.last

    activated_vector, to_activated = vector_delayed("u_activated_vector", vector, SILU_LATENCY, rst=own_rst)
    up_vector, to_up = vector_delayed("u_up_vector", vector, up_wait(words), rst=own_rst)
    to_u = vector_to("u_to_u", vector, vector_of(u), latency(words), rst=own_rst)
    held, product = per_vector(signed(Q16_16.bits), vectors, activated_vector), signed(2 * Q16_16.bits)
    activation = instance("u_silu", silu, dict(rst=silu_rst, in_x=gate, out_y=activated))
    (up,), wait = delay_line("u_wait", (in_y.value,), up_wait(words), rst=own_rst)
    multiplier = instance("u_multiply", multiply, dict(
        rst=product_rst, a=at(held, up_vector), b=up, y=product), a_bits=Q16_16.bits, b_bits=Q16_16.bits)
    (product_valid, product_last), to_product = delay_line(
        "u_to_product", (up_valid, up_last), up_wait(words) + PRODUCT_LATENCY, rst=own_rst)
    to_end = delayed("u_to_end", product_last, u.commit, SHIFT_LATENCY, rst=own_rst)
    rounding = instance("u_round_shift", round_shift, dict(
        rst=product_rst, in_valid=product_valid, x=product, n=Const(Q16_16.fraction, DOWN.bits),
        out_y=Samples(valid=u.we, value=u.value)), width=2 * Q16_16.bits, out_bits=Q16_16.bits)

    row_end, row_beside = for_last(u.we, vectors, vector_of(u))
    hidden_end, hidden_beside = for_last(u.commit, vectors, vector_of(u))

    @always_seq(clk.posedge, reset=own_rst)
    def count():
        if in_y.valid:
            is_up.next = not is_up
        if activated.valid:
            held.next = activated.value
        if hidden_end:
            u.index.next = 0
        elif row_end:
            u.index.next = u.index + 1

    return (resetting, resetting_silu, resetting_product, to_activated, to_up, to_u, row_beside, hidden_beside, sort,
            activation, wait, multiplier, to_product, to_end, rounding, count)
