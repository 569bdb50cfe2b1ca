"""Every so many-th token of a text, kept and compared with the text's last ones."""

from myhdl import always_comb

from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, unsigned
from llama2_rtl.converters.interfaces.control import TokensRun
from llama2_rtl.converters.interfaces.control_wires import SoughtTokens
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.memory.ram import ram


def ports(token_bits, row_bits, low_bits, number):
    return clocked(ran=In(TokensRun(token_bits)), written=In(unsigned(row_bits + low_bits), "the token's place"),
                   sought=In(SoughtTokens(token_bits)), read=In(MemoryRead(row_bits, token_bits)),
                   is_last=Out(bit(), "with a token that was read: it is the last one"),
                   is_second=Out(bit(), "it is the one in front of it"),
                   is_third=Out(bit(), "it is the one in front of that"))


@module(ports, suffix="{number}_of_{low_bits}")
def draft_place(clk, rst, ran, written, sought, read, is_last, is_second, is_third, *, token_bits, row_bits, low_bits,
                number):
    """Keeps the tokens whose place ends in `number`, of `low_bits` bits, in the rows that the rest of it names. A token
    that is read comes a cycle later, compared with those that are `sought`."""
    write, kept = MemoryWrite(row_bits, token_bits).with_wires(wdata=ran.token), MemoryRead(row_bits, token_bits)
    kept = kept.with_wires(raddr=read.raddr)

    @always_comb
    def find_place():
        write.we.next = ran.run and (written[low_bits:] == number)
        write.waddr.next = written[:low_bits]

    @always_comb
    def compare():
        read.rdata.next = kept.rdata
        is_last.next = kept.rdata == sought.last
        is_second.next = kept.rdata == sought.second
        is_third.next = kept.rdata == sought.third

    memory = instance("u_ram", ram, dict(write=write, read=kept), width=token_bits, depth=1 << row_bits)
    return find_place, compare, memory
