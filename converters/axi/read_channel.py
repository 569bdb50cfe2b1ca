"""The read channels of the AXI4 master: whose burst is next, where each beat goes, what went wrong."""

from myhdl import always_comb, always_seq, concat

from converters.axi.bus import (
    ADDRESS_BITS,
    CLIENT_BITS,
    CLIENTS,
    EPOCH_BITS,
    ID_BITS,
    KEYS,
    LEN_BITS,
    PAGE_NUMBER_BITS,
    RESP_BITS,
    ROW,
    VALUES,
    WEIGHTS,
    beat_bits,
    burst_beats,
)
from converters.axi.page_address import page_address
from converters.hdl import bit, clock, instance, module, pick, reset, resize, tie, unsigned

SELECT, LATCH, ADD, RAISE, WAIT = range(5)
COUNT = len(CLIENTS)


def ports(offset_bits, lanes, outstanding):
    beats = beat_bits(burst_beats(lanes))
    return dict(clk=clock(), rst=reset(), stop=bit(), forget=bit(), epoch=unsigned(EPOCH_BITS),
                pages=unsigned(COUNT * PAGE_NUMBER_BITS), req_valid=unsigned(COUNT), req_ready=unsigned(COUNT),
                req_offset=unsigned(COUNT * offset_bits), req_beats=unsigned(COUNT * beats),
                push=unsigned(COUNT), data=unsigned(8 * lanes), pending=bit(), progress=bit(), failed=bit(),
                decode_error=bit(),
                m_axi_arid=unsigned(ID_BITS), m_axi_araddr=unsigned(ADDRESS_BITS), m_axi_arlen=unsigned(LEN_BITS),
                m_axi_arvalid=bit(), m_axi_arready=bit(),
                m_axi_rid=unsigned(ID_BITS), m_axi_rdata=unsigned(8 * lanes), m_axi_rresp=unsigned(RESP_BITS),
                m_axi_rlast=bit(), m_axi_rvalid=bit(), m_axi_rready=bit())


@module(ports)
def read_channel(clk, rst, stop, forget, epoch, pages, req_valid, req_ready, req_offset, req_beats, push, data, pending,
                 progress, failed, decode_error, m_axi_arid, m_axi_araddr, m_axi_arlen, m_axi_arvalid, m_axi_arready,
                 m_axi_rid, m_axi_rdata, m_axi_rresp, m_axi_rlast, m_axi_rvalid, m_axi_rready, *, offset_bits, lanes,
                 outstanding):
    """Sends the bursts of the clients, the most urgent client's first, a new one at most every 5 cycles, `outstanding`
    at once, at addresses from the client's page in `pages` on. `push` hands a beat's `data` to its client in the cycle
    after it came; nobody may refuse it.

    `stop` lets no new burst begin; while any is under way, `pending` is high. `forget` gives up the answers that have
    not come: should they come later, they are told by their `epoch`, which changes after it. `failed` pulses with a
    beat that bears an error, `decode_error` says which. `progress` marks an address taken and a beat that came.
    """
    state = unsigned(3)
    chosen, client = unsigned(CLIENT_BITS), unsigned(CLIENT_BITS)
    under_way = unsigned(outstanding.bit_length())
    begun, ended, current = bit(), bit(), bit()
    page, picked_page = unsigned(PAGE_NUMBER_BITS), unsigned(PAGE_NUMBER_BITS)
    offset, picked_offset = unsigned(offset_bits), unsigned(offset_bits)
    beats = unsigned(beat_bits(burst_beats(lanes)))
    picks = pick(pages, chosen, picked_page), pick(req_offset, chosen, picked_offset), pick(req_beats, chosen, beats)
    last_beat = unsigned(beat_bits(burst_beats(lanes)))
    r_valid, r_last = bit(), bit()
    r_id, r_resp = unsigned(ID_BITS), unsigned(RESP_BITS)
    adder = instance("u_page_address", page_address, dict(
        clk=clk, rst=rst, page=page, offset=offset, address=m_axi_araddr), offset_bits=offset_bits, lanes=lanes)
    length = resize(last_beat, m_axi_arlen)
    always_ready = tie(m_axi_rready, 1)

    @always_comb
    def prefer():
        if req_valid[ROW]:
            client.next = ROW
        elif req_valid[KEYS]:
            client.next = KEYS
        elif req_valid[VALUES]:
            client.next = VALUES
        else:
            client.next = WEIGHTS

    @always_comb
    def grant():
        begun.next = state == LATCH
        req_ready.next = concat((state == LATCH) and (chosen == WEIGHTS), (state == LATCH) and (chosen == VALUES),
                                (state == LATCH) and (chosen == KEYS), (state == LATCH) and (chosen == ROW))
        pending.next = (state != SELECT) or (under_way != 0)

    @always_seq(clk.posedge, reset=rst)
    def address():
        if state == SELECT:
            chosen.next = client
            if (req_valid != 0) and (under_way != outstanding) and not stop:
                state.next = LATCH
        elif state == LATCH:
            page.next = picked_page
            offset.next = picked_offset
            last_beat.next = beats - 1
            m_axi_arid.next = concat(epoch, chosen)
            state.next = ADD
        elif state == ADD:
            state.next = RAISE
        elif state == RAISE:
            m_axi_arvalid.next = 1
            state.next = WAIT
        elif m_axi_arready:
            m_axi_arvalid.next = 0
            state.next = SELECT

    @always_comb
    def sort():
        current.next = r_valid and (r_id[ID_BITS:CLIENT_BITS] == epoch)

    @always_comb
    def hand_over():
        push.next = concat(current and (r_id[CLIENT_BITS:] == WEIGHTS), current and (r_id[CLIENT_BITS:] == VALUES),
                           current and (r_id[CLIENT_BITS:] == KEYS), current and (r_id[CLIENT_BITS:] == ROW))
        ended.next = current and r_last
        failed.next = current and r_resp[1]
        decode_error.next = r_resp[0]
        progress.next = current or (m_axi_arvalid and m_axi_arready)

    @always_seq(clk.posedge, reset=rst)
    def receive():
        r_valid.next = m_axi_rvalid
        r_id.next = m_axi_rid
        r_resp.next = m_axi_rresp
        r_last.next = m_axi_rlast
        data.next = m_axi_rdata

    @always_seq(clk.posedge, reset=rst)
    def count():
        if forget:
            under_way.next = 0
        elif begun and not ended:
            under_way.next = under_way + 1
        elif ended and not begun:
            under_way.next = under_way - 1

    return picks, adder, length, always_ready, prefer, grant, address, sort, hand_over, receive, count
