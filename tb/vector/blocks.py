"""The norm as the decoder has it: the residual stream and the vector quantiser."""

from llama2_rtl.converters.hdl import clog2, instance, module
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.vector import quantizer as vector_quantizer
from llama2_rtl.converters.vector import residual as residual_stream
from llama2_rtl.converters.vector.quantizer import quantizer
from llama2_rtl.converters.vector.residual import residual

INNER = ("u", "elements")
"""What connects the two."""


def ports(dim, eps_int, lanes, act_bits, vectors):
    stream = residual_stream.ports(dim=dim, eps_int=eps_int, vectors=vectors)
    vector = vector_quantizer.ports(lanes=lanes, max_columns=dim, act_bits=act_bits, vectors=vectors)
    return {name: port for name, port in {**stream, **vector}.items() if name not in INNER}


@module(ports)
def rms_norm(clk, rst, batch, load_x, add_y, gain, norm_done, norm, x, result, act, *, dim, eps_int, lanes, act_bits,
             vectors):
    """`residual` and `quantizer`, connected."""
    u = VectorElements(clog2(dim), vectors)
    stream = instance("u_residual", residual, dict(
        batch=batch, load_x=load_x, add_y=add_y, gain=gain, u=u, norm_done=norm_done, norm=norm,
        x=x), dim=dim, eps_int=eps_int, vectors=vectors)
    vector = instance("u_quantizer", quantizer, dict(elements=u, batch=batch, result=result, act=act),
                      lanes=lanes, max_columns=dim, act_bits=act_bits, vectors=vectors)
    return stream, vector
