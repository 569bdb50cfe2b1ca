"""AXI4-Lite on one side, plain writes and reads of registers on the other."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, module, one_of, reset, unsigned
from converters.registers.description import WORD_BITS
from converters.registers.register_map import ADDRESS_BITS, INDEX_BITS, REGISTERS

RESP_BITS = 2
SLVERR = 2

STROBE_BITS = WORD_BITS // 8


def bus_ports():
    """The ports of the bus, in the order of its channels."""
    return dict(s_axil_awaddr=unsigned(ADDRESS_BITS), s_axil_awvalid=bit(), s_axil_awready=bit(),
                s_axil_wdata=unsigned(WORD_BITS), s_axil_wstrb=unsigned(STROBE_BITS), s_axil_wvalid=bit(),
                s_axil_wready=bit(), s_axil_bresp=unsigned(RESP_BITS), s_axil_bvalid=bit(), s_axil_bready=bit(),
                s_axil_araddr=unsigned(ADDRESS_BITS), s_axil_arvalid=bit(), s_axil_arready=bit(),
                s_axil_rdata=unsigned(WORD_BITS), s_axil_rresp=unsigned(RESP_BITS), s_axil_rvalid=bit(),
                s_axil_rready=bit())


def ports():
    return dict(clk=clock(), rst=reset(), valid_rst=reset(), **bus_ports(),
                write=bit(), write_index=unsigned(INDEX_BITS), write_data=unsigned(WORD_BITS),
                write_strb=unsigned(STROBE_BITS), read=bit(), read_index=unsigned(INDEX_BITS), read_done=bit(),
                read_word=unsigned(WORD_BITS))


@module(ports)
def axil_port(clk, rst, valid_rst, s_axil_awaddr, s_axil_awvalid, s_axil_awready, s_axil_wdata, s_axil_wstrb,
              s_axil_wvalid, s_axil_wready, s_axil_bresp, s_axil_bvalid, s_axil_bready, s_axil_araddr, s_axil_arvalid,
              s_axil_arready, s_axil_rdata, s_axil_rresp, s_axil_rvalid, s_axil_rready, write, write_index, write_data,
              write_strb, read, read_index, read_done, read_word):
    """`write` pulses with a word for a register, `read` asks for one, which comes with `read_done`. One write and one
    read at a time, independent of each other; address and data of a write come in any order; every output is a
    register. An address that is no register's reaches neither side and is answered with SLVERR, a read of it with 0.
    The low two bits of an address do not matter. Answers are withdrawn by `valid_rst` alone, which comes with `rst` and
    a cycle before.
    """
    end, error = INDEX_BITS + 2, SLVERR
    registers = [register.index for register in REGISTERS]
    address_held, data_held, write_near, write_is_one, execute, write_known = (bit() for _ in range(6))
    read_held, read_near, read_is_one, asked, read_known = (bit() for _ in range(5))
    known = one_of(write_index, registers, write_is_one), one_of(read_index, registers, read_is_one)

    @always_comb
    def decide():
        execute.next = address_held and data_held and not s_axil_bvalid
        write_known.next = write_near and write_is_one
        read_known.next = read_near and read_is_one

    @always_seq(clk.posedge, reset=rst)
    def take_write():
        s_axil_awready.next = execute or not address_held
        s_axil_wready.next = execute or not data_held
        if execute:
            address_held.next = 0
            data_held.next = 0
        if s_axil_awvalid and s_axil_awready:
            address_held.next = 1
            s_axil_awready.next = 0
            write_index.next = s_axil_awaddr[end:2]
            write_near.next = s_axil_awaddr[ADDRESS_BITS:end] == 0
        if s_axil_wvalid and s_axil_wready:
            data_held.next = 1
            s_axil_wready.next = 0
            write_data.next = s_axil_wdata
            write_strb.next = s_axil_wstrb

    @always_seq(clk.posedge, reset=rst)
    def answer_write():
        write.next = execute and write_known
        if execute:
            s_axil_bresp.next = error
            if write_known:
                s_axil_bresp.next = 0

    @always_seq(clk.posedge, reset=valid_rst)
    def offer_answers():
        if execute:
            s_axil_bvalid.next = 1
        elif s_axil_bready:
            s_axil_bvalid.next = 0
        if read_done or (asked and not read_known):
            s_axil_rvalid.next = 1
        elif s_axil_rready:
            s_axil_rvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def take_read():
        s_axil_arready.next = not read_held
        asked.next = 0
        if s_axil_arvalid and s_axil_arready:
            read_held.next = 1
            asked.next = 1
            s_axil_arready.next = 0
            read_index.next = s_axil_araddr[end:2]
            read_near.next = s_axil_araddr[ADDRESS_BITS:end] == 0
        elif s_axil_rvalid and s_axil_rready:
            read_held.next = 0
            s_axil_arready.next = 1

    @always_comb
    def ask():
        read.next = asked and read_known

    @always_seq(clk.posedge, reset=rst)
    def answer_read():
        if read_done:
            s_axil_rdata.next = read_word
            s_axil_rresp.next = 0
        elif asked and not read_known:
            s_axil_rdata.next = 0
            s_axil_rresp.next = error

    return known, decide, take_write, answer_write, offer_answers, take_read, ask, answer_read
