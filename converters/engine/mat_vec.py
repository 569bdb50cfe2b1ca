"""The mat-vec engine: shared by every matrix and by both halves of attention."""

from myhdl import always_comb, always_seq

from converters.engine import multiply_accumulate as datapath
from converters.engine.lane import OPERAND_BITS
from converters.engine.row_col_ctrl import row_col_ctrl
from converters.hdl import Open, bit, clock, instance, module, reset, resize, signed, unsigned
from golden.config import WEIGHT_BITS


def latency(lanes):
    """Cycles from the beat of a row's last word to its `acc_valid`."""
    return 1 + datapath.latency(lanes)


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(),
                start=bit(), last_row=unsigned(g.row_bits), last_word=unsigned(g.word_bits),
                shared=bit(), s_axis_weights_tvalid=bit(), s_axis_weights_tready=bit(),
                s_axis_weights_tdata=unsigned(g.lanes * WEIGHT_BITS),
                act_addr=unsigned(g.act_addr_bits), act_data=unsigned(g.lanes * g.numerics.act_bits),
                op_valid=bit(), op_value=bit(), op_first=bit(), op_last=bit(),
                op_a=unsigned(g.lanes * OPERAND_BITS), op_b=unsigned(g.lanes * OPERAND_BITS),
                en=bit(), row_done=bit(), last_of_pass=bit(), all_done=bit(),
                acc_valid=bit(), acc=signed(g.acc_bits), dot_valid=bit(), dots=unsigned(g.slots * g.dot_bits),
                pv_valid=bit(), pv=unsigned(g.lanes * g.lane_acc_bits))


@module(ports)
def mat_vec(clk, rst, start, last_row, last_word, shared, s_axis_weights_tvalid, s_axis_weights_tready,
            s_axis_weights_tdata, act_addr, act_data, op_valid, op_value, op_first, op_last, op_a, op_b, en, row_done,
            last_of_pass, all_done, acc_valid, acc, dot_valid, dots, pv_valid, pv, *, geometry):
    """A matrix: from the cycle after `start`, `en` marks each weight word taken; it is multiplied with the
    activations that `act_addr` fetches in one cycle. `acc_valid` brings a row's sum `latency(lanes)` cycles after
    its last word; `row_done`, `last_of_pass` and `all_done` are the row/column controller's.

    Attention: a beat per cycle with `op_valid`, keys with queries or (`op_value`) values with probabilities, from the
    cycle after a matrix's `all_done` on. See `multiply_accumulate` for the results.
    """
    clear, last_col, split = bit(), bit(), bit()
    col = unsigned(geometry.word_bits)
    address = resize(col, act_addr)
    control = instance("u_row_col_ctrl", row_col_ctrl, dict(
        clk=clk, rst=rst, start=start, last_row=last_row, last_word=last_word, shared=shared,
        advance=s_axis_weights_tvalid, busy=s_axis_weights_tready, en=en, clear=clear, last_col=last_col, split=split,
        col=col, row_done=row_done, row_idx=Open(geometry.row_bits), last_of_pass=last_of_pass, all_done=all_done),
        row_bits=geometry.row_bits, word_bits=geometry.word_bits)

    weights = unsigned(geometry.lanes * WEIGHT_BITS)
    matrix, matrix_first, matrix_last, matrix_split = (bit() for _ in range(4))

    @always_seq(clk.posedge, reset=rst)
    def fetch():
        matrix.next = en
        matrix_first.next = clear
        matrix_last.next = last_col
        matrix_split.next = split
        weights.next = s_axis_weights_tdata

    key, value, first, last = bit(), bit(), bit(), bit()

    @always_comb
    def merge():
        key.next = op_valid and not op_value
        value.next = op_valid and op_value
        if op_valid:
            first.next = op_first
            last.next = op_last
        else:
            first.next = matrix_first
            last.next = matrix_last

    compute = instance("u_multiply_accumulate", datapath.multiply_accumulate, dict(
        clk=clk, rst=rst, matrix=matrix, key=key, value=value, first=first, last=last, split=matrix_split,
        weights=weights, act=act_data, op_a=op_a, op_b=op_b, acc_valid=acc_valid, acc=acc, dot_valid=dot_valid,
        dots=dots, pv_valid=pv_valid, pv=pv), geometry=geometry)

    return control, address, fetch, merge, compute
