"""Stage 1: the rows of Wk, Wv and Wq; keys and queries turned by RoPE; every head quantised as it completes."""

from myhdl import always_comb, concat

from converters.control.reset_copy import own_reset
from converters.engine import destination
from converters.hdl import In, Open, Out, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.interfaces.control import Handover
from converters.interfaces.kernels_wires import AngleStart, MarkedSamples, Samples
from converters.interfaces.matrix import MatrixRun, RowResults
from converters.interfaces.stages_wires import ProjectedHeads
from converters.kernels.rope import rope
from converters.stages.head_counter import KIND_BITS, QUERY, VALUE, head_counter
from converters.stages.matrix_job import matrix_job
from converters.vector.head_quantizer import head_quantizer
from golden.number_formats import Q16_16


def ports(geometry):
    return dict(clk=In(clock()), rst=In(reset()), handover=In(Handover()),
                token_start=In(bit(), "compute the angles of the position"),
                position=In(unsigned(geometry.position_bits), "the token's position"), matrix=Out(MatrixRun()),
                y=In(RowResults(destination.BITS, last=False)), heads=Out(ProjectedHeads(geometry.model)))


@module(ports)
def project_qkv(clk, rst, handover, token_start, position, matrix, y, heads, *, geometry):
    """From `start`, waits for the normalised vector and runs one matrix of K, V and Q rows; `done` when the engine has
    read its last word. Heads leave as mantissas with one `shift`, one element per cycle; the last of them after `done`.
    `token_start` begins the angles of `position`, which must hold still until the first row.
    """
    m, n = geometry.model, geometry.numerics
    counts = dict(heads=m.n_heads, kv_heads=m.n_kv_heads, head_dim=m.head_dim)
    head_bits, tag_bits = clog2(m.n_heads), KIND_BITS + clog2(m.n_heads)

    angles = AngleStart(geometry.position_bits).with_wires(start=token_start, position=position)
    run = MatrixRun().with_wires(start=matrix.start, done=matrix.done)

    @always_comb
    def inputs():
        run.ready.next = matrix.ready and angles.ready

    own_rst, resetting = own_reset("u_reset", clk, rst)
    rope_rst, resetting_rope = own_reset("u_rope_reset", clk, rst)
    quantizer_rst, resetting_quantizer = own_reset("u_quantizer_reset", clk, rst)
    job = instance("u_matrix_job", matrix_job, dict(clk=clk, rst=own_rst, handover=handover, matrix=run))

    row = MarkedSamples(rotate=bit(), value=y.value)
    row_kind = unsigned(KIND_BITS)

    @always_comb
    def rows():
        row.valid.next = y.valid and (y.dest == destination.QKV)
        row.rotate.next = row_kind != VALUE

    row_heads = instance("u_row_heads", head_counter, dict(
        clk=clk, rst=own_rst, en=row.valid, kind=row_kind, head=Open(head_bits)), **counts)

    turned, turned_is_v = Samples(value=signed(Q16_16.bits)), bit()
    rotation = instance("u_rope", rope, dict(clk=clk, rst=rope_rst, angles=angles, in_x=row, out_y=turned),
                        head_dim=m.head_dim, pos_bits=geometry.position_bits)

    turned_kind, turned_head, tag = unsigned(KIND_BITS), unsigned(head_bits), unsigned(tag_bits)
    turned_heads = instance("u_turned_heads", head_counter, dict(
        clk=clk, rst=own_rst, en=turned.valid, kind=turned_kind, head=turned_head), **counts)

    @always_comb
    def label():
        turned_is_v.next = turned_kind == VALUE
        tag.next = concat(turned_kind, turned_head)

    out_valid, out_tag = bit(), unsigned(tag_bits)
    quantiser = instance("u_head_quantizer", head_quantizer, dict(
        clk=clk, rst=quantizer_rst, in_valid=turned.valid, in_is_v=turned_is_v, tag=tag, x=turned.value,
        out_valid=out_valid, out_tag=out_tag, out_index=heads.index, out_last=heads.last, mantissa=heads.mantissa,
        shift=heads.shift), head_dim=m.head_dim, bits_k=n.k_bits, bits_v=n.v_bits, tag_bits=tag_bits)

    @always_comb
    def sort():
        heads.head.next = out_tag[head_bits:]
        heads.is_v.next = out_tag[tag_bits:head_bits] == VALUE
        heads.q_valid.next = out_valid and (out_tag[tag_bits:head_bits] == QUERY)
        heads.kv_valid.next = out_valid and (out_tag[tag_bits:head_bits] != QUERY)

    return (resetting, resetting_rope, resetting_quantizer, inputs, job, rows, row_heads, rotation, turned_heads,
            label, quantiser, sort)
