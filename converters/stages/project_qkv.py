"""Stage 1: the rows of Wk, Wv and Wq; keys and queries turned by RoPE; every head quantised as it completes."""

from myhdl import always_comb, concat

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, clog2, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.kernels_wires import AngleStart, MarkedSamples, Samples
from llama2_rtl.converters.interfaces.matrix import MatrixRun, RowResults
from llama2_rtl.converters.interfaces.of_vector import as_field, fresh_vector, vector_of
from llama2_rtl.converters.interfaces.stages_wires import ElementMark, ProjectedHeads, VectorPosition
from llama2_rtl.converters.interfaces.vector_wires import Heads, QuantizedHeads
from llama2_rtl.converters.kernels.batch_angles import batch_angles
from llama2_rtl.converters.kernels.rope import rope
from llama2_rtl.converters.kernels.rope_side_by_side import rope_side_by_side
from llama2_rtl.converters.stages.head_counter import KIND_BITS, QUERY, VALUE, head_counter
from llama2_rtl.converters.stages.matrix_job import matrix_job
from llama2_rtl.converters.vector.head_quantizer import head_quantizer
from llama2_rtl.golden.number_formats import Q16_16


def ports(geometry):
    return clocked(handover=In(Handover()), token_start=In(bit(), "compute the angles of the position"),
                   batch=In(Batch(geometry.vectors)),
                   position=In(VectorPosition(geometry.position_bits, geometry.vectors)), matrix=Out(MatrixRun()),
                   y=In(RowResults(destination.BITS, last=False, vectors=geometry.vectors, tail=geometry.tail)),
                   heads=Out(ProjectedHeads(geometry.model, geometry.vectors, geometry.tail)))


def mark_of(sample, vectors):
    """That a sample comes, of its vector."""
    return ElementMark(vectors).with_wires(valid=sample.valid, **as_field(vector_of(sample)))


@module(ports)
def project_qkv(clk, rst, handover, token_start, batch, position, matrix, y, heads, *, geometry):
    """From `start`, waits for the normalised vector and runs one matrix of K, V and Q rows; `done` when the engine has
    read its last word. Heads leave as mantissas with one `shift`, `tail` elements per cycle; the last after `done`.
    `token_start` begins the angles of `position`, which must hold still until the first row. Of several vectors a row
    comes for each, and a head leaves of each, in the order of the vectors.
    """
    m, n, vectors, tail = geometry.model, geometry.numerics, geometry.vectors, geometry.tail
    counts = dict(heads=m.n_heads, kv_heads=m.n_kv_heads, head_dim=m.head_dim // tail, vectors=vectors)
    head_bits, tag_bits = clog2(m.n_heads), KIND_BITS + clog2(m.n_heads)

    angles = AngleStart(geometry.position_bits, vectors)
    run = MatrixRun().with_wires(wanted=matrix.wanted, start=matrix.start, done=matrix.done)
    if vectors == 1:
        angles = angles.with_wires(start=token_start, position=position.value)
        angles_ready = angles.ready
    else:
        angles_ready = bit()

    @always_comb
    def inputs():
        run.ready.next = matrix.ready and angles_ready

    own_rst, resetting = own_reset("u_reset")
    rope_rst, resetting_rope = own_reset("u_rope_reset")
    quantizer_rst, resetting_quantizer = own_reset("u_quantizer_reset")
    job = instance("u_matrix_job", matrix_job, dict(rst=own_rst, handover=handover, matrix=run))

    all_angles = () if vectors == 1 else instance("u_batch_angles", batch_angles, dict(
        rst=rope_rst, start_all=token_start, batch=batch, positions=position, all_ready=angles_ready, angles=angles),
        pos_bits=geometry.position_bits, vectors=vectors)
    row, row_kind = MarkedSamples(rotate=bit(), value=y.value, **as_field(vector_of(y))), unsigned(KIND_BITS)

    @always_comb
    def rows():
        row.valid.next = y.valid and (y.dest == destination.QKV)
        row.rotate.next = row_kind != VALUE

    row_heads = instance("u_row_heads", head_counter, dict(
        rst=own_rst, en=mark_of(row, vectors), kind=row_kind, head=Open(head_bits)), **counts)

    turned, turned_is_v = Samples(value=signed(tail * Q16_16.bits), **fresh_vector(vectors)), bit()
    turner, of_rows = (rope, dict(vectors=vectors)) if tail == 1 else (rope_side_by_side, dict(tail=tail))
    turning = dict(rst=rope_rst, angles=angles, in_x=row, out_y=turned) | (dict(batch=batch) if tail == 1 else {})
    rotation = instance("u_rope", turner, turning,
                        head_dim=m.head_dim, pos_bits=geometry.position_bits, **of_rows)

    turned_kind, turned_head, tag = unsigned(KIND_BITS), unsigned(head_bits), unsigned(tag_bits)
    turned_heads = instance("u_turned_heads", head_counter, dict(
        rst=own_rst, en=mark_of(turned, vectors), kind=turned_kind, head=turned_head), **counts)

    @always_comb
    def label():
        turned_is_v.next = turned_kind == VALUE
        tag.next = concat(turned_kind, turned_head)

    out_valid, out_tag = bit(), unsigned(tag_bits)
    turned_heads_in = Heads(tag_bits, vectors, tail).with_wires(
        valid=turned.valid, is_v=turned_is_v, tag=tag, x=turned.value, **as_field(vector_of(turned)))
    quantized = QuantizedHeads(tag_bits, clog2(m.head_dim // tail), vectors, tail).with_wires(
        valid=out_valid, tag=out_tag, index=heads.index, last=heads.last, mantissa=heads.mantissa, shift=heads.shift,
        **as_field(vector_of(heads)))
    quantiser = instance("u_head_quantizer", head_quantizer, dict(
        rst=quantizer_rst, heads=turned_heads_in, batch=batch, result=quantized),
        head_dim=m.head_dim, bits_k=n.k_bits, bits_v=n.v_bits, tag_bits=tag_bits, vectors=vectors, tail=tail)

    @always_comb
    def sort():
        heads.head.next = out_tag[head_bits:]
        heads.is_v.next = out_tag[tag_bits:head_bits] == VALUE
        heads.q_valid.next = out_valid and (out_tag[tag_bits:head_bits] == QUERY)
        heads.kv_valid.next = out_valid and (out_tag[tag_bits:head_bits] != QUERY)

    return (resetting, resetting_rope, resetting_quantizer, inputs, all_angles, job, rows, row_heads, rotation,
            turned_heads, label, quantiser, sort)
