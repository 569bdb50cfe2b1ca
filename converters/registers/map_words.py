"""The words of the map: one that the host writes, one on its way to the bus, those that say what the core is."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, clocked, module, unsigned, verbatim
from llama2_rtl.converters.interfaces.registers import RegisterWrite
from llama2_rtl.converters.registers.description import CONSTANT, PULSE, REGISTER_BITS
from llama2_rtl.converters.registers.register_map import BY_NAME, REGISTER_INDEX_BITS, index_bits, registers_of


def _name(register, **_):
    return register.lower()


def _register_ports(register, number_bits=REGISTER_INDEX_BITS):
    return clocked(host_write=In(RegisterWrite(number_bits, REGISTER_BITS)),
                   value=Out(unsigned(REGISTER_BITS, BY_NAME[register].reset), "what was written"))


@module(_register_ports, suffix=_name)
def word_register(clk, rst, host_write, value, *, register, number_bits=REGISTER_INDEX_BITS):
    """`value` of `register` of the map, a cycle after the write: the bits of its fields as they were written, all
    others 0. Where they are commands they fall after one cycle. A reset gives the map's value."""
    number = BY_NAME[register].index
    mask_0, mask_1, mask_2, mask_3 = (BY_NAME[register].mask >> low & 255 for low in range(0, REGISTER_BITS, 8))
    byte_0, byte_1, byte_2, byte_3 = (unsigned(8) for _ in range(4))
    merged = unsigned(REGISTER_BITS)

    @always_comb
    def merge():
        byte_0.next = value[8:0]
        byte_1.next = value[16:8]
        byte_2.next = value[24:16]
        byte_3.next = value[32:24]
        if host_write.strb[0]:
            byte_0.next = host_write.data[8:0] & mask_0
        if host_write.strb[1]:
            byte_1.next = host_write.data[16:8] & mask_1
        if host_write.strb[2]:
            byte_2.next = host_write.data[24:16] & mask_2
        if host_write.strb[3]:
            byte_3.next = host_write.data[32:24] & mask_3

    @always_comb
    def join_bytes():
        merged.next = concat(byte_3, byte_2, byte_1, byte_0)

    if BY_NAME[register].access == PULSE:
        @always_seq(clk.posedge, reset=rst)
        def keep():
            value.next = 0
            if host_write.write and (host_write.index == number):
                value.next = merged
    else:
        @always_seq(clk.posedge, reset=rst)
        def keep():
            if host_write.write and (host_write.index == number):
                value.next = merged

    return merge, join_bytes, keep


def _gate_ports(register, number_bits=REGISTER_INDEX_BITS):
    return dict(index=In(unsigned(number_bits), "the register that is read"),
                value=In(unsigned(REGISTER_BITS), "what it holds"), word=Out(unsigned(REGISTER_BITS), "the same, or 0"))


@module(_gate_ports, suffix=_name)
def gated_word(index, value, word, *, register, number_bits=REGISTER_INDEX_BITS):
    """An input of an and-or multiplexer: `word` is `value` while `index` is that of `register` in the map, else 0. No
    latency."""
    number = BY_NAME[register].index

    @always_comb
    def gate():
        word.next = 0
        if index == number:
            word.next = value

    return gate


def _constant_ports(geometry):
    return dict(index=In(unsigned(index_bits(geometry)), "the register that is read"),
                word=Out(unsigned(REGISTER_BITS), "what it holds, or 0"))


@module(_constant_ports)
def constant_words(index, word, *, geometry):
    """`word` of the identification and the configuration at `index`, 0 where `index` is none of them. No latency."""
    cases = "\n".join(
        f"    {index_bits(geometry)}'d{register.index}: constant = {REGISTER_BITS}'d{register.constant(geometry)};"
        for register in registers_of(geometry) if register.access == CONSTANT)
    body = f"""reg [{REGISTER_BITS - 1}:0] constant;
assign word = constant;

always @* case (index)
{cases}
    default: constant = {REGISTER_BITS}'d0;
endcase"""
    return verbatim(body, [index], [word])
