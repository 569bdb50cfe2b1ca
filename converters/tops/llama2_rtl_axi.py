"""The machine with its weights and its KV cache in a memory beside the chip, over AXI4."""

from myhdl import always, always_comb, always_seq

from llama2_rtl.converters.axi.bus import (
    FEWEST_BEAT_BYTES,
    GIVEN_UP_BITS,
    INCR,
    NORMAL,
)
from llama2_rtl.converters.axi.external_memory import external_memory
from llama2_rtl.converters.axi.header_check import HEADER_MEM, HEADER_WORD_BITS, header_contents
from llama2_rtl.converters.axi.run_commands import run_commands
from llama2_rtl.converters.axi.run_control import run_control
from llama2_rtl.converters.control.answer_register import answer_register
from llama2_rtl.converters.control.pipeline_controller import STAGE_BITS
from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, any_of, bit, clock, clog2, instance, module, reset, resize, tie, unsigned
from llama2_rtl.converters.interfaces.axi import Axi4Read, Axi4Write, AxiAttributes, AxiLite, RunEnd
from llama2_rtl.converters.interfaces.axi_wires import HeaderVerdict, WatchedReport
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.control import CoreEvents, DraftEvents, Drafting, Sampling, TokenFilters, told
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.kv import KvRead, KvWrite
from llama2_rtl.converters.interfaces.memory_wires import PassEnd, RowWords
from llama2_rtl.converters.interfaces.registers_wires import HostCommands, MemoryPlaces, RunStatus
from llama2_rtl.converters.interfaces.sequences import pass_positions, vector_texts
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream, Stream
from llama2_rtl.converters.kernels.per_vector import for_last
from llama2_rtl.converters.registers.axil_registers import axil_registers
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.register_map import REGISTER_ADDRESS_BITS
from llama2_rtl.converters.tops.decoder import decoder
from llama2_rtl.converters.tops.text_passes import runs, shared_text_passes, text_passes
from llama2_rtl.golden import tables
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS


def ports(geometry):
    texts = geometry.sequences
    return dict(aclk=In(clock()), aresetn=In(bit(), "the reset, active low"),
                s_axis=In(RevocableAxiStream(TDATA_BITS, streams=texts)),
                m_axis=Out(AxiStream(TDATA_BITS, streams=texts)),
                s_axil=In(AxiLite(REGISTER_ADDRESS_BITS, REGISTER_BITS)),
                irq=Out(bit(), "high while an event that the host wants to hear of is not acknowledged"),
                m_axi_write=Out(Axi4Write(geometry.beat_bytes, ports=geometry.ports)),
                m_axi_read=Out(Axi4Read(geometry.beat_bytes, ports=geometry.ports)),
                m_axi_aw=Out(AxiAttributes(ports=geometry.ports)), m_axi_ar=Out(AxiAttributes(ports=geometry.ports)))


PORT_NOTES = dict(
    aclk="the one clock",
    aresetn="hold it low for at least two cycles of the clock, together with the interconnect's reset",
    s_axis_tvalid="a token of the prompt is offered; it may be taken back while no run goes on",
    s_axis_tready="the token is taken; low while the core is at work on one, and until RUNNING reads as 1",
    s_axis_tdata="the token; one outside the vocabulary ends the run",
    s_axis_tlast="the prompt's last token",
    m_axis_tvalid="a generated token is offered; it stays until taken, whatever becomes of its run",
    m_axis_tready="the token is taken; the next one is computed meanwhile",
    m_axis_tdata="the token",
    m_axis_tlast="the answer's last token: end of text, the MAX_TOKENSth, or no position left",
    irq="high while a bit of INTERRUPT_STATUS and the same one of INTERRUPT_ENABLE are 1",
    **{f"s_axil_{name}": field.what for name, field in AxiLite(REGISTER_ADDRESS_BITS, REGISTER_BITS).members.items()},
    **{f"m_axi_{name}": field.what for channels in (Axi4Write, Axi4Read)
       for name, field in channels(FEWEST_BEAT_BYTES).members.items()},
    m_axi_awsize="bytes of a beat, as a power of two: whole words", m_axi_awburst="01: INCR",
    m_axi_awcache="0011: normal, bufferable, not cached", m_axi_awprot="000: unprivileged, secure, data",
    m_axi_arsize="bytes of a beat, as a power of two: whole words", m_axi_arburst="01: INCR",
    m_axi_arcache="0011: normal, bufferable, not cached", m_axi_arprot="000: unprivileged, secure, data")
"""What each port is for, in the words of the page that an integrator reads."""

TEXT_NOTES = dict(s_axis_tid="the number of the text that the token is of; each has room of its own",
                  m_axis_tid="the number of the text that the token is of")
"""Those of a core that works on several texts."""


def port_notes(geometry):
    """What each port of the core of a Geometry is for."""
    notes = PORT_NOTES | (TEXT_NOTES if geometry.sequences > 1 else {})
    return {name.replace(MANAGER, manager): note for name, note in notes.items()
            for manager in (managers(geometry) if name.startswith(MANAGER) else [MANAGER])}


MANAGER = "m_axi_"


def managers(geometry):
    """How the names of the ports of each AXI4 manager begin."""
    return [f"{MANAGER}{port}_" for port in range(geometry.ports)] if geometry.ports > 1 else [MANAGER]


@module(ports)
def llama2_rtl_axi(aclk, aresetn, s_axis, m_axis, s_axil, irq, m_axi_write, m_axi_read, m_axi_aw, m_axi_ar, *,
                   geometry):
    """Tokens in and out as `llama2_rtl`, commanded by the registers of `register_map`: from START on, when the header
    of the packed model at IMAGE_BASE has been found right (`running`), until ABORT or a fault. Then the bus is drained
    and everything emptied; with `busy` low the next START may come. A prompt's token outside the vocabulary is a
    fault, and a full context is reported. SOFT_RESET, the bus drained before, resets all but the registers and what the
    core has on its buses: what is offered on `m_axi` or `m_axis` stays until it is taken. Only `aresetn` withdraws it:
    every valid falls at the first edge that finds it low.
    """
    g, texts = geometry, geometry.sequences
    bus_rst, valid_rst, rst, run_rst = reset(), reset(), reset(), reset()
    host, run_end, header, read, write = HostCommands(), RunEnd(), HeaderVerdict(), WatchedReport(), WatchedReport()
    run_start, run_abort, run_busy, reset_core, clear, kv_short = (bit() for _ in range(6))
    resume = bit() if texts == 1 else unsigned(texts)
    bad_token, context_full = bit(), bit()
    status, fault_port, given_up = RunStatus(), unsigned(clog2(g.ports)), unsigned(g.ports * GIVEN_UP_BITS)
    places, max_tokens = MemoryPlaces(g.ports), unsigned(texts * (g.position_bits + 1))
    settings, sampling = Sampling(samplings=texts), Sampling(samplings=g.samplings)
    allowed, filters = (TokenFilters(g.sampler_list, count) for count in (texts, g.samplings))
    drafting, drafts = Drafting(g.vectors), DraftEvents(g.vectors, texts)
    position, events = unsigned(texts * g.position_bits), CoreEvents(STAGE_BITS)

    @always(aclk.posedge)
    def synchronise():
        bus_rst.next = not aresetn
        rst.next = reset_core or not aresetn
        run_rst.next = clear or rst or not aresetn

    @always_comb
    def fall_at_once():
        valid_rst.next = bus_rst or not aresetn

    registers = instance("u_axil_registers", axil_registers, dict(
        rst=bus_rst, valid_rst=valid_rst, s_axil=s_axil, host=host, places=places, kv_short=kv_short,
        max_tokens=max_tokens, resume=resume, sampling=settings, filters=allowed, drafting=drafting, drafts=drafts,
        run=status, position=position, fault_port=fault_port, given_up=given_up, events=events, irq=irq), geometry=g)
    commands = instance("u_run_commands", run_commands, dict(
        rst=bus_rst, host=host, run_busy=run_busy, core_rst=rst, run_start=run_start, run_abort=run_abort,
        reset_core=reset_core, busy=status.busy))
    control = instance("u_run_control", run_control, dict(
        rst=rst, run_start=run_start, run_abort=run_abort, kv_short=kv_short, header=header, read=read, write=write,
        bad_token=bad_token, context_full=context_full, clear=clear, run_end=run_end, running=status.running,
        busy=run_busy, error=status.error_code))

    vocab_size, last_position = g.model.vocab_size, g.context - 1
    offered = RevocableAxiStream(TDATA_BITS, streams=texts).with_wires(
        **{name: wire for name, wire in s_axis.wires.items() if name not in ("tvalid", "tready")})
    answer = RevocableAxiStream(TDATA_BITS, streams=texts)
    generated = AxiStream(TDATA_BITS, streams=texts).with_wires(**answer.wires)
    weights, row = Stream(8 * g.word_bytes), RowWords(g.model, g.numerics.formats, g.tile)
    ran, vectors_of, pass_end = told(g), vector_texts(g), PassEnd()
    if texts == 1:
        sampling, filters, tokens = settings, allowed, runs(g, offered, position=position)
        prompt, run, text_done = tokens.prompt, tokens.run, tokens.text.token_done
        loop = text_passes(
            run_rst, g, tokens, s_axis=offered, m_axis=generated, max_tokens=max_tokens, resume=resume, ran=ran,
            pass_end=pass_end, row=row, drafting=drafting, drafts=drafts)

        @always_seq(aclk.posedge, reset=run_rst)
        def judge():
            bad_token.next = prompt.tvalid and prompt.tready and (prompt.tdata >= vocab_size)
            context_full.next = text_done and (position == last_position)
    else:
        run = TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, sequences=texts)
        full, unknown = unsigned(texts), unsigned(texts)
        loop = shared_text_passes(
            run_rst, g, run, s_axis=offered, m_axis=generated, ran=ran, drafting=drafting, drafts=drafts, slots=dict(
                max_tokens=max_tokens, resume=resume, position=position, unknown=unknown, full=full),
            settings=settings, allowed=allowed, texts=vectors_of, sampling=sampling, filters=filters,
            pass_end=pass_end)
        judge = (any_of(full, context_full), any_of(unknown, bad_token), resize(run.token_start, drafts.begins))
    last_register = instance("u_answer_register", answer_register, dict(
        rst=bus_rst, valid_rst=valid_rst, passing=status.running, s_axis=answer, m_axis=m_axis), streams=texts)

    @always_comb
    def admit():
        offered.tvalid.next = s_axis.tvalid and status.running
        s_axis.tready.next = offered.tready and status.running

    batch, kv_start, last_row = Batch(g.vectors), row.start, ()
    if g.vectors > 1:
        batch = batch.with_wires(first=run.first)
        # Keys and values stand behind all rows on the bus.
        kv_start, last_row = for_last(row.start, g.vectors, run.vector)
    row_scale = unsigned(STORED_SCALE_BITS)
    kv_write, kv_read, kv_written = KvWrite(g, addresses=False), KvRead(g, addresses=False), bit()
    memory = instance("u_external_memory", external_memory, dict(
        rst=bus_rst, valid_rst=valid_rst, run_rst=run_rst, run_end=run_end, given_up=given_up, places=places,
        header=header, read=read, write=write, fault_port=fault_port, token_start=kv_start, batch=batch,
        at=pass_positions(g).with_wires(**{name: run.wires[name] for name in pass_positions(g).members}),
        weights=weights, pass_end=pass_end, row=row, row_scale=row_scale, kv_write=kv_write, kv_written=kv_written,
        kv_read=kv_read, m_axi_write=m_axi_write, m_axi_read=m_axi_read), geometry=g)
    core = instance("u_decoder", decoder, dict(
        rst=run_rst, weights=weights, row=row, row_scale=row_scale,
        kv_write=KvWrite(g).with_wires(**kv_write.wires).leaving_open("waddr", "shift_waddr"), kv_written=kv_written,
        kv_read=KvRead(g).with_wires(**kv_read.wires).leaving_open("kv_addr", "kv_shift_addr"),
        run=run, ran=ran, texts=vectors_of, sampling=sampling, filters=filters, events=events), geometry=g)

    attributes = dict(size=(g.beat_bytes - 1).bit_length(), burst=INCR, cache=NORMAL, prot=0)
    constants = [tie(channel.of_port(port).wires[name], value) for port in range(g.ports)
                 for channel in (m_axi_aw, m_axi_ar) for name, value in attributes.items()]
    return (synchronise, fall_at_once, registers, commands, control, loop, last_register, admit, judge, last_row,
            memory, core, constants)


def memories(geometry):
    """File name -> (bits per word, words): tables and the header that an image must have. They hold no weights."""
    return tables.memories(geometry.model) | {HEADER_MEM: (HEADER_WORD_BITS, header_contents(geometry))}


def build_axi(geometry):
    """`(module, params, memories)` of the machine for a Geometry, whatever the weights."""
    return llama2_rtl_axi, dict(geometry=geometry), memories(geometry)
