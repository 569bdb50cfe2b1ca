"""The one AXI4-Lite port of a core that a host reaches by nothing else: its registers, and behind them the words of its
token streams."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, reset, unsigned
from llama2_rtl.converters.interfaces.axi import AxiLite
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream
from llama2_rtl.converters.registers.axil_port import SLVERR
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.register_map import REGISTER_ADDRESS_BITS
from llama2_rtl.converters.registers.token_words import (
    LAST_BIT,
    ROOM_BIT,
    SEND,
    SEND_LAST,
    STATE,
    TAKE,
    TEXT_BIT,
    TEXT_WORDS_BYTES,
    TOKENS_OFFSET,
    WAITING_BIT,
)

HOST_ADDRESS_BITS = TOKENS_OFFSET.bit_length()
"""Of a byte address: a page of registers, and one of token words."""

WHOLE_WORD = (1 << (REGISTER_BITS // 8)) - 1
"""The strobes of a write of all bytes."""


def ports(texts):
    return clocked(valid_rst=In(reset()), s_axil=In(AxiLite(HOST_ADDRESS_BITS, REGISTER_BITS)),
                   registers=Out(AxiLite(REGISTER_ADDRESS_BITS, REGISTER_BITS)),
                   prompt=Out(RevocableAxiStream(TDATA_BITS, streams=texts)),
                   answer=In(AxiStream(TDATA_BITS, streams=texts)))


@module(ports)
def host_port(clk, rst, valid_rst, s_axil, registers, prompt, answer, *, texts):
    """What lies below TOKENS_OFFSET goes to `registers` and comes back three cycles later than it would without this
    block; registers answer two cycles after an access at the soonest. Above it are `token_words`: a token sent is
    offered on `prompt` for one cycle, where there was room in the cycle before; one that is not taken, for the run has
    ended meanwhile, is answered with SLVERR, as are a token where there is no room, the taking of one where none waits,
    a write of less than a word and all other addresses. One write and one read at a time, independent of each other;
    address and data of a write come in any order. Answers are withdrawn by `valid_rst` alone, which comes with `rst`
    and a cycle before.

    Of several `texts` the address of a token word says for which one it is; a read of such a word comes up to two
    cycles later where a token is sent in these.
    """
    bits, state, send, send_last, take = REGISTER_ADDRESS_BITS, STATE >> 2, SEND >> 2, SEND_LAST >> 2, TAKE >> 2
    error, room_bit, waiting_bit, last_bit, whole_word = SLVERR, ROOM_BIT, WAITING_BIT, LAST_BIT, WHOLE_WORD
    text_low = TEXT_WORDS_BYTES.bit_length() - 1
    text_high = text_low + clog2(texts)
    of_any_text = ((1 << (bits - 2)) - 1) ^ ((texts - 1) * TEXT_WORDS_BYTES >> 2)
    address, place, word, shown, told = map(unsigned, (*2 * [HOST_ADDRESS_BITS], *3 * [REGISTER_BITS]))
    address_held, data_held, begun, begin_write, sends, refused, writing, written = (bit() for _ in range(8))
    read_held, asked, asks, takes, reading, known = (bit() for _ in range(6))

    @always_comb
    def decide():
        begin_write.next = address_held and data_held and not begun
        sends.next = (begin_write and address[bits] and (registers.wstrb == whole_word) and prompt.tready
                      and (((address[bits:2] & of_any_text) == send) or ((address[bits:2] & of_any_text) == send_last)))
        takes.next = asks and place[bits] and ((place[bits:2] & of_any_text) == take) and answer.tvalid

    if texts == 1:
        @always_comb
        def ask():
            asks.next = asked
            told.next = concat(answer.tlast, answer.tdata[last_bit:])
    else:
        text_bit, text_end = TEXT_BIT, TEXT_BIT + clog2(texts)

        # `prompt.tid`, which ROOM depends on, is the write's while there is one.
        @always_comb
        def ask():
            asks.next = asked and not (place[bits] and (begin_write or prompt.tvalid))
            prompt.tid.next = place[text_high:text_low]
            if begin_write or prompt.tvalid:
                prompt.tid.next = address[text_high:text_low]
            told.next = answer.tdata
            told.next[text_end:text_bit] = answer.tid
            told.next[last_bit] = answer.tlast

    @always_comb
    def judge():
        refused.next = begin_write and address[bits] and not sends
        written.next = registers.bvalid and registers.bready
        known.next = registers.rvalid and registers.rready

    @always_comb
    def show():
        shown.next = 0
        shown.next[room_bit] = prompt.tready
        shown.next[waiting_bit] = answer.tvalid

    @always_comb
    def hand_on():
        registers.awaddr.next = address[bits:]
        registers.wdata.next = word
        registers.araddr.next = place[bits:]
        prompt.tdata.next = word

    @always_seq(clk.posedge, reset=rst)
    def take_write():
        s_axil.awready.next = not address_held
        s_axil.wready.next = not data_held
        if begin_write:
            begun.next = 1
        if s_axil.awvalid and s_axil.awready:
            address_held.next = 1
            s_axil.awready.next = 0
            address.next = s_axil.awaddr
        if s_axil.wvalid and s_axil.wready:
            data_held.next = 1
            s_axil.wready.next = 0
            word.next = s_axil.wdata
            registers.wstrb.next = s_axil.wstrb
        if s_axil.bvalid and s_axil.bready:
            address_held.next = 0
            data_held.next = 0
            begun.next = 0

    @always_seq(clk.posedge, reset=rst)
    def write():
        if begin_write and not address[bits]:
            registers.awvalid.next = 1
            registers.wvalid.next = 1
            writing.next = 1
        else:
            if registers.awready:
                registers.awvalid.next = 0
            if registers.wready:
                registers.wvalid.next = 0
            registers.bready.next = writing and not registers.awvalid and not registers.wvalid and not written
            if written:
                writing.next = 0
        prompt.tvalid.next = sends
        if sends:
            prompt.tlast.next = (address[bits:2] & of_any_text) == send_last
        if written:
            s_axil.bresp.next = registers.bresp
        elif refused or (prompt.tvalid and not prompt.tready):
            s_axil.bresp.next = error
        elif prompt.tvalid:
            s_axil.bresp.next = 0

    @always_seq(clk.posedge, reset=rst)
    def take_read():
        s_axil.arready.next = not read_held
        asked.next = asked and not asks
        if s_axil.arvalid and s_axil.arready:
            read_held.next = 1
            asked.next = 1
            s_axil.arready.next = 0
            place.next = s_axil.araddr
        if s_axil.rvalid and s_axil.rready:
            read_held.next = 0

    @always_seq(clk.posedge, reset=rst)
    def read():
        if asks and not place[bits]:
            registers.arvalid.next = 1
            reading.next = 1
        else:
            if registers.arready:
                registers.arvalid.next = 0
            registers.rready.next = reading and not registers.arvalid and not known
            if known:
                reading.next = 0
        answer.tready.next = takes
        if known:
            s_axil.rdata.next = registers.rdata
            s_axil.rresp.next = registers.rresp
        elif asks and place[bits]:
            s_axil.rdata.next = 0
            s_axil.rresp.next = error
            if (place[bits:2] & of_any_text) == state:
                s_axil.rdata.next = shown
                s_axil.rresp.next = 0
            elif takes:
                s_axil.rdata.next = told
                s_axil.rresp.next = 0

    @always_seq(clk.posedge, reset=valid_rst)
    def offer_answers():
        if written or refused or prompt.tvalid:
            s_axil.bvalid.next = 1
        elif s_axil.bready:
            s_axil.bvalid.next = 0
        if known or (asks and place[bits]):
            s_axil.rvalid.next = 1
        elif s_axil.rready:
            s_axil.rvalid.next = 0

    return decide, ask, judge, show, hand_on, take_write, write, take_read, read, offer_answers
