"""Stage 3 on the engine, for its test: the decoder of one layer without the QKV heads and the feed-forward network."""

from myhdl import always_comb

from converters.attention.formats import MANTISSA_BITS, shift_addr_bits, word_addr_bits
from converters.engine import destination
from converters.engine.engine import engine
from converters.engine.lane import OPERAND_BITS
from converters.hdl import Const, Open, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.memory.kv_cache import kv_cache
from converters.memory.value_unpacker import VALUE_BITS
from converters.stages.attend import attend
from converters.stages.matrix_job import matrix_job
from converters.vector.quantize_lane import SHIFT_BITS
from converters.vector.vector_path import vector_path
from golden.number_formats import Q16_16, RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA


def ports(geometry):
    g, n = geometry, geometry.numerics
    return dict(clk=clock(), rst=reset(), s_axis_tvalid=bit(), s_axis_tready=bit(),
                s_axis_tdata=unsigned(8 * g.word_bytes),
                gain_valid=bit(), load_valid=bit(), load_x=signed(Q16_16.bits), token_start=bit(),
                position=unsigned(g.position_bits), qkv_start=bit(), qkv_done=bit(),
                q_valid=bit(), q_mantissa=signed(MANTISSA_BITS), q_shift=unsigned(SHIFT_BITS), q_last=bit(),
                k_we=bit(), v_we=bit(), waddr=unsigned(word_addr_bits(g)), k_wdata=unsigned(g.kv_width * n.k_bits),
                v_wdata=unsigned(g.kv_width * n.v_bits), k_shift_we=bit(), v_shift_we=bit(),
                shift_waddr=unsigned(shift_addr_bits(g)), shift_wdata=unsigned(g.kv_per_word * SHIFT_BITS),
                attend_start=bit(), attend_done=bit(), u_we=bit(), u_index=unsigned(clog2(g.model.dim)),
                u=signed(Q16_16.bits), u_commit=bit(), wo_matrix=bit(), shift=unsigned(SHIFT_BITS),
                y_valid=bit(), y_dest=unsigned(destination.BITS), y_row=unsigned(g.row_bits), y_last=bit(),
                y=signed(Q16_16.bits))


@module(ports)
def attend_on_engine(clk, rst, s_axis_tvalid, s_axis_tready, s_axis_tdata, gain_valid, load_valid, load_x, token_start,
                     position, qkv_start, qkv_done, q_valid, q_mantissa, q_shift, q_last, k_we, v_we, waddr, k_wdata,
                     v_wdata, k_shift_we, v_shift_we, shift_waddr, shift_wdata, attend_start, attend_done, u_we,
                     u_index, u, u_commit, wo_matrix, shift, y_valid, y_dest, y_row, y_last, y, *, geometry):
    """`token_start` with `qkv_start` begins a token, whose X the test loads; QKV runs on its norm so that WO is next in
    the image. The test supplies the queries and writes the KV cache, as `write_kv` would. `wo_matrix` pulses when WO
    takes its input vector, with the quantiser's `shift`.
    """
    g, m, n = geometry, geometry.model, geometry.numerics
    qkv_matrix, gain_pop, gain_pop_last, all_done, add_valid, vector_ready, vector_take = (bit() for _ in range(7))
    op_valid, op_value, op_first, op_last, dot_valid, pv_valid = (bit() for _ in range(6))
    op_a, op_b = unsigned(g.lanes * OPERAND_BITS), unsigned(g.lanes * OPERAND_BITS)
    dots, pv = unsigned(g.slots * g.dot_bits), unsigned(g.lanes * g.lane_acc_bits)
    gain, rm, k = unsigned(VALUE_BITS), unsigned(RECIPROCAL_MANTISSA.bits), unsigned(RECIPROCAL_EXPONENT.bits)
    act_addr, act_data = unsigned(g.act_addr_bits), unsigned(g.columns * n.act_bits)

    compute = instance("u_engine", engine, dict(
        clk=clk, rst=rst, s_axis_tvalid=s_axis_tvalid, s_axis_tready=s_axis_tready, s_axis_tdata=s_axis_tdata,
        qkv_start=qkv_matrix, wo_start=wo_matrix, w13_start=Const(0, 1), w2_start=Const(0, 1),
        classifier_start=Const(0, 1), act_addr=act_addr, act_data=act_data, rm=rm, k=k, shift=shift,
        op_valid=op_valid, op_value=op_value, op_first=op_first, op_last=op_last, op_a=op_a, op_b=op_b,
        dot_valid=dot_valid, dots=dots, pv_valid=pv_valid, pv=pv, gain_valid=gain_valid, gain=gain, gain_pop=gain_pop,
        gain_pop_last=gain_pop_last, all_done=all_done, weight_beat=Open(1), parameter_beat=Open(1), stall=Open(1),
        y_valid=y_valid, y_dest=y_dest, y_row=y_row, y_last=y_last, y=y), geometry=g)

    @always_comb
    def join_vector_path():
        add_valid.next = y_valid and (y_dest == destination.WO)
        vector_take.next = qkv_matrix or wo_matrix

    vectors = instance("u_vector_path", vector_path, dict(
        clk=clk, rst=rst, load_valid=load_valid, load_x=load_x, add_valid=add_valid, add_y=y, gain=gain,
        gain_pop=gain_pop, gain_pop_last=gain_pop_last, attend_we=u_we, attend_index=u_index, attend_u=u,
        attend_commit=u_commit, hidden_we=Const(0, 1), hidden_index=Const(0, clog2(m.hidden_dim)),
        hidden_u=Const(0, 32), hidden_commit=Const(0, 1), vector_ready=vector_ready, vector_take=vector_take,
        shift=shift, rm=rm, k=k, act_addr=act_addr, act_data=act_data), geometry=g)
    project = instance("u_qkv_job", matrix_job, dict(
        clk=clk, rst=rst, start=qkv_start, vector_ready=vector_ready, engine_start=qkv_matrix, all_done=all_done,
        done=qkv_done))

    kv_addr, kv_shift_addr = unsigned(word_addr_bits(g)), unsigned(shift_addr_bits(g))
    keys, values = unsigned(g.kv_width * n.k_bits), unsigned(g.kv_width * n.v_bits)
    key_shifts, value_shifts = unsigned(g.kv_per_word * SHIFT_BITS), unsigned(g.kv_per_word * SHIFT_BITS)
    cache = instance("u_kv_cache", kv_cache, dict(
        clk=clk, rst=rst, k_we=k_we, v_we=v_we, waddr=waddr, k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we,
        v_shift_we=v_shift_we, shift_waddr=shift_waddr, shift_wdata=shift_wdata, addr=kv_addr, shift_addr=kv_shift_addr,
        keys=keys, values=values, key_shifts=key_shifts, value_shifts=value_shifts), geometry=g)
    attention = instance("u_attend", attend, dict(
        clk=clk, rst=rst, layer_start=qkv_start, layer_first=token_start, position=position, start=attend_start,
        done=attend_done, vector_ready=vector_ready, wo_start=wo_matrix, all_done=all_done, q_valid=q_valid,
        q_mantissa=q_mantissa, q_shift=q_shift, q_last=q_last, key_there=Const(1, 1), value_there=Const(1, 1),
        key_issue=Open(1), value_issue=Open(1), kv_addr=kv_addr, kv_shift_addr=kv_shift_addr, keys=keys,
        values=values, key_shifts=key_shifts, value_shifts=value_shifts, op_valid=op_valid, op_value=op_value,
        op_first=op_first, op_last=op_last, op_a=op_a, op_b=op_b, dot_valid=dot_valid, dots=dots, pv_valid=pv_valid,
        pv=pv, u_we=u_we, u_index=u_index, u=u, u_commit=u_commit), geometry=g)

    return compute, join_vector_path, vectors, project, cache, attention
