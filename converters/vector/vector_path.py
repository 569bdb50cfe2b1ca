"""Everything between two matrices: the residual stream with its norm, and the quantiser of the engine's input."""

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Open, Out, clocked, clog2, instance, module, resize
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.matrix import Activations, Norm
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.interfaces.vector_wires import ElementsInOrder, PromisedGains, QuantizedVector
from llama2_rtl.converters.vector.apply_gain import GAIN_BITS
from llama2_rtl.converters.vector.element_select import element_select
from llama2_rtl.converters.vector.quantizer import quantizer
from llama2_rtl.converters.vector.residual import X_BITS, residual
from llama2_rtl.golden.quantize import eps_word


def ports(geometry):
    g, vectors, tail = geometry, geometry.vectors, geometry.tail
    elements = ElementsInOrder(vectors=vectors, tail=tail)
    return clocked(batch=In(Batch(vectors)), load_x=In(elements), add_y=In(elements.with_wires()),
                   gain=In(PromisedGains(tail * GAIN_BITS)),
                   attend_u=In(VectorElements(clog2(g.model.q_dim // tail), vectors, tail)),
                   hidden_u=In(VectorElements(clog2(g.model.hidden_dim // tail), vectors, tail)),
                   vector=Out(QuantizedVector(vectors)), norm=Out(Norm(vectors)),
                   act=In(Activations(g.act_addr_bits, vectors * g.columns * g.numerics.act_bits)))


@module(ports)
def vector_path(clk, rst, batch, load_x, add_y, gain, attend_u, hidden_u, vector, norm, act, *, geometry):
    """A vector arrives from the residual (loaded with an embedding, or added to by the rows of WO and W2), from
    attention or from the feed-forward network; it is quantised, and the engine reads it through `act_*` from
    `vector_ready` on. `shift` is its quantiser's; `rm` and `k` are the residual's 1/rms, which the engine applies.
    After a reset the first vector has to be loaded. Several vectors go this way together: `residual` and `quantizer`
    say in which order their elements come.
    """
    m, vectors, tail = geometry.model, geometry.vectors, geometry.tail
    dim_bits, attend_bits, hidden_bits, index_bits = (clog2(count // tail) for count in (
        m.dim, m.q_dim, m.hidden_dim, geometry.max_columns))
    norm_u, elements = VectorElements(dim_bits, vectors, tail), VectorElements(index_bits, vectors, tail)
    signed_gain = PromisedGains(tail * GAIN_BITS, is_signed=True).with_wires(pop=gain.pop, pop_last=gain.pop_last)
    cast = resize(gain.value, signed_gain.value)

    open_vector = {} if vectors == 1 else dict(x_vector=Open(clog2(vectors)))
    quantizer_rst, resetting_quantizer = own_reset("u_quantizer_reset")
    stream = instance("u_residual", residual, dict(
        batch=batch, load_x=load_x, add_y=add_y, gain=signed_gain, u=norm_u, norm_done=Open(1), norm=norm,
        x=Open(tail * X_BITS), x_we=Open(1), x_index=Open(dim_bits), **open_vector),
        dim=m.dim, eps_int=eps_word(m), vectors=vectors, tail=tail)
    select = instance("u_element_select", element_select, dict(
        norm_u=norm_u, attend_u=attend_u, hidden_u=hidden_u, elements=elements),
        index_bits=index_bits, dim_bits=dim_bits, attend_bits=attend_bits, hidden_bits=hidden_bits, vectors=vectors,
        tail=tail)
    quantise = instance("u_quantizer", quantizer, dict(
        rst=quantizer_rst, elements=elements, batch=batch, result=vector, act=act), lanes=geometry.columns,
        max_columns=geometry.max_columns, act_bits=geometry.numerics.act_bits, vectors=vectors, tail=tail)

    return resetting_quantizer, cast, stream, select, quantise
