"""Stage 3: attention over all positions, then the output projection."""

from myhdl import always_seq

from converters.attention import attention as machine
from converters.attention.formats import MANTISSA_BITS, SHIFT_BITS, shift_addr_bits, word_addr_bits
from converters.engine.multiply_accumulate import PV_LATENCY, dot_latency
from converters.hdl import Open, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.stages.matrix_job import matrix_job


def ports(geometry):
    g, n = geometry, geometry.numerics
    return dict(clk=clock(), rst=reset(), layer_start=bit(), layer_first=bit(), position=unsigned(g.position_bits),
                start=bit(), done=bit(), vector_ready=bit(), wo_start=bit(), all_done=bit(),
                q_valid=bit(), q_mantissa=signed(MANTISSA_BITS), q_shift=unsigned(SHIFT_BITS), q_last=bit(),
                key_there=bit(), value_there=bit(), key_issue=bit(), value_issue=bit(),
                kv_addr=unsigned(word_addr_bits(g)), kv_shift_addr=unsigned(shift_addr_bits(g)),
                keys=unsigned(g.kv_width * n.k_bits), values=unsigned(g.kv_width * n.v_bits),
                key_shifts=unsigned(g.kv_per_word * SHIFT_BITS), value_shifts=unsigned(g.kv_per_word * SHIFT_BITS),
                op_valid=bit(), op_value=bit(), op_first=bit(), op_last=bit(),
                op_a=unsigned(g.lanes * MANTISSA_BITS), op_b=unsigned(g.lanes * MANTISSA_BITS),
                dot_valid=bit(), dots=unsigned(g.slots * g.dot_bits),
                pv_valid=bit(), pv=unsigned(g.lanes * g.lane_acc_bits),
                u_we=bit(), u_index=unsigned(clog2(g.model.dim)), u=signed(32), u_commit=bit())


@module(ports)
def attend(clk, rst, layer_start, layer_first, position, start, done, vector_ready, wo_start, all_done, q_valid,
           q_mantissa, q_shift, q_last, key_there, value_there, key_issue, value_issue, kv_addr, kv_shift_addr, keys,
           values, key_shifts, value_shifts, op_valid, op_value, op_first, op_last, op_a, op_b, dot_valid, dots,
           pv_valid, pv, u_we, u_index, u, u_commit, *, geometry):
    """Collects the layer's queries from the cycle after `layer_start` on. From the cycle after `start` on, when keys
    and values are written and the lanes are free, attends, writes the output vector to the quantiser through `u_*`,
    waits for it and runs the output projection; `done` when the engine has read its last word. Its rows go to the
    residual.
    """
    attending, queries_start, queries_first, own_position = bit(), bit(), bit(), unsigned(geometry.position_bits)

    @always_seq(clk.posedge, reset=rst)
    def hold():
        queries_start.next = layer_start
        queries_first.next = layer_first
        own_position.next = position
        if layer_start:
            attending.next = 0
        elif start:
            attending.next = 1

    attention = instance("u_attention", machine.attention, dict(
        clk=clk, rst=rst, start=queries_start, layer_first=queries_first, position=own_position, kv_ready=attending,
        key_there=key_there, value_there=value_there, key_issue=key_issue, value_issue=value_issue,
        q_we=q_valid, q_mantissa=q_mantissa, q_shift=q_shift, q_last=q_last, kv_addr=kv_addr,
        kv_shift_addr=kv_shift_addr, keys=keys, values=values, key_shifts=key_shifts, value_shifts=value_shifts,
        op_valid=op_valid, op_value=op_value, op_first=op_first, op_last=op_last, op_a=op_a, op_b=op_b,
        dot_valid=dot_valid, dots=dots, pv_valid=pv_valid, pv=pv, u_we=u_we, u_index=u_index, u=u,
        u_commit=u_commit, last_beat=Open(1), done=Open(1)),
        geometry=geometry, dot_latency=dot_latency(geometry), pv_latency=PV_LATENCY)
    job = instance("u_wo_job", matrix_job, dict(
        clk=clk, rst=rst, start=start, vector_ready=vector_ready, engine_start=wo_start, all_done=all_done, done=done))

    return hold, attention, job
