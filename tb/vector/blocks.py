"""The norm as the decoder has it: the residual stream and the vector quantiser."""

from converters.hdl import bit, clog2, instance, module, signed, unsigned
from converters.vector import quantizer as vector_quantizer
from converters.vector import residual as residual_stream
from converters.vector.quantizer import quantizer
from converters.vector.residual import residual

INNER = ("u_we", "u_index", "u", "u_commit", "we", "index", "commit")
"""What connects the two."""


def ports(dim, eps_int, lanes, act_bits):
    stream = residual_stream.ports(dim=dim, eps_int=eps_int)
    vector = vector_quantizer.ports(lanes=lanes, max_columns=dim, act_bits=act_bits)
    return {name: signal for name, signal in {**stream, **vector}.items() if name not in INNER}


@module(ports)
def rms_norm(clk, rst, load_valid, load_x, add_valid, add_y, gain, gain_pop, gain_pop_last, norm_done, rm, k,
             x_we, x_index, x, ready, take, shift, act_addr, act_data, *, dim, eps_int, lanes, act_bits):
    """`residual` and `quantizer`, connected."""
    u_we, u_commit, u_index, u = bit(), bit(), unsigned(clog2(dim)), signed(32)
    stream = instance("u_residual", residual, dict(
        clk=clk, rst=rst, load_valid=load_valid, load_x=load_x, add_valid=add_valid, add_y=add_y, gain=gain,
        gain_pop=gain_pop, gain_pop_last=gain_pop_last, u_we=u_we, u_index=u_index, u=u, u_commit=u_commit,
        norm_done=norm_done, rm=rm, k=k, x_we=x_we, x_index=x_index, x=x), dim=dim, eps_int=eps_int)
    vector = instance("u_quantizer", quantizer, dict(
        clk=clk, rst=rst, we=u_we, index=u_index, u=u, commit=u_commit, ready=ready, take=take, shift=shift,
        act_addr=act_addr, act_data=act_data), lanes=lanes, max_columns=dim, act_bits=act_bits)
    return stream, vector
