"""The engine and its supply: the weight stream sorted, the mat-vec engine, its rows scaled."""

from myhdl import always_comb

from converters.control.reset_copy import own_reset
from converters.engine import destination
from converters.engine.lane import OPERAND_BITS
from converters.engine.mat_vec import latency as mat_vec_latency
from converters.engine.mat_vec import mat_vec
from converters.engine.matrix_select import matrix_select
from converters.engine.row_scale import latency as row_scale_latency
from converters.engine.row_scale import row_scale
from converters.engine.weight_router import gain_words, gains_padded, scale_words, scales_padded, weight_router
from converters.hdl import Open, bit, clock, instance, module, reset, signed, unsigned
from converters.memory.param_fifo import param_fifo
from converters.memory.register_slice import register_slice
from golden.config import WEIGHT_BITS


def ports(geometry):
    g = geometry
    return dict(clk=clock(), rst=reset(),
                s_axis_tvalid=bit(), s_axis_tready=bit(), s_axis_tdata=unsigned(g.lanes * WEIGHT_BITS),
                qkv_start=bit(), wo_start=bit(), w13_start=bit(), w2_start=bit(), classifier_start=bit(),
                act_addr=unsigned(g.act_addr_bits), act_data=unsigned(g.lanes * g.numerics.act_bits),
                rm=unsigned(16), k=unsigned(6), shift=unsigned(5),
                op_valid=bit(), op_value=bit(), op_first=bit(), op_last=bit(),
                op_a=unsigned(g.lanes * OPERAND_BITS), op_b=unsigned(g.lanes * OPERAND_BITS),
                dot_valid=bit(), dots=unsigned(g.slots * g.dot_bits),
                pv_valid=bit(), pv=unsigned(g.lanes * g.lane_acc_bits),
                gain_valid=bit(), gain=unsigned(16), gain_pop=bit(), gain_pop_last=bit(),
                all_done=bit(), weight_beat=bit(), parameter_beat=bit(), stall=bit(),
                y_valid=bit(), y_dest=unsigned(destination.BITS), y_row=unsigned(g.row_bits), y_last=bit(),
                y=signed(32))


def latency(geometry):
    """Cycles from the beat of a row's last word to its `y`."""
    return mat_vec_latency(geometry.lanes) + row_scale_latency(geometry)


def fifo_depth(words):
    """Words of a parameter store: all of one reading, and all of the one before, which may still be in use."""
    return 1 << (2 * words - 1).bit_length()


@module(ports)
def engine(clk, rst, s_axis_tvalid, s_axis_tready, s_axis_tdata, qkv_start, wo_start, w13_start, w2_start,
           classifier_start, act_addr, act_data, rm, k, shift, op_valid, op_value, op_first, op_last, op_a, op_b,
           dot_valid, dots, pv_valid, pv, gain_valid, gain, gain_pop, gain_pop_last, all_done, weight_beat,
           parameter_beat, stall, y_valid, y_dest, y_row, y_last, y, *, geometry):
    """Takes the weight image word by word. A start pulse runs a matrix on the vector behind `act_*`, with 1/rms
    (`rm`, `k`) and the quantiser's `shift`; its rows leave as `y` in Q16.16, `latency(geometry)` cycles after their
    last word. Attention's beats pass through `op_*` to `dots` and `pv`.

    The gains of the next norm wait in `gain`. Between two tokens `gain_valid` says that they are all there: only a
    token's first vector could come before its gains, for no matrix in front of it holds it back.

    Counting: `weight_beat` and `parameter_beat` mark a word taken, `stall` a cycle that wanted one in vain.
    """
    lanes = geometry.lanes
    gains_valid, scales_valid, weights_valid, weights_ready = (bit() for _ in range(4))
    last_of_pass, row_done, start, gain_waits, gains_read = (bit() for _ in range(5))
    dest = unsigned(destination.BITS)
    last_row, last_word, shared = unsigned(geometry.row_bits), unsigned(geometry.word_bits), bit()

    own_rst, resetting = own_reset("u_reset", clk, rst)
    slice_rst, resetting_slice = own_reset("u_slice_reset", clk, rst)
    parameter_rst, resetting_parameters = own_reset("u_parameter_reset", clk, rst)
    scale_rst, resetting_scale = own_reset("u_scale_reset", clk, rst)
    select = instance("u_matrix_select", matrix_select, dict(
        qkv_start=qkv_start, wo_start=wo_start, w13_start=w13_start, w2_start=w2_start,
        classifier_start=classifier_start, start=start, dest=dest, last_row=last_row, last_word=last_word,
        shared=shared),        geometry=geometry)
    # The stream comes from afar, and who takes a word is decided within the cycle.
    word_valid, word_ready, word = bit(), bit(), unsigned(lanes * WEIGHT_BITS)
    entry = instance("u_register_slice", register_slice, dict(
        clk=clk, rst=slice_rst, s_valid=s_axis_tvalid, s_ready=s_axis_tready, s_data=s_axis_tdata, m_valid=word_valid,
        m_ready=word_ready, m_data=word), width=lanes * WEIGHT_BITS)
    router = instance("u_weight_router", weight_router, dict(
        clk=clk, rst=own_rst, s_axis_tvalid=word_valid, s_axis_tready=word_ready,
        gains_valid=gains_valid, scales_valid=scales_valid,
        m_axis_weights_tvalid=weights_valid, m_axis_weights_tready=weights_ready,
        last_of_pass=last_of_pass, parameter_beat=parameter_beat, gains_read=gains_read), geometry=geometry)

    scale = unsigned(16)
    scale_pop, scale_pop_last = bit(), bit()
    gain_store = instance("u_gains", param_fifo, dict(
        clk=clk, rst=parameter_rst, s_valid=gains_valid, s_ready=Open(1), s_data=word, m_valid=gain_waits,
        m_data=gain, pop=gain_pop, pop_last=gain_pop_last),
        lanes=lanes, depth_words=fifo_depth(gain_words(geometry)), padded=gains_padded(geometry))
    scale_store = instance("u_scales", param_fifo, dict(
        clk=clk, rst=parameter_rst, s_valid=scales_valid, s_ready=Open(1), s_data=word, m_valid=Open(1),
        m_data=scale, pop=scale_pop, pop_last=scale_pop_last),
        lanes=lanes, depth_words=fifo_depth(scale_words(geometry)), padded=scales_padded(geometry))

    acc = signed(geometry.acc_bits)
    acc_valid = bit()
    compute = instance("u_mat_vec", mat_vec, dict(
        clk=clk, rst=own_rst, start=start, last_row=last_row, last_word=last_word, shared=shared,
        s_axis_weights_tvalid=weights_valid,
        s_axis_weights_tready=weights_ready, s_axis_weights_tdata=word, act_addr=act_addr,
        act_data=act_data, op_valid=op_valid, op_value=op_value, op_first=op_first, op_last=op_last, op_a=op_a,
        op_b=op_b, en=weight_beat, row_done=row_done, last_of_pass=last_of_pass, all_done=all_done,
        acc_valid=acc_valid, acc=acc, dot_valid=dot_valid, dots=dots, pv_valid=pv_valid, pv=pv), geometry=geometry)
    scaling = instance("u_row_scale", row_scale, dict(
        clk=clk, rst=scale_rst, start=start, start_dest=dest, row_done=row_done, last_of_pass=last_of_pass,
        all_done=all_done, acc_valid=acc_valid, acc=acc, scale=scale, scale_pop=scale_pop,
        scale_pop_last=scale_pop_last, rm=rm, k=k, shift=shift, y_valid=y_valid, y_dest=y_dest, y_row=y_row,
        y_last=y_last, y=y), geometry=geometry)

    @always_comb
    def count():
        stall.next = word_ready and not word_valid and not op_valid
        gain_valid.next = gain_waits and gains_read

    return (resetting, resetting_slice, resetting_parameters, resetting_scale, select, entry, router, gain_store,
            scale_store, compute, scaling, count)
