"""The read channels of the AXI4 master: whose burst is next, where each beat goes, what went wrong."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.axi.bus import (
    CLIENT_BITS,
    CLIENTS,
    COUNT_BITS,
    ID_BITS,
    KEYS,
    PAGE_NUMBER_BITS,
    RESP_BITS,
    ROW,
    VALUES,
    WEIGHTS,
    beat_bits,
)
from llama2_rtl.converters.axi.open_bursts import open_bursts
from llama2_rtl.converters.axi.page_address import page_address
from llama2_rtl.converters.hdl import (
    In,
    Out,
    Rule,
    bit,
    check,
    clocked,
    instance,
    module,
    named,
    part,
    pick,
    reset,
    resize,
    state_register,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.axi import Axi4Read, ChannelReport, RunEnd

SELECT, LATCH, ADD, RAISE, WAIT = named("SELECT LATCH ADD RAISE WAIT")
COUNT = len(CLIENTS)


def rules(offset_bits, burst):
    """What holds at the ports."""
    beats = beat_bits(burst)
    return (
        Rule("chosen_request", f"{{state}} != {LATCH} || {{req_valid}}[{{chosen}}] && "
             f"{{offset}} == {{was_req_offset}}[{offset_bits} * {{chosen}} +: {offset_bits}] && "
             f"{{beats}} == {{was_req_beats}}[{beats} * {{chosen}} +: {beats}]",
             "a request stays as it is from the choice to the grant"),
        Rule("legal", f"{{state}} != {LATCH} || {{beats}} != 0 && ({{offset}} % {burst}) + {{beats}} "
             f"<= {burst}", "a request ends at a multiple of the longest burst at most"),
        Rule("forget_late", f"!{{forget}} || {{state}} == {SELECT} || {{state}} == {WAIT}",
             "forget comes after five cycles of stop at least, when no burst is on its way to its offer"))


def ports(offset_bits, beat_bytes, burst, outstanding):
    beats = beat_bits(burst)
    return clocked(valid_rst=In(reset()), run_end=In(RunEnd()),
                   given_up=Out(unsigned(COUNT * COUNT_BITS), "bursts given up, by client"),
                   pages=In(unsigned(COUNT * PAGE_NUMBER_BITS), "the page of each client's word 0"),
                   req_valid=In(unsigned(COUNT), "clients that ask for a burst"),
                   req_ready=Out(unsigned(COUNT), "whose burst is granted"),
                   req_offset=In(unsigned(COUNT * offset_bits), "the bursts' first words"),
                   req_beats=In(unsigned(COUNT * beats), "the bursts' lengths"),
                   push=Out(unsigned(COUNT), "to whom a beat belongs"),
                   data=Out(unsigned(8 * beat_bytes), "the beat's word"), report=Out(ChannelReport()),
                   m_axi_read=Out(Axi4Read(beat_bytes)))


@module(ports)
def read_channel(clk, rst, valid_rst, run_end, given_up, pages, req_valid, req_ready, req_offset, req_beats, push, data,
                 report, m_axi_read, *, offset_bits, beat_bytes, burst, outstanding):
    """A fixed-priority arbiter: sends the bursts of the clients, the most urgent client's first, a new one at most
    every 5 cycles, `outstanding` at once, at addresses from the client's page in `pages` on. A request holds still from
    the choice to the grant, `req_ready`, in the cycle after; one that is not granted may be withdrawn, with the
    clients' reset. `push` hands a beat's `data` to its client in the cycle after it came, without backpressure. An
    address once offered stays until it is taken, through `stop` and `forget`; only a reset withdraws it.

    `stop` lets no new burst begin. `pending` is high while the run has an open burst, an address is on offer, or,
    without `stop`, a request waits for a place among the `outstanding`. `forget`, after five cycles of `stop` or more,
    gives up what has no answer yet, an address on offer included: `given_up` counts such bursts by client, they keep
    their places, and their answers are dropped (`open_bursts`). `failed` pulses with a beat of the run that bears an
    error, `decode_error` says which. `progress` marks an address taken and a beat that somebody asked for.

    `rst` is the reset of the interconnect alone. `valid_rst` comes with it and a cycle before, at the first edge that
    finds the reset at the port.
    """
    state = state_register(SELECT)
    chosen, client, in_flight = unsigned(CLIENT_BITS), unsigned(CLIENT_BITS), unsigned(COUNT_BITS)
    r_valid, r_last, r_id, r_resp = bit(), bit(), unsigned(ID_BITS), unsigned(RESP_BITS)
    begun, ended, moved, full = bit(), bit(), bit(), bit()
    answered, dropped, ends, own = (unsigned(COUNT) for _ in range(4))
    accounts = [instance(f"u_open_{i}", open_bursts, dict(
        begun=part(req_ready, i, 1), forget=run_end.forget, answered=part(answered, i, 1),
        last=r_last, taken=part(push, i, 1), dropped=part(dropped, i, 1), ended=part(ends, i, 1), own=part(own, i, 1),
        given_up=part(given_up, i, COUNT_BITS))) for i in CLIENTS]
    page, picked_page = unsigned(PAGE_NUMBER_BITS), unsigned(PAGE_NUMBER_BITS)
    offset, picked_offset, beats = unsigned(offset_bits), unsigned(offset_bits), unsigned(beat_bits(burst))
    picks = pick(pages, chosen, picked_page), pick(req_offset, chosen, picked_offset), pick(req_beats, chosen, beats)
    last_beat = unsigned(beat_bits(burst))
    adder = instance("u_page_address", page_address, dict(
        page=page, offset=offset, address=m_axi_read.araddr), offset_bits=offset_bits, beat_bytes=beat_bytes)
    length = resize(last_beat, m_axi_read.arlen)
    upper_bits = ID_BITS - CLIENT_BITS
    checks = check(clk, rst, rules(offset_bits, burst), state=state, req_valid=req_valid, chosen=chosen,
                   offset=picked_offset, req_offset=req_offset, beats=beats, req_beats=req_beats, forget=run_end.forget)
    always_ready = tie(m_axi_read.rready, 1)

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
        full.next = in_flight == outstanding
        report.pending.next = (own != 0) or (state != SELECT) or (full and (req_valid != 0) and not run_end.stop)

    @always_seq(clk.posedge, reset=rst)
    def address():
        if state == SELECT:
            chosen.next = client
            if (req_valid != 0) and not full and not run_end.stop:
                state.next = LATCH
        elif state == LATCH:
            page.next = picked_page
            offset.next = picked_offset
            last_beat.next = beats - 1
            m_axi_read.arid.next = concat(intbv(0)[upper_bits:], chosen)
            state.next = ADD
        elif state == ADD:
            state.next = RAISE
        elif state == RAISE:
            state.next = WAIT
        elif m_axi_read.arready:
            state.next = SELECT

    @always_seq(clk.posedge, reset=valid_rst)
    def offer():
        if state == RAISE:
            m_axi_read.arvalid.next = 1
        elif m_axi_read.arready:
            m_axi_read.arvalid.next = 0

    @always_comb
    def sort():
        answered.next = concat(r_valid and (r_id == WEIGHTS), r_valid and (r_id == VALUES), r_valid and (r_id == KEYS),
                               r_valid and (r_id == ROW))

    @always_comb
    def judge():
        ended.next = ends != 0
        moved.next = (push != 0) or (dropped != 0)

    @always_comb
    def tell():
        report.failed.next = (push != 0) and r_resp[1]
        report.decode_error.next = r_resp[0]
        report.progress.next = moved or (m_axi_read.arvalid and m_axi_read.arready)

    @always_seq(clk.posedge, reset=rst)
    def receive():
        r_valid.next = m_axi_read.rvalid
        r_id.next = m_axi_read.rid
        r_resp.next = m_axi_read.rresp
        r_last.next = m_axi_read.rlast
        data.next = m_axi_read.rdata

    @always_seq(clk.posedge, reset=rst)
    def count():
        if begun and not ended:
            in_flight.next = in_flight + 1
        elif ended and not begun:
            in_flight.next = in_flight - 1

    return (accounts, picks, adder, length, always_ready, checks, prefer, grant, address, offer, sort, judge, tell,
            receive, count)
