"""All matrices of a token around the engine, for the tests of stages 1, 4 and 5: the decoder without attention."""

from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.engine.matrix_unit import matrix_unit
from llama2_rtl.converters.hdl import Const, In, Out, bit, clock, clog2, instance, module, reset, signed, unsigned
from llama2_rtl.converters.interfaces.attention import OperandBeat, Sums
from llama2_rtl.converters.interfaces.control import Handover, Sampling
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.matrix import MatrixRun, RowResults
from llama2_rtl.converters.interfaces.stages_wires import ProjectedHeads
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.multipliers import OPERAND_BITS
from llama2_rtl.converters.stages.feed_forward import feed_forward
from llama2_rtl.converters.stages.finish_token import finish_token
from llama2_rtl.converters.stages.matrix_job import matrix_job
from llama2_rtl.converters.stages.project_qkv import project_qkv
from llama2_rtl.golden.number_formats import Q16_16


def ports(geometry):
    g, m = geometry, geometry.model
    return dict(clk=In(clock()), rst=In(reset()), weights=In(Stream(8 * g.word_bytes)), gains_ready=Out(bit()),
                load_x=In(Samples(value=signed(Q16_16.bits))), token_start=In(bit()),
                position=In(unsigned(g.position_bits)), sampling=In(Sampling()), seed_load=In(bit()),
                qkv=In(Handover()), wo=In(Handover()), ffn=In(Handover()), finish=In(Handover()),
                attend_u=In(VectorElements(clog2(m.dim))),
                choice=Out(Samples(value=unsigned(clog2(m.vocab_size)))),
                weight_beat=Out(bit()), parameter_beat=Out(bit()), stall=Out(bit()),
                heads=Out(ProjectedHeads(m)), hidden_u=Out(VectorElements(clog2(m.hidden_dim))),
                y=Out(RowResults(destination.BITS, g.row_bits)))


@module(ports)
def matrices(clk, rst, weights, gains_ready, load_x, token_start, position, sampling, seed_load, qkv, wo, ffn,
             finish, attend_u, choice, weight_beat, parameter_beat, stall, heads, hidden_u, y, *, geometry):
    """The test loads X, writes attention's output and pulses the starts; everything else is the decoder's."""
    g = geometry
    projection, output, gate, down = (MatrixRun() for _ in range(4))
    classifier = MatrixRun(optional=True)
    idle = {name: Const(0, 1) for name in ("valid", "value", "first", "last")}
    op_bits = g.lanes * OPERAND_BITS
    compute = instance("u_matrix_unit", matrix_unit, dict(
        weights=weights, load_x=load_x, qkv=projection, wo=output, w13=gate, w2=down,
        classifier=classifier, attend_u=attend_u, hidden_u=hidden_u, reads_classifier=Const(1, 1),
        op=OperandBeat(g).with_wires(**idle, a=Const(0, op_bits), b=Const(0, g.attention_ways * op_bits)),
        dot=Sums(g.dots_bits).leaving_open("valid", "value"),
        pv=Sums(g.pv_bits).leaving_open("valid", "value"), y=y, gains_ready=gains_ready,
        weight_beat=weight_beat, parameter_beat=parameter_beat, stall=stall), geometry=g)

    project = instance("u_project_qkv", project_qkv, dict(
        handover=qkv, token_start=token_start, position=position, matrix=projection,
        y=RowResults(destination.BITS, last=False).with_wires(valid=y.valid, dest=y.dest, value=y.value),
        heads=heads), geometry=g)
    job = instance("u_wo_job", matrix_job, dict(handover=wo, matrix=output))
    network = instance("u_feed_forward", feed_forward, dict(
        handover=ffn, w13=gate, w2=down,
        y=RowResults(destination.BITS).with_wires(valid=y.valid, dest=y.dest, last=y.last, value=y.value),
        u=hidden_u), geometry=g)
    last = instance("u_finish_token", finish_token, dict(
        sampling=Sampling(g.position_bits).with_wires(**sampling.wires, seed_load=seed_load, position=position),
        handover=finish, chooses=Const(1, 1), matrix=classifier, y=y, choice=choice), geometry=g)

    return compute, project, job, network, last
