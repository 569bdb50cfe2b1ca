"""Stage 3 on the engine, for its test: the decoder of one layer without the QKV heads and the feed-forward network."""

from myhdl import always_comb

from llama2_rtl.converters.attention.formats import MANTISSA_BITS, SHIFT_BITS
from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.engine.matrix_unit import matrix_unit
from llama2_rtl.converters.hdl import Const, In, Open, Out, bit, clock, clog2, instance, module, reset, signed, unsigned
from llama2_rtl.converters.interfaces.attention import HeadElements, OperandBeat, Sums
from llama2_rtl.converters.interfaces.attention_wires import LayerStart
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.kv import KvWrite
from llama2_rtl.converters.interfaces.matrix import MatrixRun, RowResults
from llama2_rtl.converters.interfaces.memory_wires import KvCacheRead
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.memory.kv_cache import kv_cache
from llama2_rtl.converters.stages import attend as stage
from llama2_rtl.converters.stages.matrix_job import matrix_job
from llama2_rtl.converters.tops.on_chip import reads_on_chip
from llama2_rtl.golden.number_formats import Q16_16


def ports(geometry):
    g = geometry
    return dict(clk=In(clock()), rst=In(reset()), weights=In(Stream(8 * g.word_bytes)), gains_ready=Out(bit()),
                load_x=In(Samples(value=signed(Q16_16.bits))), token_start=In(bit()),
                position=In(unsigned(g.position_bits)), qkv=In(Handover()),
                q=In(HeadElements(MANTISSA_BITS, SHIFT_BITS)), write=In(KvWrite(g)), attend=In(Handover()),
                u=Out(VectorElements(clog2(g.model.dim))), wo_start=Out(bit()),
                y=Out(RowResults(destination.BITS, g.row_bits)))


@module(ports)
def attend_on_engine(clk, rst, weights, gains_ready, load_x, token_start, position, qkv, q, write, attend, u, wo_start,
                     y, *, geometry):
    """`token_start` with `qkv_start` begins a token, whose X the test loads; QKV runs on its norm so that WO is next in
    the image. The test supplies the queries and writes the KV cache, as `write_kv` would. `wo_start` pulses when WO
    takes its input vector.
    """
    g, m = geometry, geometry.model
    projection, wo = MatrixRun(), MatrixRun().with_wires(start=wo_start)
    op, dot, pv = OperandBeat(g), Sums(g.dots_bits), Sums(g.pv_bits)
    hidden_bits = clog2(m.hidden_dim)
    compute = instance("u_matrix_unit", matrix_unit, dict(
        weights=weights, load_x=load_x, qkv=projection, wo=wo, w13=never(), w2=never(),
        classifier=never(optional=True), reads_classifier=Const(1, 1), attend_u=u,
        hidden_u=VectorElements(hidden_bits).with_wires(
            we=Const(0, 1), index=Const(0, hidden_bits), value=Const(0, Q16_16.bits), commit=Const(0, 1)),
        op=op, dot=dot, pv=pv, y=y, gains_ready=gains_ready, weight_beat=Open(1), parameter_beat=Open(1),
        stall=Open(1)), geometry=g)
    job = instance("u_qkv_job", matrix_job, dict(handover=qkv, matrix=projection))

    cached, layer = KvCacheRead(g), LayerStart()
    cache = instance("u_kv_cache", kv_cache, dict(write=write, read=cached), geometry=g)

    @always_comb
    def begin_layer():
        layer.start.next = qkv.start
        layer.first.next = token_start

    attention = instance("u_attend", stage.attend, dict(
        next_layer=layer, position=position, handover=attend, wo=wo, q=q,
        kv=reads_on_chip(g, cached), op=op, dot=dot, pv=pv, u=u), geometry=g)

    return compute, job, cache, begin_layer, attention


def never(optional=False):
    """A matrix that is not run."""
    pulses = dict.fromkeys(("wanted", "start", *(["drop"] if optional else [])), Const(0, 1))
    return MatrixRun(optional).with_wires(**pulses).leaving_open("ready", "done")
