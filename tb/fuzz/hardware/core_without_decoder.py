"""The core over AXI4 as its host and its memory see it, for the fuzzer: registers, run control and the bus, in place of
the decoder commands that a harness gives."""

from myhdl import always, always_comb

from llama2_rtl.converters.axi.bus import CLIENTS, GIVEN_UP_BITS, OUTSTANDING, PAGE_BITS, PAGE_NUMBER_BITS, READS_BITS
from llama2_rtl.converters.axi.header_check import header_check
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.read_master import read_master
from llama2_rtl.converters.axi.row_reader import FOLD_BITS
from llama2_rtl.converters.axi.run_commands import run_commands
from llama2_rtl.converters.axi.run_control import run_control
from llama2_rtl.converters.axi.watch import watch
from llama2_rtl.converters.axi.write_channel import write_channel
from llama2_rtl.converters.control.pipeline_controller import STAGE_BITS
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Open,
    Out,
    Part,
    bit,
    clock,
    instance,
    join,
    module,
    part,
    reset,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.axi import Axi4Read, Axi4Write, AxiLite, ChannelReport, RunEnd
from llama2_rtl.converters.interfaces.axi_wires import HeaderVerdict, WatchedReport
from llama2_rtl.converters.interfaces.control import CoreEvents, DraftEvents, Drafting, Sampling, TokenFilters
from llama2_rtl.converters.interfaces.registers_wires import HostCommands, MemoryPlaces, RunStatus
from llama2_rtl.converters.interfaces.stream import Handshake, Stream, StrobedStream, WordRange
from llama2_rtl.converters.registers.axil_registers import axil_registers
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.register_map import REGISTER_ADDRESS_BITS


def ports(geometry):
    bits, width = KvLayout(geometry).offset_bits, 8 * geometry.beat_bytes
    reads = {}
    for client in ("row", "keys", "values"):
        reads |= {f"{client}_cmd": In(WordRange(bits)), client: Out(Stream(width))}
    return dict(clk=In(clock()), aresetn=In(bit(), "the reset, active low"),
                s_axil=In(AxiLite(REGISTER_ADDRESS_BITS, REGISTER_BITS)), irq=Out(bit(), "the interrupt"),
                m_axi_write=Out(Axi4Write(geometry.beat_bytes)), m_axi_read=Out(Axi4Read(geometry.beat_bytes)),
                **reads, weights_cmd=In(WordRange(bits)), weights=Out(Handshake()), write_cmd=In(WordRange(bits)),
                written=In(StrobedStream(geometry.beat_bytes)), bad_token=In(bit(), "a token outside the vocabulary"),
                context_full=In(bit(), "a token at the last position"), in_reset=Out(reset(), "the run's reset"),
                busy=Out(bit(), "a run goes on"), running=Out(bit(), "prompts are taken"))


@module(ports)
def core_without_decoder(clk, aresetn, s_axil, irq, m_axi_write, m_axi_read, row_cmd, row, keys_cmd, keys, values_cmd,
                         values, weights_cmd, weights, write_cmd, written, bad_token, context_full, in_reset, busy,
                         running, *, geometry):
    """Connected as in `llama2_rtl_axi` and `external_memory`, with one port. The commands, their words, the two faults
    and what becomes of the words are the harness's, which `in_reset` resets; `weights` are those behind the header."""
    g, bits = geometry, KvLayout(geometry).offset_bits
    bus_rst, valid_rst, rst, run_rst = reset(), reset(), reset(), reset()
    host, run_end, header, read, write = HostCommands(), RunEnd(), HeaderVerdict(), WatchedReport(), WatchedReport()
    run_start, run_abort, run_busy, reset_core, clear, kv_short = (bit() for _ in range(6))
    status, places, given_up = RunStatus().with_wires(busy=busy, running=running), MemoryPlaces(), unsigned(
        GIVEN_UP_BITS)
    read_report, write_report = (
        ChannelReport().with_wires(pending=side.pending, failed=side.failed, decode_error=side.decode_error)
        for side in (read, write))
    sampling = Sampling().leaving_open(*Sampling().members)
    events, image, pages = CoreEvents(STAGE_BITS), Stream(8 * g.beat_bytes), unsigned(len(CLIENTS) * PAGE_NUMBER_BITS)
    placed = [join(Part(base, 64, PAGE_BITS), part(pages, number, PAGE_NUMBER_BITS)) for number, base in enumerate(
        (places.image_base, places.kv_base, places.kv_base, places.image_base))]
    no_events = [tie(wire, 0) for wire in events.wires.values()]

    @always(clk.posedge)
    def synchronise():
        bus_rst.next = not aresetn
        rst.next = reset_core or not aresetn
        run_rst.next = clear or rst or not aresetn

    @always_comb
    def fall_at_once():
        valid_rst.next = bus_rst or not aresetn

    @always_comb
    def show():
        in_reset.next = run_rst

    registers = instance("u_axil_registers", axil_registers, dict(
        rst=bus_rst, valid_rst=valid_rst, s_axil=s_axil, host=host, places=places, kv_short=kv_short,
        max_tokens=Open(g.position_bits + 1), resume=Open(1), sampling=sampling, filters=TokenFilters(0),
        drafting=Drafting(g.vectors), drafts=DraftEvents(1), run=status, position=Const(0, g.position_bits),
        fault_port=Const(0, 1), given_up=given_up, events=events, irq=irq), geometry=g)
    commands = instance("u_run_commands", run_commands, dict(
        rst=bus_rst, host=host, run_busy=run_busy, core_rst=rst, run_start=run_start, run_abort=run_abort,
        reset_core=reset_core, busy=busy))
    control = instance("u_run_control", run_control, dict(
        rst=rst, run_start=run_start, run_abort=run_abort, kv_short=kv_short, header=header, read=read, write=write,
        bad_token=bad_token, context_full=context_full, clear=clear, run_end=run_end, running=running, busy=run_busy,
        error=status.error_code))
    reads = instance("u_read_master", read_master, dict(
        rst=bus_rst, valid_rst=valid_rst, run_rst=run_rst, run_end=run_end, given_up=Part(given_up, READS_BITS, 0),
        pages=pages, row_cmd=row_cmd, keys_cmd=keys_cmd, values_cmd=values_cmd, weights_cmd=weights_cmd, row=row,
        keys=keys, values=values, weights=image, report=read_report, m_axi_read=m_axi_read), offset_bits=bits,
        beat_bytes=g.beat_bytes, burst=g.burst, outstanding=OUTSTANDING)
    writes = instance("u_write_channel", write_channel, dict(
        rst=bus_rst, valid_rst=valid_rst, run_rst=run_rst, run_end=run_end,
        given_up=Part(given_up, GIVEN_UP_BITS, READS_BITS), page=Part(places.kv_base, 64, PAGE_BITS), s=write_cmd,
        word=written, report=write_report, m_axi_write=m_axi_write), offset_bits=bits, beat_bytes=g.beat_bytes,
        burst=g.burst, outstanding=OUTSTANDING)
    check = instance("u_header_check", header_check, dict(
        rst=run_rst, s=image, verdict=header, m=weights, fold=Open(FOLD_BITS)), beat_bytes=g.beat_bytes)
    watches = [instance(f"u_{name}_watch", watch, dict(
        rst=run_rst, limit=places.timeout, stop=run_end.stop, pending=report.pending, progress=report.progress,
        expired=side.expired)) for name, report, side in (("read", read_report, read), ("write", write_report, write))]
    return (placed, no_events, synchronise, fall_at_once, show, registers, commands, control, reads, writes, check,
            watches)
