"""The write channels of the AXI4 master: commands and their words become bursts."""

from myhdl import always_comb, always_seq

from converters.axi.burst_split import burst_split
from converters.axi.bus import (
    ADDRESS_BITS,
    COUNT_BITS,
    ID_BITS,
    LEN_BITS,
    PAGE_NUMBER_BITS,
    RESP_BITS,
    beat_bits,
    burst_beats,
)
from converters.axi.open_bursts import open_bursts
from converters.axi.page_address import page_address
from converters.hdl import Const, Rule, bit, check, clock, instance, module, named, reset, resize, tie, unsigned

SELECT, ADD, RAISE, SEND = named("SELECT ADD RAISE SEND")

RULES = (
    Rule("forget_late", f"!{{forget}} || {{state}} == {SELECT} || {{state}} == {SEND}",
         "forget comes after five cycles of stop at least, when no burst is on its way to its offer"),
)


def ports(offset_bits, lanes, outstanding):
    return dict(clk=clock(), rst=reset(), valid_rst=reset(), run_rst=reset(), stop=bit(), forget=bit(),
                given_up=unsigned(COUNT_BITS), page=unsigned(PAGE_NUMBER_BITS),
                s_valid=bit(), s_ready=bit(), s_offset=unsigned(offset_bits), s_words=unsigned(offset_bits),
                word_valid=bit(), word_ready=bit(), word_data=unsigned(8 * lanes), word_strobe=unsigned(lanes),
                pending=bit(), progress=bit(), failed=bit(), decode_error=bit(),
                m_axi_awid=unsigned(ID_BITS), m_axi_awaddr=unsigned(ADDRESS_BITS), m_axi_awlen=unsigned(LEN_BITS),
                m_axi_awvalid=bit(), m_axi_awready=bit(),
                m_axi_wdata=unsigned(8 * lanes), m_axi_wstrb=unsigned(lanes), m_axi_wlast=bit(), m_axi_wvalid=bit(),
                m_axi_wready=bit(),
                m_axi_bid=unsigned(ID_BITS), m_axi_bresp=unsigned(RESP_BITS), m_axi_bvalid=bit(), m_axi_bready=bit())


@module(ports)
def write_channel(clk, rst, valid_rst, run_rst, stop, forget, given_up, page, s_valid, s_ready, s_offset, s_words,
                  word_valid, word_ready, word_data, word_strobe, pending, progress, failed, decode_error, m_axi_awid,
                  m_axi_awaddr, m_axi_awlen, m_axi_awvalid, m_axi_awready, m_axi_wdata, m_axi_wstrb, m_axi_wlast,
                  m_axi_wvalid, m_axi_wready, m_axi_bid, m_axi_bresp, m_axi_bvalid, m_axi_bready, *, offset_bits, lanes,
                  outstanding):
    """A command announces `s_words` words from word `s_offset` on, which `word_*` then brings, each with a strobe per
    byte. Addresses begin at `page` as it is when the burst begins; `outstanding` bursts may wait for their answers.

    What is offered stays until it is taken, through `stop`, `forget` and `run_rst`; only a reset withdraws it. A burst
    that has begun gets its address and all its words, the last one marked, before the next begins. `stop` lets no new
    one begin, and the words that the burst under way still lacks are sent without a strobe. `pending` is high while the
    run has a burst under way, an address or a word is to be taken, or, without `stop`, a burst waits for a place among
    the `outstanding`. `forget`, `given_up`, `failed`, `decode_error`, `progress`, `rst` and `valid_rst` are those of
    `read_channel`; `run_rst` returns to no command.
    """
    burst = burst_beats(lanes)
    count_bits = beat_bits(burst)
    state = unsigned(2)
    under_way = unsigned(COUNT_BITS)
    burst_valid, begun, ended, blank, load, full, own, answered, taken, dropped = (bit() for _ in range(10))
    burst_page = unsigned(PAGE_NUMBER_BITS)
    burst_offset, offset = unsigned(offset_bits), unsigned(offset_bits)
    burst_words, left, last_beat = unsigned(count_bits), unsigned(count_bits), unsigned(count_bits)
    b_valid = bit()
    b_id, b_resp = unsigned(ID_BITS), unsigned(RESP_BITS)
    split = instance("u_burst_split", burst_split, dict(
        clk=clk, rst=run_rst, s_valid=s_valid, s_ready=s_ready, s_offset=s_offset, s_words=s_words,
        m_valid=burst_valid, m_ready=begun, m_offset=burst_offset, m_beats=burst_words),
        offset_bits=offset_bits, burst=burst)
    adder = instance("u_page_address", page_address, dict(
        clk=clk, rst=rst, page=burst_page, offset=offset, address=m_axi_awaddr), offset_bits=offset_bits, lanes=lanes)
    account = instance("u_open", open_bursts, dict(
        clk=clk, rst=rst, begun=begun, forget=forget, answered=answered, last=Const(1, 1), taken=taken, dropped=dropped,
        ended=ended, own=own, given_up=given_up))
    length = resize(last_beat, m_axi_awlen)
    constants = tie(m_axi_bready, 1), tie(m_axi_awid, 0)
    checks = check(clk, rst, RULES, forget=forget, state=state)

    @always_comb
    def decide():
        begun.next = (state == SELECT) and burst_valid and not full and not stop
        load.next = (left != 0) and (word_valid or blank) and (m_axi_wready or not m_axi_wvalid)
        word_ready.next = (left != 0) and not blank and (m_axi_wready or not m_axi_wvalid)
        pending.next = own or (state != SELECT) or (full and burst_valid and not stop)

    @always_comb
    def look():
        full.next = under_way == outstanding

    @always_seq(clk.posedge, reset=rst)
    def address():
        if begun:
            burst_page.next = page
            offset.next = burst_offset
            last_beat.next = burst_words - 1
            state.next = ADD
        elif state == ADD:
            state.next = RAISE
        elif state == RAISE:
            state.next = SEND
        elif state == SEND:
            if (m_axi_awready or not m_axi_awvalid) and (left == 0) and (m_axi_wready or not m_axi_wvalid):
                state.next = SELECT

    @always_seq(clk.posedge, reset=valid_rst)
    def offer_address():
        if state == RAISE:
            m_axi_awvalid.next = 1
        elif m_axi_awready:
            m_axi_awvalid.next = 0

    @always_seq(clk.posedge, reset=valid_rst)
    def offer_word():
        if load:
            m_axi_wvalid.next = 1
        elif m_axi_wready:
            m_axi_wvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def words():
        blank.next = (state != SELECT) and (blank or stop)
        if state == RAISE:
            left.next = last_beat + 1
        elif load:
            left.next = left - 1
        if load:
            m_axi_wlast.next = left == 1
            m_axi_wdata.next = word_data
            if blank:
                m_axi_wstrb.next = 0
            else:
                m_axi_wstrb.next = word_strobe

    @always_comb
    def sort():
        answered.next = b_valid and (b_id == 0)

    @always_comb
    def report():
        failed.next = taken and b_resp[1]
        decode_error.next = b_resp[0]
        progress.next = taken or dropped or (m_axi_awvalid and m_axi_awready) or (m_axi_wvalid and m_axi_wready)

    @always_seq(clk.posedge, reset=rst)
    def receive():
        b_valid.next = m_axi_bvalid
        b_id.next = m_axi_bid
        b_resp.next = m_axi_bresp

    @always_seq(clk.posedge, reset=rst)
    def count():
        if begun and not ended:
            under_way.next = under_way + 1
        elif ended and not begun:
            under_way.next = under_way - 1

    return (split, adder, account, length, constants, checks, decide, look, address, offer_address, offer_word, words,
            sort, report, receive, count)
