"""All matrices of a token around the engine, for the tests of stages 1, 4 and 5: the decoder without attention."""

from myhdl import always_comb

from converters.engine import destination
from converters.engine.engine import engine
from converters.engine.lane import OPERAND_BITS
from converters.hdl import Const, Open, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.memory.value_unpacker import VALUE_BITS
from converters.stages.feed_forward import feed_forward
from converters.stages.finish_token import finish_token
from converters.stages.matrix_job import matrix_job
from converters.stages.project_qkv import project_qkv
from converters.vector.vector_path import vector_path
from golden.number_formats import Q16_16, RECIPROCAL_EXPONENT, RECIPROCAL_MANTISSA, SHIFT
from golden.sampling_formats import INVERSE_BITS, SEED_BITS


def ports(geometry):
    g, m = geometry, geometry.model
    return dict(clk=clock(), rst=reset(), s_axis_tvalid=bit(), s_axis_tready=bit(),
                s_axis_tdata=unsigned(8 * g.word_bytes),
                gain_valid=bit(), load_valid=bit(), load_x=signed(Q16_16.bits), token_start=bit(),
                seed_load=bit(), seed=unsigned(SEED_BITS), inverse_temperature=unsigned(INVERSE_BITS),
                position=unsigned(g.position_bits), qkv_start=bit(), qkv_done=bit(),
                attend_we=bit(), attend_index=unsigned(clog2(m.dim)), attend_u=signed(Q16_16.bits), attend_commit=bit(),
                wo_start=bit(), wo_done=bit(), ffn_start=bit(), ffn_done=bit(), finish_start=bit(), finish_done=bit(),
                token=unsigned(g.token_bits), weight_beat=bit(), parameter_beat=bit(), stall=bit(),
                kv_valid=bit(), q_valid=bit(), is_v=bit(), head=unsigned(clog2(m.n_heads)),
                index=unsigned(clog2(m.head_dim)), last=bit(), mantissa=signed(16), head_shift=unsigned(SHIFT.bits),
                hidden_we=bit(), hidden_index=unsigned(clog2(m.hidden_dim)), hidden_u=signed(Q16_16.bits),
                hidden_commit=bit(), y_valid=bit(), y_dest=unsigned(destination.BITS), y_row=unsigned(g.row_bits),
                y_last=bit(), y=signed(Q16_16.bits))


@module(ports)
def matrices(clk, rst, s_axis_tvalid, s_axis_tready, s_axis_tdata, gain_valid, load_valid, load_x, token_start,
             seed_load, seed, inverse_temperature, position, qkv_start, qkv_done, attend_we, attend_index, attend_u,
             attend_commit, wo_start, wo_done, ffn_start, ffn_done, finish_start, finish_done, token, weight_beat,
             parameter_beat, stall, kv_valid, q_valid, is_v, head, index, last, mantissa, head_shift, hidden_we,
             hidden_index, hidden_u, hidden_commit, y_valid, y_dest, y_row, y_last, y, *, geometry):
    """The test loads X, writes attention's output and pulses the starts; everything else is the decoder's."""
    g = geometry
    op_bits = g.lanes * OPERAND_BITS
    qkv_matrix, wo_matrix, w13_matrix, w2_matrix, classifier_matrix = (bit() for _ in range(5))
    gain_pop, gain_pop_last, all_done, add_valid, vector_ready, vector_take = (bit() for _ in range(6))
    gain, shift = unsigned(VALUE_BITS), unsigned(SHIFT.bits)
    rm, k = unsigned(RECIPROCAL_MANTISSA.bits), unsigned(RECIPROCAL_EXPONENT.bits)
    act_addr, act_data = unsigned(g.act_addr_bits), unsigned(g.columns * g.numerics.act_bits)
    rows = dict(y_valid=y_valid, y_dest=y_dest, y=y)

    compute = instance("u_engine", engine, dict(
        clk=clk, rst=rst, s_axis_tvalid=s_axis_tvalid, s_axis_tready=s_axis_tready, s_axis_tdata=s_axis_tdata,
        qkv_start=qkv_matrix, wo_start=wo_matrix, w13_start=w13_matrix, w2_start=w2_matrix,
        classifier_start=classifier_matrix, act_addr=act_addr, act_data=act_data, rm=rm, k=k, shift=shift,
        op_valid=Const(0, 1), op_value=Const(0, 1), op_first=Const(0, 1), op_last=Const(0, 1), op_a=Const(0, op_bits),
        op_b=Const(0, op_bits), dot_valid=Open(1), dots=Open(g.slots * g.dot_bits), pv_valid=Open(1),
        pv=Open(g.lanes * g.lane_acc_bits), gain_valid=gain_valid, gain=gain, gain_pop=gain_pop,
        gain_pop_last=gain_pop_last, all_done=all_done, weight_beat=weight_beat, parameter_beat=parameter_beat,
        stall=stall, y_row=y_row, y_last=y_last, **rows), geometry=g)

    @always_comb
    def join_vector_path():
        add_valid.next = y_valid and ((y_dest == destination.WO) or (y_dest == destination.W2))
        vector_take.next = qkv_matrix or wo_matrix or w13_matrix or w2_matrix or classifier_matrix

    vectors = instance("u_vector_path", vector_path, dict(
        clk=clk, rst=rst, load_valid=load_valid, load_x=load_x, add_valid=add_valid, add_y=y, gain=gain,
        gain_pop=gain_pop, gain_pop_last=gain_pop_last, attend_we=attend_we, attend_index=attend_index,
        attend_u=attend_u, attend_commit=attend_commit, hidden_we=hidden_we, hidden_index=hidden_index,
        hidden_u=hidden_u, hidden_commit=hidden_commit, vector_ready=vector_ready, vector_take=vector_take,
        shift=shift, rm=rm, k=k, act_addr=act_addr, act_data=act_data), geometry=g)

    job = dict(clk=clk, rst=rst, vector_ready=vector_ready, all_done=all_done)
    project = instance("u_project_qkv", project_qkv, dict(
        **job, **rows, start=qkv_start, done=qkv_done, token_start=token_start, position=position,
        engine_start=qkv_matrix, kv_valid=kv_valid, q_valid=q_valid, is_v=is_v, head=head, index=index, last=last,
        mantissa=mantissa, shift=head_shift), geometry=g)
    output = instance("u_wo_job", matrix_job, dict(**job, start=wo_start, engine_start=wo_matrix, done=wo_done))
    network = instance("u_feed_forward", feed_forward, dict(
        **job, **rows, start=ffn_start, done=ffn_done, w13_start=w13_matrix, w2_start=w2_matrix, y_last=y_last,
        u_we=hidden_we, u_index=hidden_index, u=hidden_u, u_commit=hidden_commit), geometry=g)
    finish = instance("u_finish_token", finish_token, dict(
        **job, **rows, seed_load=seed_load, seed=seed, inverse_temperature=inverse_temperature,
        start=finish_start, done=finish_done, engine_start=classifier_matrix, y_row=y_row,
        y_last=y_last, token=token), geometry=g)

    return compute, join_vector_path, vectors, project, output, network, finish
