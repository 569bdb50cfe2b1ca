"""Everything between the decoder and the AXI4 bus: weights, rows of the embedding, KV cache."""

from myhdl import always_comb, concat

from converters.attention.formats import SHIFT_BITS
from converters.axi.bus import (
    ADDRESS_BITS,
    CLIENTS,
    COUNT_BITS,
    ID_BITS,
    KEYS,
    LEN_BITS,
    OUTSTANDING,
    PAGE_BITS,
    PAGE_NUMBER_BITS,
    RESP_BITS,
    ROW,
    TIMEOUT_BITS,
    VALUES,
    WEIGHTS,
)
from converters.axi.faults import CODE_BITS
from converters.axi.header_check import header_check
from converters.axi.kv_layout import KvLayout
from converters.axi.kv_memory import kv_memory
from converters.axi.read_master import read_master
from converters.axi.row_reader import FOLD_BITS, row_reader
from converters.axi.watch import watch
from converters.axi.weight_reader import weight_reader
from converters.axi.write_channel import write_channel
from converters.hdl import Const, Open, bit, clock, instance, module, part, reset, unsigned
from converters.memory.embedding import SCALE_BITS

COUNT = len(CLIENTS)


def bus_ports(lanes):
    """The ports of the AXI4 master that change."""
    return dict(m_axi_awid=unsigned(ID_BITS), m_axi_awaddr=unsigned(ADDRESS_BITS), m_axi_awlen=unsigned(LEN_BITS),
                m_axi_awvalid=bit(), m_axi_awready=bit(),
                m_axi_wdata=unsigned(8 * lanes), m_axi_wstrb=unsigned(lanes), m_axi_wlast=bit(), m_axi_wvalid=bit(),
                m_axi_wready=bit(),
                m_axi_bid=unsigned(ID_BITS), m_axi_bresp=unsigned(RESP_BITS), m_axi_bvalid=bit(), m_axi_bready=bit(),
                m_axi_arid=unsigned(ID_BITS), m_axi_araddr=unsigned(ADDRESS_BITS), m_axi_arlen=unsigned(LEN_BITS),
                m_axi_arvalid=bit(), m_axi_arready=bit(),
                m_axi_rid=unsigned(ID_BITS), m_axi_rdata=unsigned(8 * lanes), m_axi_rresp=unsigned(RESP_BITS),
                m_axi_rlast=bit(), m_axi_rvalid=bit(), m_axi_rready=bit())


def ports(geometry):
    g, n = geometry, geometry.numerics
    return dict(clk=clock(), rst=reset(), valid_rst=reset(), run_rst=reset(), stop=bit(), forget=bit(),
                reads_given_up=unsigned(COUNT * COUNT_BITS), writes_given_up=unsigned(COUNT_BITS),
                image_base=unsigned(ADDRESS_BITS), kv_base=unsigned(ADDRESS_BITS), timeout=unsigned(TIMEOUT_BITS),
                checked=bit(), wrong=bit(), wrong_code=unsigned(CODE_BITS),
                read_pending=bit(), read_failed=bit(), read_decode_error=bit(), read_expired=bit(),
                write_pending=bit(), write_failed=bit(), write_decode_error=bit(), write_expired=bit(),
                token_start=bit(), token=unsigned(g.token_bits), position=unsigned(g.position_bits),
                weights_valid=bit(), weights_ready=bit(), weights_data=unsigned(8 * g.lanes),
                row_valid=bit(), row_ready=bit(), row_data=unsigned(8 * g.lanes), row_scale=unsigned(SCALE_BITS),
                k_we=bit(), v_we=bit(), k_wdata=unsigned(g.kv_width * n.k_bits),
                v_wdata=unsigned(g.kv_width * n.v_bits), k_shift_we=bit(), v_shift_we=bit(),
                shift_wdata=unsigned(g.kv_per_word * SHIFT_BITS), kv_written=bit(),
                key_there=bit(), value_there=bit(), key_issue=bit(), value_issue=bit(),
                keys=unsigned(g.kv_width * n.k_bits), values=unsigned(g.kv_width * n.v_bits),
                key_shifts=unsigned(g.kv_per_word * SHIFT_BITS), value_shifts=unsigned(g.kv_per_word * SHIFT_BITS),
                **bus_ports(g.lanes))


@module(ports)
def external_memory(clk, rst, valid_rst, run_rst, stop, forget, reads_given_up, writes_given_up, image_base, kv_base,
                    timeout, checked, wrong, wrong_code, read_pending, read_failed, read_decode_error, read_expired,
                    write_pending, write_failed, write_decode_error, write_expired, token_start, token, position,
                    weights_valid, weights_ready, weights_data, row_valid, row_ready, row_data, row_scale, k_we, v_we,
                    k_wdata, v_wdata, k_shift_we, v_shift_we, shift_wdata, kv_written, key_there, value_there,
                    key_issue, value_issue, keys, values, key_shifts, value_shifts, m_axi_awid, m_axi_awaddr,
                    m_axi_awlen, m_axi_awvalid, m_axi_awready, m_axi_wdata, m_axi_wstrb, m_axi_wlast, m_axi_wvalid,
                    m_axi_wready, m_axi_bid, m_axi_bresp, m_axi_bvalid, m_axi_bready, m_axi_arid, m_axi_araddr,
                    m_axi_arlen, m_axi_arvalid, m_axi_arready, m_axi_rid, m_axi_rdata, m_axi_rresp, m_axi_rlast,
                    m_axi_rvalid, m_axi_rready, *, geometry):
    """Gives the decoder its weights and rows of the embedding from the packed model at `image_base`, once the header is
    `checked`, and keeps its KV cache at `kv_base`; both bases are pages, their low bits are not looked at. `position`
    stays from `token_start` to the token's end, through all layers. `timeout` is the limit of `watch` for reads and for
    writes, whose other reports are those of the channels. `run_rst` returns to the state before the header was read,
    with all but the channels; these are under `rst` and `valid_rst` alone, which with `stop`, `forget` and `*_given_up`
    are those of `read_channel` and `write_channel`.
    """
    g = geometry
    width, bits = 8 * g.lanes, KvLayout(g).offset_bits
    # A table of its own holds its exponents as they are; in the classifier's rows they bear the classifier's fold.
    header_fold = unsigned(FOLD_BITS) if g.model.tied else Open(FOLD_BITS)
    fold = header_fold if g.model.tied else Const(0, FOLD_BITS)
    image_page, kv_page = unsigned(PAGE_NUMBER_BITS), unsigned(PAGE_NUMBER_BITS)
    pages = unsigned(COUNT * PAGE_NUMBER_BITS)
    cmd_valid, cmd_ready, valid, ready = (unsigned(COUNT) for _ in range(4))
    cmd_offset, cmd_words, data = unsigned(COUNT * bits), unsigned(COUNT * bits), unsigned(COUNT * width)
    read_progress, write_progress, row_asking = bit(), bit(), bit()

    @always_comb
    def bases():
        image_page.next = image_base[ADDRESS_BITS:PAGE_BITS]
        kv_page.next = kv_base[ADDRESS_BITS:PAGE_BITS]

    @always_comb
    def place_clients():
        pages.next = concat(image_page, kv_page, kv_page, image_page)
        weights_data.next = data[(WEIGHTS + 1) * width:WEIGHTS * width]

    reads = instance("u_read_master", read_master, dict(
        clk=clk, rst=rst, valid_rst=valid_rst, run_rst=run_rst, stop=stop, forget=forget, given_up=reads_given_up,
        pages=pages, s_valid=cmd_valid, s_ready=cmd_ready, s_offset=cmd_offset, s_words=cmd_words, m_valid=valid,
        m_ready=ready, m_data=data, pending=read_pending, progress=read_progress, failed=read_failed,
        decode_error=read_decode_error, m_axi_arid=m_axi_arid, m_axi_araddr=m_axi_araddr, m_axi_arlen=m_axi_arlen,
        m_axi_arvalid=m_axi_arvalid, m_axi_arready=m_axi_arready, m_axi_rid=m_axi_rid, m_axi_rdata=m_axi_rdata,
        m_axi_rresp=m_axi_rresp, m_axi_rlast=m_axi_rlast, m_axi_rvalid=m_axi_rvalid, m_axi_rready=m_axi_rready),
        offset_bits=bits, lanes=g.lanes, outstanding=OUTSTANDING)

    write_cmd_valid, write_cmd_ready, write_valid, write_ready = (bit() for _ in range(4))
    write_cmd_offset, write_cmd_words = unsigned(bits), unsigned(bits)
    write_data, write_strobe = unsigned(width), unsigned(g.lanes)
    writes = instance("u_write_channel", write_channel, dict(
        clk=clk, rst=rst, valid_rst=valid_rst, run_rst=run_rst, stop=stop, forget=forget, given_up=writes_given_up,
        page=kv_page, s_valid=write_cmd_valid, s_ready=write_cmd_ready, s_offset=write_cmd_offset,
        s_words=write_cmd_words, word_valid=write_valid, word_ready=write_ready, word_data=write_data,
        word_strobe=write_strobe, pending=write_pending, progress=write_progress, failed=write_failed,
        decode_error=write_decode_error, m_axi_awid=m_axi_awid, m_axi_awaddr=m_axi_awaddr, m_axi_awlen=m_axi_awlen,
        m_axi_awvalid=m_axi_awvalid, m_axi_awready=m_axi_awready, m_axi_wdata=m_axi_wdata, m_axi_wstrb=m_axi_wstrb,
        m_axi_wlast=m_axi_wlast, m_axi_wvalid=m_axi_wvalid, m_axi_wready=m_axi_wready, m_axi_bid=m_axi_bid,
        m_axi_bresp=m_axi_bresp, m_axi_bvalid=m_axi_bvalid, m_axi_bready=m_axi_bready), offset_bits=bits, lanes=g.lanes,
        outstanding=OUTSTANDING)
    watches = (
        instance("u_read_watch", watch, dict(
            clk=clk, rst=run_rst, limit=timeout, stop=stop, pending=read_pending, progress=read_progress,
            expired=read_expired)),
        instance("u_write_watch", watch, dict(
            clk=clk, rst=run_rst, limit=timeout, stop=stop, pending=write_pending, progress=write_progress,
            expired=write_expired)))

    def command(client):
        return dict(valid=part(cmd_valid, client, 1), ready=part(cmd_ready, client, 1),
                    offset=part(cmd_offset, client, bits), words=part(cmd_words, client, bits))

    def named(prefix, client):
        return {f"{prefix}_{name}": wire for name, wire in command(client).items()}

    def stream(client):
        return dict(s_valid=part(valid, client, 1), s_ready=part(ready, client, 1), s_data=part(data, client, width))

    weights = instance("u_weight_reader", weight_reader, dict(clk=clk, rst=run_rst, **named("m", WEIGHTS)),
                       model=g.model, lanes=g.lanes, offset_bits=bits)
    header = instance("u_header_check", header_check, dict(
        clk=clk, rst=run_rst, **stream(WEIGHTS), m_valid=weights_valid, m_ready=weights_ready, checked=checked,
        wrong=wrong, code=wrong_code, fold=header_fold), lanes=g.lanes)
    rows = instance("u_row_reader", row_reader, dict(
        clk=clk, rst=run_rst, start=token_start, row=token, fold=fold, **named("cmd", ROW), **stream(ROW),
        m_valid=row_valid, m_ready=row_ready, m_data=row_data, scale=row_scale, asking=row_asking), model=g.model,
        lanes=g.lanes, offset_bits=bits)
    cache = instance("u_kv_memory", kv_memory, dict(
        clk=clk, rst=run_rst, token_start=token_start, position=position, writes_pending=write_pending,
        row_asking=row_asking, k_we=k_we, v_we=v_we, k_wdata=k_wdata, v_wdata=v_wdata, k_shift_we=k_shift_we,
        v_shift_we=v_shift_we, shift_wdata=shift_wdata, kv_written=kv_written, key_there=key_there,
        value_there=value_there, key_issue=key_issue, value_issue=value_issue, keys=keys, values=values,
        key_shifts=key_shifts, value_shifts=value_shifts, **named("key_cmd", KEYS), key_valid=part(valid, KEYS, 1),
        key_ready=part(ready, KEYS, 1), key_data=part(data, KEYS, width), **named("value_cmd", VALUES),
        value_valid=part(valid, VALUES, 1), value_ready=part(ready, VALUES, 1), value_data=part(data, VALUES, width),
        write_cmd_valid=write_cmd_valid, write_cmd_ready=write_cmd_ready, write_cmd_offset=write_cmd_offset,
        write_cmd_words=write_cmd_words, write_valid=write_valid, write_ready=write_ready, write_data=write_data,
        write_strobe=write_strobe), geometry=g)
    return bases, place_clients, reads, writes, watches, weights, header, rows, cache
