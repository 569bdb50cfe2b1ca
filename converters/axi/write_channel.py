"""The write channels of the AXI4 master: commands and their words become bursts."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.burst_split import burst_split
from llama2_rtl.converters.axi.bus import COUNT_BITS, ID_BITS, PAGE_NUMBER_BITS, RESP_BITS, beat_bits
from llama2_rtl.converters.axi.open_bursts import open_bursts
from llama2_rtl.converters.axi.page_address import page_address
from llama2_rtl.converters.hdl import (
    Const,
    In,
    Out,
    Rule,
    bit,
    check,
    clocked,
    instance,
    module,
    named,
    reset,
    resize,
    state_register,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.axi import Axi4Write, ChannelReport, RunEnd
from llama2_rtl.converters.interfaces.stream import BurstRequest, StrobedStream, WordRange

SELECT, ADD, RAISE, SEND = named("SELECT ADD RAISE SEND")

RULES = (
    Rule("forget_late", f"!{{forget}} || {{state}} == {SELECT} || {{state}} == {SEND}",
         "forget comes after five cycles of stop at least, when no burst is on its way to its offer"),
)


def ports(offset_bits, beat_bytes, burst, outstanding):
    return clocked(valid_rst=In(reset()), run_rst=In(reset()), run_end=In(RunEnd()),
                   given_up=Out(unsigned(COUNT_BITS), "bursts given up"),
                   page=In(unsigned(PAGE_NUMBER_BITS), "the page of word 0"), s=In(WordRange(offset_bits)),
                   word=In(StrobedStream(beat_bytes)), report=Out(ChannelReport()),
                   m_axi_write=Out(Axi4Write(beat_bytes)))


@module(ports)
def write_channel(clk, rst, valid_rst, run_rst, run_end, given_up, page, s, word, report, m_axi_write, *, offset_bits,
                  beat_bytes, burst, outstanding):
    """A command announces `s_words` words from word `s_offset` on, which `word_*` then brings, each with a strobe per
    byte. Addresses begin at `page` as it is when the burst begins; `outstanding` bursts may wait for their answers.

    What is offered stays until it is taken, through `stop`, `forget` and `run_rst`; only a reset withdraws it. A burst
    that has begun gets its address and all its words, the last one marked, before the next begins. A word is on offer
    in the cycle after it was taken. `stop` lets no new one begin, and the words that an open burst still lacks are sent
    without a strobe. `pending` is high while the run has an open burst, an address or a word is to be taken, or,
    without `stop`, a burst waits for a place among the `outstanding`. `forget`, `given_up`, `failed`, `decode_error`,
    `progress`, `rst` and `valid_rst` are those of `read_channel`; `run_rst` returns to no command.
    """
    count_bits = beat_bits(burst)
    state = state_register(SELECT)
    in_flight = unsigned(COUNT_BITS)
    begun, ended, blank, load, full, own, answered, taken, dropped = (bit() for _ in range(9))
    cut = BurstRequest(offset_bits, count_bits).with_wires(ready=begun)
    burst_page, offset = unsigned(PAGE_NUMBER_BITS), unsigned(offset_bits)
    left, last_beat, b_valid = unsigned(count_bits), unsigned(count_bits), bit()
    b_id, b_resp = unsigned(ID_BITS), unsigned(RESP_BITS)
    split = instance("u_burst_split", burst_split, dict(rst=run_rst, s=s, m=cut), offset_bits=offset_bits, burst=burst)
    adder = instance("u_page_address", page_address, dict(
        page=burst_page, offset=offset, address=m_axi_write.awaddr), offset_bits=offset_bits, beat_bytes=beat_bytes)
    account = instance("u_open", open_bursts, dict(
        begun=begun, forget=run_end.forget, answered=answered, last=Const(1, 1), taken=taken,
        dropped=dropped, ended=ended, own=own, given_up=given_up))
    length = resize(last_beat, m_axi_write.awlen)
    constants = tie(m_axi_write.bready, 1), tie(m_axi_write.awid, 0)
    checks = check(clk, rst, RULES, forget=run_end.forget, state=state)

    @always_comb
    def decide():
        begun.next = (state == SELECT) and cut.valid and not full and not run_end.stop
        load.next = (left != 0) and (word.valid or blank) and (m_axi_write.wready or not m_axi_write.wvalid)
        word.ready.next = (left != 0) and not blank and (m_axi_write.wready or not m_axi_write.wvalid)
        report.pending.next = own or (state != SELECT) or (full and cut.valid and not run_end.stop)

    @always_comb
    def look():
        full.next = in_flight == outstanding

    @always_seq(clk.posedge, reset=rst)
    def address():
        if begun:
            burst_page.next = page
            offset.next = cut.offset
            last_beat.next = cut.beats - 1
            state.next = ADD
        elif state == ADD:
            state.next = RAISE
        elif state == RAISE:
            state.next = SEND
        elif state == SEND:
            if (m_axi_write.awready or not m_axi_write.awvalid) and (left == 0) and (
                    m_axi_write.wready or not m_axi_write.wvalid):
                state.next = SELECT

    @always_seq(clk.posedge, reset=valid_rst)
    def offer_address():
        if state == RAISE:
            m_axi_write.awvalid.next = 1
        elif m_axi_write.awready:
            m_axi_write.awvalid.next = 0

    @always_seq(clk.posedge, reset=valid_rst)
    def offer_word():
        if load:
            m_axi_write.wvalid.next = 1
        elif m_axi_write.wready:
            m_axi_write.wvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def words():
        blank.next = (state != SELECT) and (blank or run_end.stop)
        if state == RAISE:
            left.next = last_beat + 1
        elif load:
            left.next = left - 1
        if load:
            m_axi_write.wlast.next = left == 1
            m_axi_write.wdata.next = word.data
            if blank:
                m_axi_write.wstrb.next = 0
            else:
                m_axi_write.wstrb.next = word.strobe

    @always_comb
    def sort():
        answered.next = b_valid and (b_id == 0)

    @always_comb
    def tell():
        report.failed.next = taken and b_resp[1]
        report.decode_error.next = b_resp[0]
        report.progress.next = taken or dropped or (m_axi_write.awvalid and m_axi_write.awready) or (
            m_axi_write.wvalid and m_axi_write.wready)

    @always_seq(clk.posedge, reset=rst)
    def receive():
        b_valid.next = m_axi_write.bvalid
        b_id.next = m_axi_write.bid
        b_resp.next = m_axi_write.bresp

    @always_seq(clk.posedge, reset=rst)
    def count():
        if begun and not ended:
            in_flight.next = in_flight + 1
        elif ended and not begun:
            in_flight.next = in_flight - 1

    return (split, adder, account, length, constants, checks, decide, look, address, offer_address, offer_word, words,
            sort, tell, receive, count)
