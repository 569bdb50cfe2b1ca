"""The write channels of the AXI4 master: commands and their words become bursts."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.axi.burst_split import burst_split
from converters.axi.bus import (
    ADDRESS_BITS,
    CLIENT_BITS,
    EPOCH_BITS,
    ID_BITS,
    LEN_BITS,
    PAGE_NUMBER_BITS,
    RESP_BITS,
    beat_bits,
    burst_beats,
)
from converters.axi.page_address import page_address
from converters.hdl import bit, clock, instance, module, reset, resize, tie, unsigned

SELECT, ADD, RAISE, SEND = range(4)


def ports(offset_bits, lanes, outstanding):
    return dict(clk=clock(), rst=reset(), run_rst=reset(), stop=bit(), forget=bit(), epoch=unsigned(EPOCH_BITS),
                page=unsigned(PAGE_NUMBER_BITS),
                s_valid=bit(), s_ready=bit(), s_offset=unsigned(offset_bits), s_words=unsigned(offset_bits),
                word_valid=bit(), word_ready=bit(), word_data=unsigned(8 * lanes), word_strobe=unsigned(lanes),
                pending=bit(), progress=bit(), failed=bit(), decode_error=bit(),
                m_axi_awid=unsigned(ID_BITS), m_axi_awaddr=unsigned(ADDRESS_BITS), m_axi_awlen=unsigned(LEN_BITS),
                m_axi_awvalid=bit(), m_axi_awready=bit(),
                m_axi_wdata=unsigned(8 * lanes), m_axi_wstrb=unsigned(lanes), m_axi_wlast=bit(), m_axi_wvalid=bit(),
                m_axi_wready=bit(),
                m_axi_bid=unsigned(ID_BITS), m_axi_bresp=unsigned(RESP_BITS), m_axi_bvalid=bit(), m_axi_bready=bit())


@module(ports)
def write_channel(clk, rst, run_rst, stop, forget, epoch, page, s_valid, s_ready, s_offset, s_words, word_valid,
                  word_ready, word_data, word_strobe, pending, progress, failed, decode_error, m_axi_awid, m_axi_awaddr,
                  m_axi_awlen, m_axi_awvalid, m_axi_awready, m_axi_wdata, m_axi_wstrb, m_axi_wlast, m_axi_wvalid,
                  m_axi_wready, m_axi_bid, m_axi_bresp, m_axi_bvalid, m_axi_bready, *, offset_bits, lanes, outstanding):
    """A command announces `s_words` words from word `s_offset` on, which `word_*` then brings, each with a strobe per
    byte. Addresses begin at `page`; `outstanding` bursts may wait for their answers.

    `stop` lets no new burst begin, and completes those under way by words without a strobe; `pending` is high until
    all answers have come. `forget`, `epoch`, `failed`, `decode_error` and `progress` are those of `read_channel`.
    """
    burst = burst_beats(lanes)
    count_bits = beat_bits(burst)
    state = unsigned(2)
    under_way = unsigned(outstanding.bit_length())
    burst_valid, begun, ended, blank, load = (bit() for _ in range(5))
    burst_offset, offset = unsigned(offset_bits), unsigned(offset_bits)
    burst_words, left, last_beat = unsigned(count_bits), unsigned(count_bits), unsigned(count_bits)
    b_valid = bit()
    b_epoch, b_resp = unsigned(EPOCH_BITS), unsigned(RESP_BITS)
    split = instance("u_burst_split", burst_split, dict(
        clk=clk, rst=run_rst, s_valid=s_valid, s_ready=s_ready, s_offset=s_offset, s_words=s_words,
        m_valid=burst_valid, m_ready=begun, m_offset=burst_offset, m_beats=burst_words),
        offset_bits=offset_bits, burst=burst)
    adder = instance("u_page_address", page_address, dict(
        clk=clk, rst=rst, page=page, offset=offset, address=m_axi_awaddr), offset_bits=offset_bits, lanes=lanes)
    length = resize(last_beat, m_axi_awlen)
    always_ready = tie(m_axi_bready, 1)

    @always_comb
    def decide():
        begun.next = (state == SELECT) and burst_valid and (under_way != outstanding) and not stop
        load.next = (left != 0) and (word_valid or blank) and (m_axi_wready or not m_axi_wvalid)
        word_ready.next = (left != 0) and not blank and (m_axi_wready or not m_axi_wvalid)
        pending.next = (state != SELECT) or (under_way != 0)

    @always_seq(clk.posedge, reset=rst)
    def address():
        if begun:
            offset.next = burst_offset
            last_beat.next = burst_words - 1
            m_axi_awid.next = concat(epoch, intbv(0)[CLIENT_BITS:])
            state.next = ADD
        elif state == ADD:
            state.next = RAISE
        elif state == RAISE:
            m_axi_awvalid.next = 1
            state.next = SEND
        elif state == SEND:
            if m_axi_awready:
                m_axi_awvalid.next = 0
            if (m_axi_awready or not m_axi_awvalid) and (left == 0) and (m_axi_wready or not m_axi_wvalid):
                state.next = SELECT

    @always_seq(clk.posedge, reset=rst)
    def words():
        blank.next = (state != SELECT) and (blank or stop or forget)
        if state == RAISE:
            left.next = last_beat + 1
        elif load:
            left.next = left - 1
        if load:
            m_axi_wvalid.next = 1
            m_axi_wlast.next = left == 1
            m_axi_wdata.next = word_data
            if blank:
                m_axi_wstrb.next = 0
            else:
                m_axi_wstrb.next = word_strobe
        elif m_axi_wready:
            m_axi_wvalid.next = 0

    @always_comb
    def sort():
        ended.next = b_valid and (b_epoch == epoch)

    @always_comb
    def answer():
        failed.next = ended and b_resp[1]
        decode_error.next = b_resp[0]
        progress.next = ended or (m_axi_awvalid and m_axi_awready) or (m_axi_wvalid and m_axi_wready)

    @always_seq(clk.posedge, reset=rst)
    def receive():
        b_valid.next = m_axi_bvalid
        b_epoch.next = m_axi_bid[ID_BITS:CLIENT_BITS]
        b_resp.next = m_axi_bresp

    @always_seq(clk.posedge, reset=rst)
    def count():
        if forget:
            under_way.next = 0
        elif begun and not ended:
            under_way.next = under_way + 1
        elif ended and not begun:
            under_way.next = under_way - 1

    return split, adder, length, always_ready, decide, address, words, sort, answer, receive, count
