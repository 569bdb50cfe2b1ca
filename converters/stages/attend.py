"""Stage 3: attention over all positions, then the output projection."""

from myhdl import always_seq

from llama2_rtl.converters.attention import attention as machine
from llama2_rtl.converters.attention.formats import MANTISSA_BITS, SHIFT_BITS
from llama2_rtl.converters.engine.multiply_accumulate import PV_LATENCY, dot_latency
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, clog2, instance, module
from llama2_rtl.converters.interfaces.attention import HeadElements, OperandBeat, Sums
from llama2_rtl.converters.interfaces.attention_wires import LayerStart
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.kv import KvRead
from llama2_rtl.converters.interfaces.matrix import MatrixRun
from llama2_rtl.converters.interfaces.sequences import pass_positions
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.stages.matrix_job import matrix_job


def ports(geometry):
    g = geometry
    return clocked(next_layer=In(LayerStart()), batch=In(Batch(g.vectors)),
                   at=In(pass_positions(g)),
                   handover=In(Handover()), wo=Out(MatrixRun()),
                   q=In(HeadElements(g.tail * MANTISSA_BITS, SHIFT_BITS, g.vectors)),
                   kv=Out(KvRead(g)), op=Out(OperandBeat(g)), dot=In(Sums(g.dots_bits)),
                   pv=In(Sums(g.pv_bits)), u=Out(VectorElements(clog2(g.model.q_dim // g.tail), g.vectors, g.tail)))


@module(ports)
def attend(clk, rst, next_layer, batch, at, handover, wo, q, kv, op, dot, pv, u, *, geometry):
    """Collects the layer's queries from the cycle after `layer_start` on. From the cycle after `start` on, when keys
    and values are written and the lanes are free, attends, writes the output vector to the quantiser through `u_*`,
    waits for it and runs the output projection; `done` when the engine has read its last word. Its rows go to the
    residual.
    """
    attending, queries, own_at, keep_position = bit(), LayerStart(), at, ()
    if geometry.sequences == 1:
        own_at = at.with_wires()

        @always_seq(clk.posedge, reset=rst)
        def keep_position():
            own_at.position.next = at.position

    @always_seq(clk.posedge, reset=rst)
    def hold():
        queries.start.next = next_layer.start
        queries.first.next = next_layer.first
        if next_layer.start:
            attending.next = 0
        elif handover.start:
            attending.next = 1

    attention = instance("u_attention", machine.attention, dict(
        layer=queries, batch=batch, at=own_at, kv_ready=attending, kv=kv, q_write=q, op=op, dot=dot, pv=pv,
        u=u, last_beat=Open(1), done=Open(1)), geometry=geometry, dot_latency=dot_latency(geometry),
        pv_latency=PV_LATENCY)
    job = instance("u_wo_job", matrix_job, dict(handover=handover, matrix=wo))

    return keep_position, hold, attention, job
