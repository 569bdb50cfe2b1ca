"""Packets out of the bytes of a line: the framing undone, the CRC judged and left away."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, unsigned
from llama2_rtl.converters.interfaces.uart_wires import LineBytes, PacketBytes
from llama2_rtl.converters.uart.crc16 import crc16
from llama2_rtl.converters.uart.protocol import CRC_BITS, CRC_BYTES, END, ESC, ESC_END, ESC_ESC


def ports():
    return clocked(s=In(LineBytes(), "the line's bytes"), m=Out(PacketBytes(), "the packets without framing and CRC"))


@module(ports)
def packet_receiver(clk, rst, s, m):
    """The bytes of a packet's kind and words on `m_data`, then `packet_end`; only with `packet_ok` were they
    worth anything. Nothing waits: a line's bytes do not. Between two END without a byte there is no packet.

    A byte leaves a cycle after the second one behind it has come, as the last two are the CRC; `packet_end` comes a
    cycle after the END. After reset the first byte is a packet's first one.
    """
    shortest = 1 + CRC_BYTES
    escaped, wrong_escape, ends, unescaped_wrong = (bit() for _ in range(4))
    octet, newest, oldest = LineBytes(), unsigned(8), unsigned(8)
    taken = unsigned(2)  # bytes so far, at most `shortest`
    crc = unsigned(CRC_BITS)
    check = instance("u_crc16", crc16, dict(clear=ends, octet=octet, crc=crc))

    @always_comb
    def unescape():
        octet.data.next = s.data
        if escaped and (s.data == ESC_END):
            octet.data.next = END
        elif escaped and (s.data == ESC_ESC):
            octet.data.next = ESC

    @always_comb
    def sort():
        ends.next = s.valid and (s.data == END)
        octet.valid.next = s.valid and (s.data != END) and (s.data != ESC)
        unescaped_wrong.next = escaped and (s.data != ESC_END) and (s.data != ESC_ESC)

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if s.valid:
            escaped.next = s.data == ESC
            wrong_escape.next = not ends and (wrong_escape or unescaped_wrong)
        if ends:
            taken.next = 0
        elif octet.valid and (taken != shortest):
            taken.next = taken + 1

    # The last two bytes are the CRC: a byte is passed on when two more have come.
    @always_seq(clk.posedge, reset=rst)
    def pass_on():
        m.valid.next = octet.valid and (taken >= CRC_BYTES)
        if octet.valid:
            m.data.next = oldest
            oldest.next = newest
            newest.next = octet.data
        m.end.next = ends and (taken != 0)
        m.ok.next = ends and (taken == shortest) and (crc == 0) and not (escaped or wrong_escape)

    return check, unescape, sort, follow, pass_on
