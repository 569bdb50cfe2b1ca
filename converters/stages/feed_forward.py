"""Stage 4: W1 and W3, SwiGLU, W2."""

from myhdl import always_comb

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.hdl import In, Out, clocked, clog2, instance, module
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples
from llama2_rtl.converters.interfaces.matrix import MatrixRun, RowResults
from llama2_rtl.converters.interfaces.of_vector import as_field, vector_of
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.stages.matrix_job import matrix_job
from llama2_rtl.converters.stages.swiglu import swiglu
from llama2_rtl.converters.stages.swiglu_apart import swiglu_apart
from llama2_rtl.converters.stages.swiglu_side_by_side import swiglu_side_by_side


def ports(geometry):
    g, elements = geometry, geometry.model.hidden_dim // geometry.tail
    return clocked(handover=In(Handover()), w13=Out(MatrixRun()), w2=Out(MatrixRun()),
                   y=In(RowResults(destination.BITS, vectors=g.vectors, tail=g.tail)),
                   u=Out(VectorElements(clog2(elements), g.vectors, g.tail)))


@module(ports)
def feed_forward(clk, rst, handover, w13, w2, y, u, *, geometry):
    """From `start`, waits for the normalised vector, runs W1/W3, waits for the hidden vector that `u_*` writes to the
    quantiser, runs W2; `done` when the engine has read the last word of W2, whose rows go to the residual."""
    first = Handover().with_wires(start=handover.start)
    second = Handover().with_wires(start=first.done, done=handover.done)
    row = MarkedSamples(last=y.last, value=y.value, **as_field(vector_of(y)))
    own_rst, resetting = own_reset("u_reset")
    first_job = instance("u_w13_job", matrix_job, dict(rst=own_rst, handover=first, matrix=w13))
    second_job = instance("u_w2_job", matrix_job, dict(rst=own_rst, handover=second, matrix=w2))

    @always_comb
    def rows():
        row.valid.next = y.valid and (y.dest == destination.W13)

    activator, of_rows = swiglu, dict(words=geometry.row_spacing(geometry.model.dim), vectors=geometry.vectors)
    if "w13" in geometry.numerics.formats.apart:
        activator, of_rows = swiglu_apart, dict(tail=geometry.tail, vectors=geometry.vectors)
    elif geometry.tail > 1:
        activator, of_rows = swiglu_side_by_side, dict(tail=geometry.tail)
    activation = instance("u_swiglu", activator, dict(in_y=row, u=u), hidden_dim=geometry.model.hidden_dim, **of_rows)

    return resetting, first_job, second_job, rows, activation
