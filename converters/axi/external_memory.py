"""Everything between the decoder and the AXI4 bus: weights, rows of the embedding, KV cache."""

from llama2_rtl.converters.axi.bus import (
    ADDRESS_BITS,
    CLIENTS,
    GIVEN_UP_BITS,
    OUTSTANDING,
    PAGE_BITS,
    PAGE_NUMBER_BITS,
    READS_BITS,
)
from llama2_rtl.converters.axi.header_check import header_check
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.kv_memory import kv_memory
from llama2_rtl.converters.axi.port_faults import port_faults
from llama2_rtl.converters.axi.port_stripes import gather, spread
from llama2_rtl.converters.axi.read_master import read_master
from llama2_rtl.converters.axi.row_reader import FOLD_BITS, row_reader
from llama2_rtl.converters.axi.watch import watch
from llama2_rtl.converters.axi.weight_reader import weight_reader
from llama2_rtl.converters.axi.write_channel import write_channel
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Open,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    instance,
    join,
    module,
    part,
    reset,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.axi import Axi4Read, Axi4Write, ChannelReport, RunEnd
from llama2_rtl.converters.interfaces.axi_wires import HeaderVerdict, WatchedReport
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kv import KvRead, KvWrite
from llama2_rtl.converters.interfaces.memory_wires import PassEnd, RowWords
from llama2_rtl.converters.interfaces.registers_wires import MemoryPlaces
from llama2_rtl.converters.interfaces.sequences import pass_positions
from llama2_rtl.converters.interfaces.stream import Handshake, Stream, StrobedStream, WordRange
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS
from llama2_rtl.golden.weight_image import classifier_words, image_words

COUNT = len(CLIENTS)


def ports(geometry):
    g = geometry
    return clocked(valid_rst=In(reset()), run_rst=In(reset()), run_end=In(RunEnd()),
                   given_up=Out(unsigned(g.ports * GIVEN_UP_BITS), "bursts given up, of each port"),
                   places=In(MemoryPlaces(g.ports)), header=Out(HeaderVerdict()), read=Out(WatchedReport()),
                   write=Out(WatchedReport()), fault_port=Out(unsigned(clog2(g.ports)), "of the first"),
                   token_start=In(bit(), "the reads of a token's keys and values may begin"),
                   batch=In(Batch(g.vectors)), at=In(pass_positions(g)),
                   weights=Out(Stream(8 * g.word_bytes)), pass_end=In(PassEnd()),
                   row=In(RowWords(g.model, g.numerics.formats, g.tile)),
                   row_scale=Out(unsigned(STORED_SCALE_BITS), "the scale of the row"),
                   kv_write=In(KvWrite(g, addresses=False)), kv_written=In(bit(), "a layer's last write"),
                   kv_read=In(KvRead(g, addresses=False)), m_axi_write=Out(Axi4Write(g.beat_bytes, ports=g.ports)),
                   m_axi_read=Out(Axi4Read(g.beat_bytes, ports=g.ports)))


@module(ports)
def external_memory(clk, rst, valid_rst, run_rst, run_end, given_up, places, header, read, write, fault_port,
                    token_start, batch, at, weights, pass_end, row, row_scale, kv_write, kv_written, kv_read,
                    m_axi_write, m_axi_read, *, geometry):
    """Gives the decoder its weights and rows of the embedding from the packed model at `image_base`, once the header is
    `checked`, and keeps its KV cache at `kv_base`; both bases are pages, their low bits are not looked at. Where the
    tokens stand holds still from `token_start`, which comes with `row_start`, of a batch with the last, to the token's
    end, through all layers. `timeout` is the limit of `watch` for reads and for writes, whose other reports are those
    of the channels. `run_rst` returns to the state before the header was read, with all but the channels; these are
    under `rst` and `valid_rst` alone, which with `stop`, `forget` and `given_up` are those of `read_channel` and
    `write_channel`.

    Of several ports each has channels and prefetches of its own, which one stream of commands leads: all words lie at
    the same places of all ports, and each has its stripe of them. A port runs ahead of the others as far as its
    prefetches go. `fault_port` is that of `port_faults`.
    """
    g = geometry
    bits = KvLayout(g).offset_bits
    # A table of its own holds its exponents as they are; in the classifier's rows they bear the classifier's fold.
    header_fold = unsigned(FOLD_BITS) if g.model.tied else Open(FOLD_BITS)
    fold = header_fold if g.model.tied else Const(0, FOLD_BITS)
    pages, row_asking = unsigned(g.ports * COUNT * PAGE_NUMBER_BITS), bit()
    clients_places = [places.image_base, places.kv_base, places.kv_base, places.image_base] * g.ports
    placed = [join(_page(base, number // COUNT), part(pages, number, PAGE_NUMBER_BITS))
              for number, base in enumerate(clients_places)]

    row_cmd, keys_cmd, values_cmd, weights_cmd, write_cmd = (WordRange(bits) for _ in range(5))
    row_words, keys, values = (Stream(8 * g.word_bytes) for _ in range(3))
    image_valid, image_ready, written = unsigned(g.ports), unsigned(g.ports), StrobedStream(g.word_bytes)
    taken_apart = {name: spread(name, stream, g.ports, run_rst) for name, stream in dict(
        row_cmd=row_cmd, keys_cmd=keys_cmd, values_cmd=values_cmd, weights_cmd=weights_cmd, write_cmd=write_cmd,
        written=written).items()}
    put_together = {name: gather(name, stream, g.ports) for name, stream in dict(
        row=row_words, keys=keys, values=values, weights=weights).items()}
    streams = {name: streams for name, (streams, _) in (taken_apart | put_together).items()}
    splitting = [hardware for _, hardware in (taken_apart | put_together).values()]

    read_report, write_report = (
        ChannelReport().with_wires(pending=side.pending, failed=side.failed, decode_error=side.decode_error)
        for side in (read, write))
    reads, writes, verdicts = read_report, write_report, header
    faults = tie(fault_port, 0)
    if g.ports > 1:
        reads, writes, verdicts = ChannelReport(g.ports), ChannelReport(g.ports), HeaderVerdict(g.ports)
        faults = instance("u_port_faults", port_faults, dict(
            run_rst=run_rst, reads=reads, writes=writes, verdicts=verdicts, read_expired=read.expired,
            write_expired=write.expired, read=read_report, write=write_report, header=header, fault_port=fault_port),
            count=g.ports)

    managers = []
    for port in range(g.ports):
        of_port, number = {name: of_ports[port] for name, of_ports in streams.items()}, f"_{port}" * (g.ports > 1)
        beyond_header, given_up_from = of_port.pop("weights"), port * GIVEN_UP_BITS
        image = beyond_header.with_wires(valid=part(image_valid, port, 1), ready=part(image_ready, port, 1),
                                         data=beyond_header.data)
        word, command = of_port.pop("written"), of_port.pop("write_cmd")
        managers += [
            instance(f"u_read_master{number}", read_master, of_port | dict(
                valid_rst=valid_rst, run_rst=run_rst, run_end=run_end,
                given_up=Part(given_up, given_up_from + READS_BITS, given_up_from),
                pages=part(pages, port, COUNT * PAGE_NUMBER_BITS), weights=image, report=reads.of_port(port),
                m_axi_read=m_axi_read.of_port(port)), offset_bits=bits, beat_bytes=g.beat_bytes, burst=g.burst,
                outstanding=OUTSTANDING),
            instance(f"u_write_channel{number}", write_channel, dict(
                valid_rst=valid_rst, run_rst=run_rst, run_end=run_end,
                given_up=Part(given_up, given_up_from + GIVEN_UP_BITS, given_up_from + READS_BITS),
                page=_page(places.kv_base, port), s=command, word=word, report=writes.of_port(port),
                m_axi_write=m_axi_write.of_port(port)), offset_bits=bits, beat_bytes=g.beat_bytes, burst=g.burst,
                outstanding=OUTSTANDING),
            instance(f"u_header_check{number}", header_check, dict(
                rst=run_rst, s=image, verdict=verdicts.of_port(port),
                m=Handshake().with_wires(valid=beyond_header.valid, ready=beyond_header.ready),
                fold=Open(FOLD_BITS) if port else header_fold), beat_bytes=g.beat_bytes, ports=g.ports,
                port=port)]
    watches = [instance(f"u_{name}_watch", watch, dict(
        rst=run_rst, limit=places.timeout, stop=run_end.stop, pending=report.pending, progress=report.progress,
        expired=side.expired)) for name, report, side in (("read", read_report, read), ("write", write_report, write))]

    weight_reads = instance("u_weight_reader", weight_reader, dict(rst=run_rst, pass_end=pass_end, m=weights_cmd),
                            image=image_words(g.model, g.numerics.formats, g.tile),
                            classifier=classifier_words(g.model, g.numerics.formats, g.tile), beat_bytes=g.beat_bytes,
                            offset_bits=bits)
    rows = instance("u_row_reader", row_reader, dict(
        rst=run_rst, start=row.start, row=row.row, fold=fold, cmd=row_cmd, s=row_words,
        m=Stream(8 * g.columns).with_wires(valid=row.valid, ready=row.ready, data=row.data), scale=row_scale,
        asking=row_asking), model=g.model, formats=g.numerics.formats, tile=g.tile,
        beat_bytes=g.beat_bytes, offset_bits=bits)
    cache = instance("u_kv_memory", kv_memory, dict(
        rst=run_rst, token_start=token_start, batch=batch, at=at, writes_pending=write.pending,
        row_asking=row_asking, kv_write=kv_write, kv_written=kv_written, kv_read=kv_read, key_cmd=keys_cmd, key=keys,
        value_cmd=values_cmd, value=values, write_cmd=write_cmd, write=written), geometry=g)
    return placed, splitting, faults, managers, watches, weight_reads, rows, cache


def _page(base, port):
    """The number of a port's page among the base addresses of all."""
    return Part(base, (port + 1) * ADDRESS_BITS, port * ADDRESS_BITS + PAGE_BITS)
