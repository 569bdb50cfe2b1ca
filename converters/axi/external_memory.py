"""Everything between the decoder and the AXI4 bus: weights, rows of the embedding, KV cache."""

from myhdl import always_comb, concat

from llama2_rtl.converters.axi.bus import (
    ADDRESS_BITS,
    CLIENTS,
    COUNT_BITS,
    OUTSTANDING,
    PAGE_BITS,
    PAGE_NUMBER_BITS,
)
from llama2_rtl.converters.axi.header_check import header_check
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.kv_memory import kv_memory
from llama2_rtl.converters.axi.read_master import read_master
from llama2_rtl.converters.axi.row_reader import FOLD_BITS, row_reader
from llama2_rtl.converters.axi.watch import watch
from llama2_rtl.converters.axi.weight_reader import weight_reader
from llama2_rtl.converters.axi.write_channel import write_channel
from llama2_rtl.converters.hdl import Const, In, Open, Out, bit, clocked, instance, module, reset, unsigned
from llama2_rtl.converters.interfaces.axi import Axi4Read, Axi4Write, ChannelReport, RunEnd
from llama2_rtl.converters.interfaces.axi_wires import HeaderVerdict, WatchedReport
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kv import KvRead, KvWrite
from llama2_rtl.converters.interfaces.memory_wires import PassEnd, RowWords
from llama2_rtl.converters.interfaces.registers_wires import MemoryPlaces
from llama2_rtl.converters.interfaces.stream import Handshake, Stream, StrobedStream, WordRange
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS
from llama2_rtl.golden.weight_image import classifier_words, image_words

COUNT = len(CLIENTS)


def ports(geometry):
    g = geometry
    return clocked(valid_rst=In(reset()), run_rst=In(reset()), run_end=In(RunEnd()),
                   reads_given_up=Out(unsigned(COUNT * COUNT_BITS), "reads given up, by client"),
                   writes_given_up=Out(unsigned(COUNT_BITS), "writes given up"), places=In(MemoryPlaces()),
                   header=Out(HeaderVerdict()), read=Out(WatchedReport()), write=Out(WatchedReport()),
                   token_start=In(bit(), "the reads of a token's keys and values may begin"),
                   batch=In(Batch(g.vectors)),
                   position=In(unsigned(g.position_bits), "the token's position, of a batch the last one's"),
                   weights=Out(Stream(8 * g.word_bytes)), pass_end=In(PassEnd()),
                   row=In(RowWords(g.model, g.numerics.formats, g.tile)),
                   row_scale=Out(unsigned(STORED_SCALE_BITS), "the scale of the row"),
                   kv_write=In(KvWrite(g, addresses=False)), kv_written=In(bit(), "a layer's last write"),
                   kv_read=In(KvRead(g, addresses=False)), m_axi_write=Out(Axi4Write(g.beat_bytes)),
                   m_axi_read=Out(Axi4Read(g.beat_bytes)))


@module(ports)
def external_memory(clk, rst, valid_rst, run_rst, run_end, reads_given_up, writes_given_up, places, header, read, write,
                    token_start, batch, position, weights, pass_end, row, row_scale, kv_write, kv_written, kv_read,
                    m_axi_write, m_axi_read, *, geometry):
    """Gives the decoder its weights and rows of the embedding from the packed model at `image_base`, once the header is
    `checked`, and keeps its KV cache at `kv_base`; both bases are pages, their low bits are not looked at. `position`
    holds still from `token_start`, which comes with `row_start`, of a batch with the last, to the token's end, through
    all layers. `timeout` is the limit of `watch` for reads and for writes, whose other reports are those of the
    channels. `run_rst` returns to the state before the header was read, with all but the channels; these are under
    `rst` and `valid_rst` alone, which with `stop`, `forget` and `*_given_up` are those of `read_channel` and
    `write_channel`.
    """
    g = geometry
    width, bits = 8 * g.beat_bytes, KvLayout(g).offset_bits
    # A table of its own holds its exponents as they are; in the classifier's rows they bear the classifier's fold.
    header_fold = unsigned(FOLD_BITS) if g.model.tied else Open(FOLD_BITS)
    fold = header_fold if g.model.tied else Const(0, FOLD_BITS)
    image_page, kv_page = unsigned(PAGE_NUMBER_BITS), unsigned(PAGE_NUMBER_BITS)
    pages, row_asking = unsigned(COUNT * PAGE_NUMBER_BITS), bit()

    @always_comb
    def bases():
        image_page.next = places.image_base[ADDRESS_BITS:PAGE_BITS]
        kv_page.next = places.kv_base[ADDRESS_BITS:PAGE_BITS]

    @always_comb
    def place_clients():
        pages.next = concat(image_page, kv_page, kv_page, image_page)

    row_cmd, keys_cmd, values_cmd, weights_cmd, write_cmd = (WordRange(bits) for _ in range(5))
    row_words, keys, values = (Stream(width) for _ in range(3))
    image = Stream(width).with_wires(data=weights.data)
    written = StrobedStream(g.beat_bytes)
    read_report, write_report = (
        ChannelReport().with_wires(pending=side.pending, failed=side.failed, decode_error=side.decode_error)
        for side in (read, write))
    reads = instance("u_read_master", read_master, dict(
        valid_rst=valid_rst, run_rst=run_rst, run_end=run_end, given_up=reads_given_up, pages=pages,
        row_cmd=row_cmd, keys_cmd=keys_cmd, values_cmd=values_cmd, weights_cmd=weights_cmd, row=row_words, keys=keys,
        values=values, weights=image, report=read_report, m_axi_read=m_axi_read), offset_bits=bits,
        beat_bytes=g.beat_bytes, outstanding=OUTSTANDING)
    writes = instance("u_write_channel", write_channel, dict(
        valid_rst=valid_rst, run_rst=run_rst, run_end=run_end, given_up=writes_given_up, page=kv_page,
        s=write_cmd, word=written, report=write_report, m_axi_write=m_axi_write), offset_bits=bits,
        beat_bytes=g.beat_bytes, outstanding=OUTSTANDING)
    watches = [instance(f"u_{name}_watch", watch, dict(
        rst=run_rst, limit=places.timeout, stop=run_end.stop, pending=report.pending, progress=report.progress,
        expired=side.expired)) for name, report, side in (("read", read_report, read), ("write", write_report, write))]

    beyond_header = Handshake().with_wires(valid=weights.valid, ready=weights.ready)
    weight_reads = instance("u_weight_reader", weight_reader, dict(rst=run_rst, pass_end=pass_end, m=weights_cmd),
                            image=image_words(g.model, g.numerics.formats, g.tile),
                            classifier=classifier_words(g.model, g.numerics.formats, g.tile), beat_bytes=g.beat_bytes,
                            offset_bits=bits)
    checking = instance("u_header_check", header_check, dict(
        rst=run_rst, s=image, m=beyond_header, verdict=header, fold=header_fold), beat_bytes=g.beat_bytes)
    rows = instance("u_row_reader", row_reader, dict(
        rst=run_rst, start=row.start, row=row.row, fold=fold, cmd=row_cmd, s=row_words,
        m=Stream(8 * g.columns).with_wires(valid=row.valid, ready=row.ready, data=row.data), scale=row_scale,
        asking=row_asking), model=g.model, formats=g.numerics.formats, tile=g.tile,
        beat_bytes=g.beat_bytes, offset_bits=bits)
    cache = instance("u_kv_memory", kv_memory, dict(
        rst=run_rst, token_start=token_start, batch=batch, position=position, writes_pending=write.pending,
        row_asking=row_asking, kv_write=kv_write, kv_written=kv_written, kv_read=kv_read, key_cmd=keys_cmd, key=keys,
        value_cmd=values_cmd, value=values, write_cmd=write_cmd, write=written), geometry=g)
    return bases, place_clients, reads, writes, watches, weight_reads, checking, rows, cache
