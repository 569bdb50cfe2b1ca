"""Everything between two matrices: the residual stream with its norm, and the quantiser of the engine's input."""

from converters.control.reset_copy import own_reset
from converters.hdl import Open, bit, clock, clog2, instance, module, reset, resize, signed, unsigned
from converters.vector.element_select import element_select
from converters.vector.quantizer import quantizer
from converters.vector.residual import residual
from golden.quantize import eps_word


def ports(geometry):
    dim_bits, hidden_bits = clog2(geometry.model.dim), clog2(geometry.model.hidden_dim)
    return dict(clk=clock(), rst=reset(), load_valid=bit(), load_x=signed(32), add_valid=bit(), add_y=signed(32),
                gain=unsigned(16), gain_pop=bit(), gain_pop_last=bit(),
                attend_we=bit(), attend_index=unsigned(dim_bits), attend_u=signed(32), attend_commit=bit(),
                hidden_we=bit(), hidden_index=unsigned(hidden_bits), hidden_u=signed(32), hidden_commit=bit(),
                vector_ready=bit(), vector_take=bit(), shift=unsigned(5), rm=unsigned(16), k=unsigned(6),
                act_addr=unsigned(geometry.act_addr_bits),
                act_data=unsigned(geometry.lanes * geometry.numerics.act_bits))


@module(ports)
def vector_path(clk, rst, load_valid, load_x, add_valid, add_y, gain, gain_pop, gain_pop_last, attend_we, attend_index,
                attend_u, attend_commit, hidden_we, hidden_index, hidden_u, hidden_commit, vector_ready, vector_take,
                shift, rm, k, act_addr, act_data, *, geometry):
    """A vector arrives from the residual (loaded with an embedding, or added to by the rows of WO and W2), from
    attention or from the feed-forward network; it is quantised, and the engine reads it through `act_*` from
    `vector_ready` on. `shift` is its quantiser's; `rm` and `k` are the residual's 1/rms, which the engine applies."""
    m = geometry.model
    dim_bits, hidden_bits, index_bits = clog2(m.dim), clog2(m.hidden_dim), clog2(geometry.max_columns)
    norm_we, norm_commit, we, commit = bit(), bit(), bit(), bit()
    norm_index, index = unsigned(dim_bits), unsigned(index_bits)
    norm_u, u, signed_gain = signed(32), signed(32), signed(16)
    cast = resize(gain, signed_gain)

    quantizer_rst, resetting_quantizer = own_reset("u_quantizer_reset", clk, rst)
    stream = instance("u_residual", residual, dict(
        clk=clk, rst=rst, load_valid=load_valid, load_x=load_x, add_valid=add_valid, add_y=add_y,
        gain=signed_gain, gain_pop=gain_pop, gain_pop_last=gain_pop_last, u_we=norm_we, u_index=norm_index, u=norm_u,
        u_commit=norm_commit, norm_done=Open(1), rm=rm, k=k, x_we=Open(1), x_index=Open(dim_bits), x=Open(32)),
        dim=m.dim, eps_int=eps_word(m))
    select = instance("u_element_select", element_select, dict(
        norm_we=norm_we, norm_index=norm_index, norm_u=norm_u, norm_commit=norm_commit,
        attend_we=attend_we, attend_index=attend_index, attend_u=attend_u, attend_commit=attend_commit,
        hidden_we=hidden_we, hidden_index=hidden_index, hidden_u=hidden_u, hidden_commit=hidden_commit,
        we=we, index=index, u=u, commit=commit),
        index_bits=index_bits, dim_bits=dim_bits, hidden_bits=hidden_bits)
    quantise = instance("u_quantizer", quantizer, dict(
        clk=clk, rst=quantizer_rst, we=we, index=index, u=u, commit=commit, ready=vector_ready, take=vector_take,
        shift=shift, act_addr=act_addr, act_data=act_data),
        lanes=geometry.lanes, max_columns=geometry.max_columns, act_bits=geometry.numerics.act_bits)

    return resetting_quantizer, cast, stream, select, quantise
