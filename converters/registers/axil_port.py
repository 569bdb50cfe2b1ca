"""AXI4-Lite on one side, plain writes and reads of registers on the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, one_of, reset
from llama2_rtl.converters.interfaces.axi import AxiLite
from llama2_rtl.converters.interfaces.registers import RegisterRead, RegisterWrite
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.register_map import REGISTER_ADDRESS_BITS, index_bits, registers_of

SLVERR = 2


def ports(geometry):
    return clocked(valid_rst=In(reset()), s_axil=In(AxiLite(REGISTER_ADDRESS_BITS, REGISTER_BITS)),
                   write=Out(RegisterWrite(index_bits(geometry), REGISTER_BITS)),
                   read=Out(RegisterRead(index_bits(geometry), REGISTER_BITS)))


@module(ports)
def axil_port(clk, rst, valid_rst, s_axil, write, read, *, geometry):
    """`write` pulses with a word for a register, `read` asks for one, which comes with `read_done`. One write and one
    read at a time, independent of each other; address and data of a write come in any order; every output is a
    register. An address that is no register's reaches neither side and is answered with SLVERR, a read of it with 0.
    The low two bits of an address do not matter. Answers are withdrawn by `valid_rst` alone, which comes with `rst` and
    a cycle before.
    """
    end, error = index_bits(geometry) + 2, SLVERR
    registers = [register.index for register in registers_of(geometry)]
    address_held, data_held, write_near, write_is_one, execute, write_known = (bit() for _ in range(6))
    read_held, read_near, read_is_one, asked, read_known = (bit() for _ in range(5))
    known = one_of(write.index, registers, write_is_one), one_of(read.index, registers, read_is_one)

    @always_comb
    def decide():
        execute.next = address_held and data_held and not s_axil.bvalid
        write_known.next = write_near and write_is_one
        read_known.next = read_near and read_is_one

    @always_seq(clk.posedge, reset=rst)
    def take_write():
        s_axil.awready.next = execute or not address_held
        s_axil.wready.next = execute or not data_held
        if execute:
            address_held.next = 0
            data_held.next = 0
        if s_axil.awvalid and s_axil.awready:
            address_held.next = 1
            s_axil.awready.next = 0
            write.index.next = s_axil.awaddr[end:2]
            write_near.next = s_axil.awaddr[REGISTER_ADDRESS_BITS:end] == 0
        if s_axil.wvalid and s_axil.wready:
            data_held.next = 1
            s_axil.wready.next = 0
            write.data.next = s_axil.wdata
            write.strb.next = s_axil.wstrb

    @always_seq(clk.posedge, reset=rst)
    def answer_write():
        write.write.next = execute and write_known
        if execute:
            s_axil.bresp.next = error
            if write_known:
                s_axil.bresp.next = 0

    @always_seq(clk.posedge, reset=valid_rst)
    def offer_answers():
        if execute:
            s_axil.bvalid.next = 1
        elif s_axil.bready:
            s_axil.bvalid.next = 0
        if read.done or (asked and not read_known):
            s_axil.rvalid.next = 1
        elif s_axil.rready:
            s_axil.rvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def take_read():
        s_axil.arready.next = not read_held
        asked.next = 0
        if s_axil.arvalid and s_axil.arready:
            read_held.next = 1
            asked.next = 1
            s_axil.arready.next = 0
            read.index.next = s_axil.araddr[end:2]
            read_near.next = s_axil.araddr[REGISTER_ADDRESS_BITS:end] == 0
        elif s_axil.rvalid and s_axil.rready:
            read_held.next = 0
            s_axil.arready.next = 1

    @always_comb
    def ask():
        read.read.next = asked and read_known

    @always_seq(clk.posedge, reset=rst)
    def answer_read():
        if read.done:
            s_axil.rdata.next = read.word
            s_axil.rresp.next = 0
        elif asked and not read_known:
            s_axil.rdata.next = 0
            s_axil.rresp.next = error

    return known, decide, take_write, answer_write, offer_answers, take_read, ask, answer_read
