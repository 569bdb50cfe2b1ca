"""The decoder: the five stages around the engine, one token at a time."""

from myhdl import always_comb

from llama2_rtl.converters.control.pipeline_controller import IDLE, STAGE_BITS, pipeline_controller
from llama2_rtl.converters.control.text_place import text_place
from llama2_rtl.converters.control.vector_position import vector_position
from llama2_rtl.converters.control.when_ready import when_ready
from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.engine.matrix_unit import matrix_unit
from llama2_rtl.converters.hdl import (
    In,
    Open,
    Out,
    Rule,
    bit,
    check,
    clocked,
    clog2,
    instance,
    module,
    resize,
    side_by_side,
    signed,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.attention import HeadElements, OperandBeat, Sums
from llama2_rtl.converters.interfaces.attention_wires import LayerStart
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.control import CoreEvents, Handover, Sampling, TokenFilters, TokensRun, told
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.kv import KvRead, KvWrite
from llama2_rtl.converters.interfaces.matrix import MatrixRun, RowResults
from llama2_rtl.converters.interfaces.memory_wires import RowWords
from llama2_rtl.converters.interfaces.of_vector import as_field, fresh_vector, vector_of
from llama2_rtl.converters.interfaces.sequences import pass_positions, vector_texts
from llama2_rtl.converters.interfaces.stages_wires import KeyValueElements, ProjectedHeads, VectorNumber, VectorPosition
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels.per_vector import pick_vector
from llama2_rtl.converters.memory.batch_embedding import batch_embedding
from llama2_rtl.converters.memory.block_embedding import block_embedding
from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.converters.memory.embedding_side_by_side import embedding_side_by_side
from llama2_rtl.converters.stages.attend import attend
from llama2_rtl.converters.stages.feed_forward import feed_forward
from llama2_rtl.converters.stages.finish_token import finish_token
from llama2_rtl.converters.stages.project_qkv import project_qkv
from llama2_rtl.converters.stages.write_kv import write_kv
from llama2_rtl.converters.vector.formats import MANTISSA_BITS, SHIFT_BITS
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS

RULES = (
    Rule("position", f"{{stage}} == {IDLE} || {{position}} == {{was_position}}",
         "the position stays through all layers"),
)


def ports(geometry):
    g = geometry
    width = 8 * g.word_bytes
    return clocked(weights=In(Stream(width)), row=Out(RowWords(g.model, g.numerics.formats, g.tile)),
                   row_scale=In(unsigned(STORED_SCALE_BITS), "scale of the embedding's row"), kv_write=Out(KvWrite(g)),
                   kv_written=Out(bit(), "the last write of a layer"), kv_read=Out(KvRead(g)),
                   run=In(TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, sequences=g.sequences)),
                   ran=In(told(g)), texts=In(vector_texts(g)), sampling=In(Sampling(samplings=g.samplings)),
                   filters=In(TokenFilters(g.sampler_list, g.samplings)), events=Out(CoreEvents(STAGE_BITS)))


@module(ports)
def decoder(clk, rst, weights, row, row_scale, kv_write, kv_written, kv_read, run, ran, texts, sampling, filters,
            events, *, geometry):
    """`token_start` runs `token` at `position` through all layers, reading the weight image once, where it `chooses`
    with the classifier, and the token's `row` of the embedding with its `row_scale`; `token_done` pulses, where it
    `chooses` with `next_token`, the greedy one or by chance at a temperature (`sampler`), with the numbers of `seed` at
    `position`. `text_start` comes with a text's first token. Tokens come at positions 0, 1, 2, ...;
    `inverse_temperature` and `seed` stay until `token_done`, `row_scale` from the row's first word on. `stage` is the
    controller's; a cycle is a beat of weights, parameters or attention, a `stall`, or a bubble.

    Of several vectors those of the batch run in one reading of the weights, and each chooses, see `TokenRun`; `ran`
    tells the tokens of the text. Of several texts each vector stands and chooses as its own text does.

    The KV cache is outside: see `write_kv` for its writes, the layer's last of them marked by `kv_written`, and
    `attention` for its reads.
    """
    g, m = geometry, geometry.model
    batch = Batch(g.vectors).with_wires(**(dict(first=run.first) if g.vectors > 1 else {}))

    projecting, writing, attending, feeding, finishing = (Handover() for _ in range(5))
    writing = writing.with_wires(done=kv_written)
    finishing = finishing.with_wires(done=run.token_done)
    first_layer = bit()
    control = instance("u_pipeline_controller", pipeline_controller, dict(
        token_start=run.token_start, stage=events.stage, layer=Open(clog2(m.n_layers)),
        first_layer=first_layer, project_qkv=projecting, write_kv=writing, attend=attending, feed_forward=feeding,
        finish_token=finishing), layers=m.n_layers)

    qkv, wo, w13, w2 = (MatrixRun() for _ in range(4))
    classifier, y = MatrixRun(optional=True), RowResults(destination.BITS, g.row_bits, vectors=g.vectors, tail=g.tail)
    load_x, gains_ready = Samples(value=signed(g.tail * Q16_16.bits), **fresh_vector(g.vectors)), bit()
    op = OperandBeat(g).with_wires(valid=events.attention_beat)
    dot, pv = Sums(g.dots_bits), Sums(g.pv_bits)
    attend_u, hidden_u = (VectorElements(clog2(count // g.tail), g.vectors, g.tail)
                          for count in (m.q_dim, m.hidden_dim))
    compute = instance("u_matrix_unit", matrix_unit, dict(
        weights=weights, batch=batch, load_x=load_x, qkv=qkv, wo=wo, w13=w13, w2=w2, classifier=classifier,
        attend_u=attend_u, hidden_u=hidden_u, op=op, reads_classifier=run.chooses, dot=dot, pv=pv, y=y,
        gains_ready=gains_ready, weight_beat=events.weight_beat, parameter_beat=events.parameter_beat,
        stall=events.stall), geometry=g)

    embed_start, of = bit(), VectorNumber(g.vectors)
    if g.vectors == 1:
        @always_comb
        def ask_for_row():
            row.start.next = run.token_start
            row.row.next = run.token

        wait = instance("u_embed_when_ready", when_ready, dict(
            start=run.token_start, ready=gains_ready, go=embed_start))
        if g.sampler_list:
            ran = TokensRun(g.token_bits).with_wires(run=run.token_start, first=run.text_start, token=run.token)
    else:
        of = of.with_wires(vector=run.vector)
        ask_for_row, wait = resize(run.token, row.row), instance("u_batch_embedding", batch_embedding, dict(
            pass_start=run.token_start, batch=batch, ready=gains_ready, ask=row.start, load=embed_start, of=of,
            loaded=load_x.valid), dim=m.dim, vectors=g.vectors)
    table = g.numerics.formats("embedding")
    embedder, of_format = (block_embedding, dict(weights=table)) if table.block else (embedding, {})
    of_format, whose = of_format | dict(vectors=g.vectors), dict(of=of)
    if g.tail > 1:
        embedder, of_format, whose = embedding_side_by_side, dict(weights=table, tail=g.tail), {}
    embed = instance("u_embedding", embedder, dict(
        start=embed_start, scale=row_scale,
        s=Stream(len(row.data)).with_wires(valid=row.valid, ready=row.ready, data=row.data), load_x=load_x,
        **whose), columns=g.columns, dim=m.dim, **of_format)

    heads = ProjectedHeads(m, g.vectors, g.tail)
    angles_at, written_at = (VectorPosition(bits, g.vectors) for bits in (g.position_bits, g.place_bits))
    at = pass_positions(g).with_wires(**{name: run.wires[name] for name in pass_positions(g).members})
    positions, all_positions = (), next(reversed(at.wires.values()))
    if g.vectors == 1:
        angles_at, written_at = (place.with_wires(value=run.position) for place in (angles_at, written_at))
    elif g.sequences > 1:
        places = wire(unsigned(g.vectors * g.place_bits), "token_places")
        positions = (side_by_side("u_place", text_place, g.vectors, dict(
                         number=run.sequences, position=run.positions, place=places), geometry=g),
                     pick_vector(run.positions, g.vectors, angles_at.vector, angles_at.value),
                     pick_vector(places, g.vectors, written_at.vector, written_at.value))
    else:
        positions = [instance(f"u_{name}_position", vector_position, dict(last_position=run.position, of=place),
                              position_bits=g.position_bits, vectors=g.vectors)
                     for name, place in (("angles", angles_at), ("written", written_at))]
    layer = LayerStart().with_wires(start=projecting.start, first=first_layer)
    project = instance("u_project_qkv", project_qkv, dict(
        handover=projecting, token_start=run.token_start, batch=batch, position=angles_at, matrix=qkv,
        y=RowResults(destination.BITS, last=False, vectors=g.vectors, tail=g.tail).with_wires(
            valid=y.valid, dest=y.dest, value=y.value, **as_field(vector_of(y))),
        heads=heads.leaving_open("head")), geometry=g)
    write = instance("u_write_kv", write_kv, dict(
        handover=writing, layer_first=first_layer, batch=batch, place=written_at,
        in_=KeyValueElements(m, g.vectors, g.tail).with_wires(
            valid=heads.kv_valid, is_v=heads.is_v, index=heads.index, last=heads.last, mantissa=heads.mantissa,
            shift=heads.shift, **as_field(vector_of(heads))), write=kv_write), geometry=g)
    attention = instance("u_attend", attend, dict(
        next_layer=layer, batch=batch, at=at, handover=attending, wo=wo,
        q=HeadElements(g.tail * MANTISSA_BITS, SHIFT_BITS, g.vectors).with_wires(
            valid=heads.q_valid, mantissa=heads.mantissa, shift=heads.shift, last=heads.last,
            **as_field(vector_of(heads))),
        kv=kv_read, op=op, dot=dot, pv=pv, u=attend_u), geometry=g)
    network = instance("u_feed_forward", feed_forward, dict(
        handover=feeding, w13=w13, w2=w2,
        y=RowResults(destination.BITS, vectors=g.vectors, tail=g.tail).with_wires(
            valid=y.valid, dest=y.dest, last=y.last, value=y.value, **as_field(vector_of(y))),
        u=hidden_u), geometry=g)
    choice = Samples(valid=run.choice, value=run.next_token, vector=run.choice_vector) if g.vectors > 1 else Samples(
        value=run.next_token).leaving_open("valid")
    finish = instance("u_finish_token", finish_token, dict(
        sampling=Sampling(g.position_bits, g.samplings).with_wires(
            **sampling.wires, seed_load=run.token_start, position=all_positions), filters=filters,
        texts=texts, ran=ran, handover=finishing, chooses=run.chooses, matrix=classifier, y=y, choice=choice),
        geometry=g)

    checks = check(clk, rst, RULES, stage=events.stage, position=all_positions)
    return control, compute, ask_for_row, wait, embed, positions, project, write, attention, network, finish, checks
