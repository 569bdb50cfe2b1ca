"""All that runs a matrix: the engine, and the vector path that gives it a vector and takes its rows."""

from myhdl import always_comb

from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.engine.engine import engine
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, signed
from llama2_rtl.converters.interfaces.attention import OperandBeat, Sums
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.blocks_wires import FormatsKnown
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.matrix import Activations, MatrixRun, MatrixStarts, Norm, RowResults, VectorShift
from llama2_rtl.converters.interfaces.of_vector import as_field, fresh_vector, vector_of
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.interfaces.vector_wires import ElementsInOrder, PromisedGains, QuantizedVector
from llama2_rtl.converters.memory.value_unpacker import VALUE_BITS
from llama2_rtl.converters.vector.vector_path import vector_path
from llama2_rtl.golden.number_formats import Q16_16


def ports(geometry):
    g, m = geometry, geometry.model
    return clocked(weights=In(Stream(8 * g.word_bytes)), batch=In(Batch(g.vectors)),
                   load_x=In(Samples(value=signed(g.tail * Q16_16.bits), **fresh_vector(g.vectors))),
                   qkv=In(MatrixRun()), wo=In(MatrixRun()), w13=In(MatrixRun()), w2=In(MatrixRun()),
                   classifier=In(MatrixRun(optional=True)),
                   attend_u=In(VectorElements(clog2(m.q_dim // g.tail), g.vectors, g.tail)),
                   hidden_u=In(VectorElements(clog2(m.hidden_dim // g.tail), g.vectors, g.tail)),
                   op=In(OperandBeat(g)),
                   reads_classifier=In(bit(), "a pass ends by the classifier"),
                   dot=Out(Sums(g.dots_bits)), pv=Out(Sums(g.pv_bits)),
                   y=Out(RowResults(destination.BITS, g.row_bits, vectors=g.vectors, tail=g.tail)),
                   gains_ready=Out(bit(), "the gains of the next norm are there"),
                   weight_beat=Out(bit(), "a word of weights is taken"),
                   parameter_beat=Out(bit(), "a word of gains or scales is taken"),
                   stall=Out(bit(), "a word is wanted and not there"))


@module(ports)
def matrix_unit(clk, rst, weights, batch, load_x, qkv, wo, w13, w2, classifier, attend_u, hidden_u, op,
                reads_classifier, dot, pv, y, gains_ready, weight_beat, parameter_beat, stall, *, geometry):
    """Runs the matrices of a token in the order of the weight image, each on the vector that came last: the norm of the
    residual before `qkv`, `w13` and `classifier`, `attend_u` before `wo`, `hidden_u` before `w2`. The rows of `wo` and
    `w2` are added to the residual, which `load_x` sets at a token's start, once `gains_ready`; all rows leave as `y`,
    see `engine` for when. A pass that does not read the classifier ends by its `drop`. Attention's beats pass from `op`
    to `dot` and `pv` while no matrix is at work. See `engine` for what is counted.
    """
    g = geometry
    starts, gain, norm = MatrixStarts(), PromisedGains(g.tail * VALUE_BITS), Norm(g.vectors)
    vector = QuantizedVector(g.vectors)
    shift = VectorShift(g.vectors).with_wires(value=vector.shift, **as_field(vector_of(vector)))
    formats_known, can_start, waiting = FormatsKnown(g.in_blocks), vector.ready, ()
    act, all_done = Activations(g.act_addr_bits, g.vectors * g.columns * g.numerics.act_bits), bit()
    load = ElementsInOrder(vectors=g.vectors, tail=g.tail).with_wires(
        valid=load_x.valid, value=load_x.value, **as_field(vector_of(load_x)))
    add = ElementsInOrder(vectors=g.vectors, tail=g.tail).with_wires(value=y.value, **as_field(vector_of(y)))

    @always_comb
    def choose():
        starts.qkv.next = qkv.wanted
        starts.wo.next = wo.wanted
        starts.w13.next = w13.wanted
        starts.w2.next = w2.wanted
        starts.classifier.next = classifier.wanted

    @always_comb
    def start():
        starts.start.next = qkv.start or wo.start or w13.start or w2.start or classifier.start
        vector.take.next = (qkv.start or wo.start or w13.start or w2.start or classifier.start
                            or classifier.drop)

    if g.in_blocks:
        can_start = bit()

        @always_comb
        def wait_for_formats():
            can_start.next = vector.ready and formats_known.known

        waiting = wait_for_formats

    @always_comb
    def answer():
        qkv.ready.next = can_start
        wo.ready.next = can_start
        w13.ready.next = can_start
        w2.ready.next = can_start
        classifier.ready.next = can_start

    @always_comb
    def report():
        qkv.done.next = all_done
        wo.done.next = all_done
        w13.done.next = all_done
        w2.done.next = all_done
        classifier.done.next = all_done

    @always_comb
    def join_vector_path():
        add.valid.next = y.valid and ((y.dest == destination.WO) or (y.dest == destination.W2))

    compute = instance("u_engine", engine, dict(
        weights=weights, starts=starts, act=act, norm=norm, shift=shift, batch=batch, op=op,
        reads_classifier=reads_classifier, dot=dot, pv=pv, gain=gain, gains_ready=gains_ready,
        formats_known=formats_known, all_done=all_done, weight_beat=weight_beat, parameter_beat=parameter_beat,
        stall=stall, y=y), geometry=g)
    path = instance("u_vector_path", vector_path, dict(
        batch=batch, load_x=load, add_y=add, gain=gain,
        attend_u=attend_u, hidden_u=hidden_u, vector=vector, norm=norm, act=act), geometry=g)

    return choose, start, waiting, answer, report, join_vector_path, compute, path
