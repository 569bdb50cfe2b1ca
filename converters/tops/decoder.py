"""The decoder: the five stages around the engine, one token at a time."""

from myhdl import always_comb

from converters.attention.formats import shift_addr_bits, word_addr_bits
from converters.control.pipeline_controller import IDLE, STATE_BITS, pipeline_controller
from converters.control.when_ready import when_ready
from converters.engine import destination
from converters.engine.engine import engine
from converters.engine.lane import OPERAND_BITS
from converters.hdl import Open, Rule, bit, check, clock, clog2, instance, module, reset, signed, unsigned
from converters.memory.embedding import SCALE_BITS, embedding
from converters.stages.attend import attend
from converters.stages.feed_forward import feed_forward
from converters.stages.finish_token import finish_token
from converters.stages.project_qkv import project_qkv
from converters.stages.write_kv import write_kv
from converters.vector.quantize_lane import SHIFT_BITS
from converters.vector.vector_path import vector_path
from golden.config import WEIGHT_BITS
from golden.sampling_formats import INVERSE_BITS, SEED_BITS

RULES = (
    Rule("position", f"{{stage}} == {IDLE} || {{position}} == {{was_position}}",
    "the position stays through all layers"), )


def ports(geometry):
    g, n = geometry, geometry.numerics
    return dict(clk=clock(), rst=reset(),
                s_axis_weights_tvalid=bit(), s_axis_weights_tready=bit(),
                s_axis_weights_tdata=unsigned(g.lanes * WEIGHT_BITS),
                s_axis_row_tvalid=bit(), s_axis_row_tready=bit(), s_axis_row_tdata=unsigned(g.lanes * WEIGHT_BITS),
                row_scale=unsigned(SCALE_BITS),
                k_we=bit(), v_we=bit(), waddr=unsigned(word_addr_bits(g)), k_wdata=unsigned(g.kv_width * n.k_bits),
                v_wdata=unsigned(g.kv_width * n.v_bits), k_shift_we=bit(), v_shift_we=bit(),
                shift_waddr=unsigned(shift_addr_bits(g)), shift_wdata=unsigned(g.kv_per_word * SHIFT_BITS),
                kv_written=bit(), key_there=bit(), value_there=bit(), key_issue=bit(), value_issue=bit(),
                kv_addr=unsigned(word_addr_bits(g)), kv_shift_addr=unsigned(shift_addr_bits(g)),
                keys=unsigned(g.kv_width * n.k_bits), values=unsigned(g.kv_width * n.v_bits),
                key_shifts=unsigned(g.kv_per_word * SHIFT_BITS), value_shifts=unsigned(g.kv_per_word * SHIFT_BITS),
                seed_load=bit(), seed=unsigned(SEED_BITS), inverse_temperature=unsigned(INVERSE_BITS),
                token_start=bit(), position=unsigned(g.position_bits), token_done=bit(),
                next_token=unsigned(g.token_bits),
                stage=unsigned(STATE_BITS), weight_beat=bit(), parameter_beat=bit(), attention_beat=bit(),
                stall=bit())


@module(ports)
def decoder(clk, rst, s_axis_weights_tvalid, s_axis_weights_tready, s_axis_weights_tdata, s_axis_row_tvalid,
            s_axis_row_tready, s_axis_row_tdata, row_scale, k_we, v_we, waddr, k_wdata, v_wdata, k_shift_we, v_shift_we,
            shift_waddr, shift_wdata, kv_written, key_there, value_there, key_issue, value_issue, kv_addr,
            kv_shift_addr, keys, values, key_shifts, value_shifts, seed_load, seed, inverse_temperature, token_start,
            position, token_done, next_token, stage, weight_beat, parameter_beat, attention_beat, stall, *, geometry):
    """`token_start` runs a token at `position` through all layers, reading the weight image once and, on `s_axis_row`,
    the token's row of the embedding with its `row_scale`; `token_done` pulses with `next_token`, the greedy one or by
    chance at a temperature (`sampler`). `seed_load`, no later than the `token_start` of a text, begins the numbers of
    `seed`. Tokens come at positions 0, 1, 2, ...; `position` and `inverse_temperature` stay until `token_done`,
    `row_scale` from the row's first word on. `stage` is the controller's; a cycle is a beat of weights, parameters or
    attention, a `stall`, or a bubble.

    The KV cache is outside: see `write_kv` for its writes, the layer's last of them marked by `kv_written`, and
    `attention` for its reads.
    """
    g, m, n = geometry, geometry.model, geometry.numerics

    qkv_start, qkv_done, write_start, attend_start, attend_done = (bit() for _ in range(5))
    ffn_start, ffn_done, finish_start, first_layer = (bit() for _ in range(4))
    control = instance("u_pipeline_controller", pipeline_controller, dict(
        clk=clk, rst=rst, token_start=token_start, stage=stage, layer=Open(clog2(m.n_layers)),
        first_layer=first_layer, project_qkv_start=qkv_start, project_qkv_done=qkv_done, write_kv_start=write_start,
        write_kv_done=kv_written, attend_start=attend_start, attend_done=attend_done, feed_forward_start=ffn_start,
        feed_forward_done=ffn_done, finish_token_start=finish_start, finish_token_done=token_done),
        layers=m.n_layers)

    op_value, op_first, op_last, dot_valid, pv_valid = (bit() for _ in range(5))
    op_a, op_b = unsigned(g.lanes * OPERAND_BITS), unsigned(g.lanes * OPERAND_BITS)
    dots, pv = unsigned(g.slots * g.dot_bits), unsigned(g.lanes * g.lane_acc_bits)
    qkv_matrix, wo_matrix, w13_matrix, w2_matrix, classifier_matrix = (bit() for _ in range(5))
    gain_valid, gain_pop, gain_pop_last, all_done, y_valid, y_last = (bit() for _ in range(6))
    gain, rm, k, shift = unsigned(16), unsigned(16), unsigned(6), unsigned(SHIFT_BITS)
    y_dest, y_row, y = unsigned(destination.BITS), unsigned(g.row_bits), signed(32)
    act_addr, act_data = unsigned(g.act_addr_bits), unsigned(g.lanes * n.act_bits)
    compute = instance("u_engine", engine, dict(
        clk=clk, rst=rst, s_axis_tvalid=s_axis_weights_tvalid, s_axis_tready=s_axis_weights_tready,
        s_axis_tdata=s_axis_weights_tdata, qkv_start=qkv_matrix, wo_start=wo_matrix, w13_start=w13_matrix,
        w2_start=w2_matrix, classifier_start=classifier_matrix, act_addr=act_addr, act_data=act_data, rm=rm, k=k,
        shift=shift, op_valid=attention_beat, op_value=op_value, op_first=op_first, op_last=op_last, op_a=op_a,
        op_b=op_b, dot_valid=dot_valid, dots=dots, pv_valid=pv_valid, pv=pv, gain_valid=gain_valid, gain=gain,
        gain_pop=gain_pop, gain_pop_last=gain_pop_last, all_done=all_done, weight_beat=weight_beat,
        parameter_beat=parameter_beat, stall=stall, y_valid=y_valid, y_dest=y_dest, y_row=y_row, y_last=y_last,
        y=y), geometry=g)

    load_valid, add_valid, vector_ready, vector_take = (bit() for _ in range(4))
    load_x = signed(32)
    attend_we, attend_commit, hidden_we, hidden_commit = (bit() for _ in range(4))
    attend_index, hidden_index = unsigned(clog2(m.dim)), unsigned(clog2(m.hidden_dim))
    attend_u, hidden_u = signed(32), signed(32)

    @always_comb
    def join_vector_path():
        add_valid.next = y_valid and ((y_dest == destination.WO) or (y_dest == destination.W2))
        vector_take.next = qkv_matrix or wo_matrix or w13_matrix or w2_matrix or classifier_matrix

    embed_start = bit()
    wait = instance("u_embed_when_ready", when_ready, dict(
        clk=clk, rst=rst, start=token_start, ready=gain_valid, go=embed_start))
    embed = instance("u_embedding", embedding, dict(
        clk=clk, rst=rst, start=embed_start, scale=row_scale, s_valid=s_axis_row_tvalid, s_ready=s_axis_row_tready,
        s_data=s_axis_row_tdata, load_valid=load_valid, load_x=load_x), lanes=g.lanes, dim=m.dim)
    vectors = instance("u_vector_path", vector_path, dict(
        clk=clk, rst=rst, load_valid=load_valid, load_x=load_x, add_valid=add_valid, add_y=y, gain=gain,
        gain_pop=gain_pop, gain_pop_last=gain_pop_last, attend_we=attend_we, attend_index=attend_index,
        attend_u=attend_u, attend_commit=attend_commit, hidden_we=hidden_we, hidden_index=hidden_index,
        hidden_u=hidden_u, hidden_commit=hidden_commit, vector_ready=vector_ready, vector_take=vector_take,
        shift=shift, rm=rm, k=k, act_addr=act_addr, act_data=act_data), geometry=g)

    kv_valid, q_valid, is_v, last = (bit() for _ in range(4))
    index, mantissa, head_shift = unsigned(clog2(m.head_dim)), signed(16), unsigned(SHIFT_BITS)
    project = instance("u_project_qkv", project_qkv, dict(
        clk=clk, rst=rst, start=qkv_start, done=qkv_done, token_start=token_start, position=position,
        vector_ready=vector_ready, engine_start=qkv_matrix, all_done=all_done, y_valid=y_valid, y_dest=y_dest, y=y,
        kv_valid=kv_valid, q_valid=q_valid, is_v=is_v, head=Open(clog2(m.n_heads)), index=index, last=last,
        mantissa=mantissa, shift=head_shift), geometry=g)

    write = instance("u_write_kv", write_kv, dict(
        clk=clk, rst=rst, start=write_start, layer_first=first_layer, position=position, done=kv_written,
        in_valid=kv_valid, in_is_v=is_v, in_index=index, in_last=last, mantissa=mantissa, shift=head_shift, k_we=k_we,
        v_we=v_we, waddr=waddr, k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we, v_shift_we=v_shift_we,
        shift_waddr=shift_waddr, shift_wdata=shift_wdata), geometry=g)

    attention = instance("u_attend", attend, dict(
        clk=clk, rst=rst, layer_start=qkv_start, layer_first=first_layer, position=position, start=attend_start,
        done=attend_done, vector_ready=vector_ready, wo_start=wo_matrix, all_done=all_done, q_valid=q_valid,
        q_mantissa=mantissa, q_shift=head_shift, q_last=last, key_there=key_there, value_there=value_there,
        key_issue=key_issue, value_issue=value_issue, kv_addr=kv_addr, kv_shift_addr=kv_shift_addr, keys=keys,
        values=values, key_shifts=key_shifts, value_shifts=value_shifts, op_valid=attention_beat, op_value=op_value,
        op_first=op_first, op_last=op_last, op_a=op_a, op_b=op_b, dot_valid=dot_valid, dots=dots, pv_valid=pv_valid,
        pv=pv, u_we=attend_we, u_index=attend_index, u=attend_u, u_commit=attend_commit), geometry=g)
    network = instance("u_feed_forward", feed_forward, dict(
        clk=clk, rst=rst, start=ffn_start, done=ffn_done, vector_ready=vector_ready, w13_start=w13_matrix,
        w2_start=w2_matrix, all_done=all_done, y_valid=y_valid, y_dest=y_dest, y_last=y_last, y=y, u_we=hidden_we,
        u_index=hidden_index, u=hidden_u, u_commit=hidden_commit), geometry=g)
    finish = instance("u_finish_token", finish_token, dict(
        clk=clk, rst=rst, seed_load=seed_load, seed=seed, inverse_temperature=inverse_temperature, start=finish_start,
        done=token_done, vector_ready=vector_ready, engine_start=classifier_matrix, all_done=all_done,
        y_valid=y_valid, y_dest=y_dest, y_row=y_row, y_last=y_last, y=y, token=next_token), geometry=g)

    checks = check(clk, rst, RULES, stage=stage, position=position)
    return (control, compute, join_vector_path, wait, embed, vectors, project, write, attention, network, finish,
            checks)
