"""The decoder: the five stages around the engine, one token at a time."""

from myhdl import always_comb

from converters.control.pipeline_controller import IDLE, STAGE_BITS, pipeline_controller
from converters.control.when_ready import when_ready
from converters.engine import destination
from converters.engine.engine import engine
from converters.engine.lane import OPERAND_BITS
from converters.hdl import In, Open, Out, Rule, bit, check, clock, clog2, instance, module, reset, signed, unsigned
from converters.interfaces.attention import OperandBeat
from converters.interfaces.control import CoreEvents, Handover
from converters.interfaces.kv import KvRead, KvWrite
from converters.interfaces.matrix import Activations, MatrixStarts, Norm, RowResults
from converters.interfaces.stream import AxiStream
from converters.interfaces.vector import Gains, VectorElements
from converters.memory.embedding import embedding
from converters.stages.attend import attend
from converters.stages.feed_forward import feed_forward
from converters.stages.finish_token import finish_token
from converters.stages.project_qkv import project_qkv
from converters.stages.write_kv import write_kv
from converters.vector.quantize_lane import SHIFT_BITS
from converters.vector.vector_path import vector_path
from golden.number_formats import Q16_16
from golden.sampling_formats import INVERSE_BITS, SEED_BITS
from golden.weight_format import STORED_SCALE_BITS

RULES = (
    Rule("position", f"{{stage}} == {IDLE} || {{position}} == {{was_position}}",
         "the position stays through all layers"),
)


def ports(geometry):
    g = geometry
    word = AxiStream(8 * g.word_bytes, packets=False)
    return dict(clk=In(clock()), rst=In(reset()), s_axis_weights=In(word), s_axis_row=In(word.with_wires()),
                row_scale=In(unsigned(STORED_SCALE_BITS), "scale of the embedding's row"), kv_write=Out(KvWrite(g)),
                kv_written=Out(bit(), "the last write of a layer"), kv_read=Out(KvRead(g)),
                seed_load=In(bit(), "the random numbers begin anew"), seed=In(unsigned(SEED_BITS), "from here"),
                inverse_temperature=In(unsigned(INVERSE_BITS), "of sampling, 0 for the likeliest token"),
                token_start=In(bit(), "a token begins"), position=In(unsigned(g.position_bits), "its position"),
                token_done=Out(bit(), "it is through"), next_token=Out(unsigned(g.token_bits), "the token chosen"),
                events=Out(CoreEvents(STAGE_BITS)))


@module(ports)
def decoder(clk, rst, s_axis_weights, s_axis_row, row_scale, kv_write, kv_written, kv_read, seed_load, seed,
            inverse_temperature, token_start, position, token_done, next_token, events, *, geometry):
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

    projecting, attending, feeding = Handover(), Handover(), Handover()
    first_layer, write_start, finish_start = bit(), bit(), bit()
    control = instance("u_pipeline_controller", pipeline_controller, dict(
        clk=clk, rst=rst, token_start=token_start, stage=events.stage, layer=Open(clog2(m.n_layers)),
        first_layer=first_layer, **projecting.by_port("project_qkv"), write_kv_start=write_start,
        write_kv_done=kv_written, **attending.by_port("attend"), **feeding.by_port("feed_forward"),
        finish_token_start=finish_start, finish_token_done=token_done), layers=m.n_layers)

    matrix, gain, norm, y = MatrixStarts(), Gains(), Norm(), RowResults(destination.BITS, g.row_bits)
    op = OperandBeat(g.lanes * OPERAND_BITS).with_wires(valid=events.attention_beat)
    act = Activations(g.act_addr_bits, g.columns * n.act_bits)
    dot_valid, pv_valid, all_done, vector_ready = (bit() for _ in range(4))
    dots, pv, shift = unsigned(g.slots * g.dot_bits), unsigned(g.lanes * g.lane_acc_bits), unsigned(SHIFT_BITS)
    sums = dict(dot_valid=dot_valid, dots=dots, pv_valid=pv_valid, pv=pv)
    compute = instance("u_engine", engine, dict(
        clk=clk, rst=rst, **s_axis_weights.by_port("s_axis"), **matrix.by_port("matrix"), **act.by_port("act"),
        **norm.by_port("norm"), shift=shift, **op.by_port("op"), **sums, **gain.by_port("gain"), all_done=all_done,
        weight_beat=events.weight_beat, parameter_beat=events.parameter_beat, stall=events.stall, **y.by_port("y")),
        geometry=g)

    add_valid, vector_take, embed_start, load_valid = (bit() for _ in range(4))
    load_x = signed(Q16_16.bits)
    attend_u, hidden_u = VectorElements(clog2(m.dim)), VectorElements(clog2(m.hidden_dim))

    @always_comb
    def join_vector_path():
        add_valid.next = y.valid and ((y.dest == destination.WO) or (y.dest == destination.W2))
        vector_take.next = matrix.qkv or matrix.wo or matrix.w13 or matrix.w2 or matrix.classifier

    wait = instance("u_embed_when_ready", when_ready, dict(
        clk=clk, rst=rst, start=token_start, ready=gain.valid, go=embed_start))
    embed = instance("u_embedding", embedding, dict(
        clk=clk, rst=rst, start=embed_start, scale=row_scale, s_valid=s_axis_row.tvalid, s_ready=s_axis_row.tready,
        s_data=s_axis_row.tdata, load_valid=load_valid, load_x=load_x), word_bytes=g.word_bytes, dim=m.dim)
    vectors = instance("u_vector_path", vector_path, dict(
        clk=clk, rst=rst, load_valid=load_valid, load_x=load_x, add_valid=add_valid, add_y=y.value,
        **gain.by_port("gain", "value", "pop", "pop_last"), attend_we=attend_u.we, attend_index=attend_u.index,
        attend_u=attend_u.value, attend_commit=attend_u.commit, hidden_we=hidden_u.we, hidden_index=hidden_u.index,
        hidden_u=hidden_u.value, hidden_commit=hidden_u.commit, vector_ready=vector_ready, vector_take=vector_take,
        shift=shift, **norm.by_port("norm"), **act.by_port("act")), geometry=g)

    kv_valid, q_valid, is_v, last = (bit() for _ in range(4))
    index, mantissa, head_shift = unsigned(clog2(m.head_dim)), signed(16), unsigned(SHIFT_BITS)
    project = instance("u_project_qkv", project_qkv, dict(
        clk=clk, rst=rst, **projecting.by_port("handover"), token_start=token_start, position=position,
        vector_ready=vector_ready, engine_start=matrix.qkv, all_done=all_done,
        **y.by_port("y", "valid", "dest", "value"), kv_valid=kv_valid, q_valid=q_valid, is_v=is_v,
        head=Open(clog2(m.n_heads)), index=index, last=last, mantissa=mantissa, shift=head_shift), geometry=g)
    write = instance("u_write_kv", write_kv, dict(
        clk=clk, rst=rst, start=write_start, layer_first=first_layer, position=position, done=kv_written,
        in_valid=kv_valid, in_is_v=is_v, in_index=index, in_last=last, mantissa=mantissa, shift=head_shift,
        **kv_write.by_port("kv_write")), geometry=g)
    attention = instance("u_attend", attend, dict(
        clk=clk, rst=rst, layer_start=projecting.start, layer_first=first_layer, position=position,
        **attending.by_port("handover"), vector_ready=vector_ready, wo_start=matrix.wo, all_done=all_done,
        q_valid=q_valid, q_mantissa=mantissa, q_shift=head_shift, q_last=last, **kv_read.by_port("kv_read"),
        **op.by_port("op"), **sums, **attend_u.by_port("u")), geometry=g)
    network = instance("u_feed_forward", feed_forward, dict(
        clk=clk, rst=rst, **feeding.by_port("handover"), vector_ready=vector_ready, w13_start=matrix.w13,
        w2_start=matrix.w2, all_done=all_done, **y.by_port("y", "valid", "dest", "last", "value"),
        **hidden_u.by_port("u")), geometry=g)
    finish = instance("u_finish_token", finish_token, dict(
        clk=clk, rst=rst, seed_load=seed_load, seed=seed, inverse_temperature=inverse_temperature, start=finish_start,
        done=token_done, vector_ready=vector_ready, engine_start=matrix.classifier, all_done=all_done, **y.by_port("y"),
        token=next_token), geometry=g)

    checks = check(clk, rst, RULES, stage=events.stage, position=position)
    return (control, compute, join_vector_path, wait, embed, vectors, project, write, attention, network, finish,
            checks)
