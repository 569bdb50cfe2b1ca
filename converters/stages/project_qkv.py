"""Stage 1: the rows of Wk, Wv and Wq; keys and queries turned by RoPE; every head quantised as it completes."""

from myhdl import always_comb, concat

from converters.control.reset_copy import own_reset
from converters.engine import destination
from converters.hdl import Open, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.kernels.rope import rope
from converters.stages.head_counter import KIND_BITS, QUERY, VALUE, head_counter
from converters.stages.matrix_job import matrix_job
from converters.vector.head_quantizer import head_quantizer


def ports(geometry):
    m = geometry.model
    return dict(clk=clock(), rst=reset(), start=bit(), done=bit(),
                token_start=bit(), position=unsigned(geometry.position_bits),
                vector_ready=bit(), engine_start=bit(), all_done=bit(),
                y_valid=bit(), y_dest=unsigned(destination.BITS), y=signed(32),
                kv_valid=bit(), q_valid=bit(), is_v=bit(), head=unsigned(clog2(m.n_heads)),
                index=unsigned(clog2(m.head_dim)), last=bit(), mantissa=signed(16), shift=unsigned(5))


@module(ports)
def project_qkv(clk, rst, start, done, token_start, position, vector_ready, engine_start, all_done, y_valid, y_dest,
                y, kv_valid, q_valid, is_v, head, index, last, mantissa, shift, *, geometry):
    """From `start`, waits for the normalised vector and runs one matrix of K, V and Q rows; `done` when the engine has
    read its last word. Heads leave as mantissas with one `shift`, one element per cycle: keys and (`is_v`) values
    with `kv_valid`, queries with `q_valid`, `last` on a head's last element; the last of them after `done`.
    `token_start` begins the angles of `position`.
    """
    m, n = geometry.model, geometry.numerics
    heads = dict(heads=m.n_heads, kv_heads=m.n_kv_heads, head_dim=m.head_dim)
    head_bits, tag_bits = clog2(m.n_heads), KIND_BITS + clog2(m.n_heads)

    angles_ready, input_ready = bit(), bit()

    @always_comb
    def inputs():
        input_ready.next = vector_ready and angles_ready

    own_rst, resetting = own_reset("u_reset", clk, rst)
    rope_rst, resetting_rope = own_reset("u_rope_reset", clk, rst)
    quantizer_rst, resetting_quantizer = own_reset("u_quantizer_reset", clk, rst)
    job = instance("u_matrix_job", matrix_job, dict(
        clk=clk, rst=own_rst, start=start, vector_ready=input_ready, engine_start=engine_start, all_done=all_done,
        done=done))

    row_valid, rotate = bit(), bit()
    row_kind = unsigned(KIND_BITS)

    @always_comb
    def rows():
        row_valid.next = y_valid and (y_dest == destination.QKV)
        rotate.next = row_kind != VALUE

    row_heads = instance("u_row_heads", head_counter, dict(
        clk=clk, rst=own_rst, en=row_valid, kind=row_kind, head=Open(head_bits)), **heads)

    turned_valid, turned_is_v = bit(), bit()
    turned = signed(32)
    rotation = instance("u_rope", rope, dict(
        clk=clk, rst=rope_rst, start=token_start, position=position, ready=angles_ready, in_valid=row_valid,
        in_rotate=rotate, x=y, out_valid=turned_valid, y=turned), head_dim=m.head_dim,
        pos_bits=geometry.position_bits)

    turned_kind, turned_head, tag = unsigned(KIND_BITS), unsigned(head_bits), unsigned(tag_bits)
    turned_heads = instance("u_turned_heads", head_counter, dict(
        clk=clk, rst=own_rst, en=turned_valid, kind=turned_kind, head=turned_head), **heads)

    @always_comb
    def label():
        turned_is_v.next = turned_kind == VALUE
        tag.next = concat(turned_kind, turned_head)

    out_valid, out_tag = bit(), unsigned(tag_bits)
    quantiser = instance("u_head_quantizer", head_quantizer, dict(
        clk=clk, rst=quantizer_rst, in_valid=turned_valid, in_is_v=turned_is_v, tag=tag, x=turned, out_valid=out_valid,
        out_tag=out_tag, out_index=index, out_last=last, mantissa=mantissa, shift=shift),
        head_dim=m.head_dim, bits_k=n.k_bits, bits_v=n.v_bits, tag_bits=tag_bits)

    @always_comb
    def sort():
        head.next = out_tag[head_bits:]
        is_v.next = out_tag[tag_bits:head_bits] == VALUE
        q_valid.next = out_valid and (out_tag[tag_bits:head_bits] == QUERY)
        kv_valid.next = out_valid and (out_tag[tag_bits:head_bits] != QUERY)

    return (resetting, resetting_rope, resetting_quantizer, inputs, job, rows, row_heads, rotation, turned_heads,
            label, quantiser, sort)
