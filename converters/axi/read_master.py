"""The reading half of the AXI4 master: four clients, each with a prefetch of its own, on one bus."""

from converters.axi.bus import (
    ADDRESS_BITS,
    CLIENTS,
    COUNT_BITS,
    ID_BITS,
    LEN_BITS,
    PAGE_NUMBER_BITS,
    RESP_BITS,
    beat_bits,
    burst_beats,
)
from converters.axi.read_channel import read_channel
from converters.axi.read_client import read_client
from converters.hdl import bit, clock, instance, module, part, reset, unsigned

COUNT = len(CLIENTS)


def prefetch_words(lanes):
    """Words of the FIFO of each client: room for the bursts that hide the memory's latency, and for the weights what
    the engine leaves unread while it waits for a vector."""
    burst = burst_beats(lanes)
    return 2 * burst, max(512, 2 * burst), max(512, 2 * burst), max(1024, 4 * burst)


def ports(offset_bits, lanes, outstanding):
    return dict(clk=clock(), rst=reset(), valid_rst=reset(), run_rst=reset(), stop=bit(), forget=bit(),
                given_up=unsigned(COUNT * COUNT_BITS),
                pages=unsigned(COUNT * PAGE_NUMBER_BITS),
                s_valid=unsigned(COUNT), s_ready=unsigned(COUNT), s_offset=unsigned(COUNT * offset_bits),
                s_words=unsigned(COUNT * offset_bits),
                m_valid=unsigned(COUNT), m_ready=unsigned(COUNT), m_data=unsigned(COUNT * 8 * lanes),
                pending=bit(), progress=bit(), failed=bit(), decode_error=bit(),
                m_axi_arid=unsigned(ID_BITS), m_axi_araddr=unsigned(ADDRESS_BITS), m_axi_arlen=unsigned(LEN_BITS),
                m_axi_arvalid=bit(), m_axi_arready=bit(),
                m_axi_rid=unsigned(ID_BITS), m_axi_rdata=unsigned(8 * lanes), m_axi_rresp=unsigned(RESP_BITS),
                m_axi_rlast=bit(), m_axi_rvalid=bit(), m_axi_rready=bit())


@module(ports)
def read_master(clk, rst, valid_rst, run_rst, stop, forget, given_up, pages, s_valid, s_ready, s_offset, s_words,
                m_valid, m_ready, m_data, pending, progress, failed, decode_error, m_axi_arid, m_axi_araddr,
                m_axi_arlen, m_axi_arvalid, m_axi_arready, m_axi_rid, m_axi_rdata, m_axi_rresp, m_axi_rlast,
                m_axi_rvalid, m_axi_rready, *, offset_bits, lanes, outstanding):
    """Client i takes commands on bit or element i of `s_*` and answers on that of `m_*`, as `read_client` says; the
    clients share the channels as `read_channel` says. `run_rst` empties the clients; nothing of the run may be under
    way then, or it has been given up.
    """
    width, burst = 8 * lanes, burst_beats(lanes)
    beats = beat_bits(burst)
    req_valid, req_ready, push = unsigned(COUNT), unsigned(COUNT), unsigned(COUNT)
    req_offset, req_beats, data = unsigned(COUNT * offset_bits), unsigned(COUNT * beats), unsigned(width)
    clients = [instance(f"u_client_{i}", read_client, dict(
        clk=clk, rst=run_rst, s_valid=part(s_valid, i, 1), s_ready=part(s_ready, i, 1),
        s_offset=part(s_offset, i, offset_bits), s_words=part(s_words, i, offset_bits),
        req_valid=part(req_valid, i, 1), req_ready=part(req_ready, i, 1), req_offset=part(req_offset, i, offset_bits),
        req_beats=part(req_beats, i, beats), push=part(push, i, 1), data=data, m_valid=part(m_valid, i, 1),
        m_ready=part(m_ready, i, 1), m_data=part(m_data, i, width)), offset_bits=offset_bits, burst=burst, width=width,
        depth=depth) for i, depth in enumerate(prefetch_words(lanes))]
    channel = instance("u_read_channel", read_channel, dict(
        clk=clk, rst=rst, valid_rst=valid_rst, stop=stop, forget=forget, given_up=given_up, pages=pages,
        req_valid=req_valid, req_ready=req_ready, req_offset=req_offset, req_beats=req_beats, push=push, data=data,
        pending=pending, progress=progress, failed=failed, decode_error=decode_error, m_axi_arid=m_axi_arid,
        m_axi_araddr=m_axi_araddr, m_axi_arlen=m_axi_arlen, m_axi_arvalid=m_axi_arvalid, m_axi_arready=m_axi_arready,
        m_axi_rid=m_axi_rid, m_axi_rdata=m_axi_rdata, m_axi_rresp=m_axi_rresp, m_axi_rlast=m_axi_rlast,
        m_axi_rvalid=m_axi_rvalid, m_axi_rready=m_axi_rready), offset_bits=offset_bits, lanes=lanes,
        outstanding=outstanding)
    return clients, channel
