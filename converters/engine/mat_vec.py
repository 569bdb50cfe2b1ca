"""The mat-vec engine: shared by every matrix and by both halves of attention."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine import multiply_accumulate as datapath
from llama2_rtl.converters.engine.lane import OPERAND_BITS
from llama2_rtl.converters.engine.row_col_ctrl import row_col_ctrl
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, instance, module, resize
from llama2_rtl.converters.interfaces.attention import OperandBeat, Sums
from llama2_rtl.converters.interfaces.engine_wires import DatapathBeat, MatrixWords, RowSums
from llama2_rtl.converters.interfaces.matrix import Activations, Matrix, RowEvents
from llama2_rtl.converters.interfaces.stream import Stream


def latency(columns):
    """Cycles from the beat of a row's last word to its `acc_valid`."""
    return 1 + datapath.latency(columns)


def ports(geometry):
    g = geometry
    return clocked(matrix=In(Matrix(g.row_bits, g.word_bits)), weights=In(Stream(8 * g.word_bytes)),
                   act=Out(Activations(g.act_addr_bits, g.columns * g.numerics.act_bits)),
                   op=In(OperandBeat(g.lanes * OPERAND_BITS)), en=Out(bit(), "a word of weights is taken"),
                   rows=Out(RowEvents()), acc=Out(RowSums(g.acc_bits)), dot=Out(Sums(g.slots * g.dot_bits)),
                   pv=Out(Sums(g.lanes * g.lane_acc_bits)))


@module(ports)
def mat_vec(clk, rst, matrix, weights, act, op, en, rows, acc, dot, pv, *, geometry):
    """A matrix: from the cycle after `start`, `en` marks each weight word taken; it is multiplied with the
    activations that `act_addr` fetches in one cycle. `acc_valid` brings a row's sum `latency(columns)` cycles after
    its last word; `row_done`, `last_of_pass` and `all_done` are the row/column controller's.

    Attention: a beat per cycle with `op_valid`, keys with queries or (`op_value`) values with probabilities, from the
    cycle after a matrix's `all_done` on. See `multiply_accumulate` for the results. A reset ends the matrix and drops
    the beats in the pipeline.
    """
    words = MatrixWords(geometry.word_bits).with_wires(en=en)
    address = resize(words.col, act.addr)
    control = instance("u_row_col_ctrl", row_col_ctrl, dict(
        matrix=matrix, advance=weights.valid, busy=weights.ready, words=words,
        rows=rows, row_idx=Open(geometry.row_bits)), row_bits=geometry.row_bits, word_bits=geometry.word_bits)

    beat = DatapathBeat(geometry).with_wires(act=act.data, op_a=op.a, op_b=op.b)
    matrix_first, matrix_last = bit(), bit()

    @always_seq(clk.posedge, reset=rst)
    def fetch():
        beat.matrix.next = words.en
        matrix_first.next = words.clear
        matrix_last.next = words.last_col
        beat.split.next = words.split
        beat.weights.next = weights.data

    @always_comb
    def merge():
        beat.key.next = op.valid and not op.value
        beat.value.next = op.valid and op.value
        if op.valid:
            beat.first.next = op.first
            beat.last.next = op.last
        else:
            beat.first.next = matrix_first
            beat.last.next = matrix_last

    compute = instance("u_multiply_accumulate", datapath.multiply_accumulate, dict(
        beat=beat, acc=acc, dot=dot, pv=pv), geometry=geometry)

    return control, address, fetch, merge, compute
