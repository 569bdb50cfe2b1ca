"""Packets out of the bytes of a line: the framing undone, the CRC judged and left away."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, instance, module, reset, unsigned
from converters.uart.crc16 import crc16
from converters.uart.protocol import CRC_BITS, CRC_BYTES, END, ESC, ESC_END, ESC_ESC


def ports():
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_data=unsigned(8), m_valid=bit(), m_data=unsigned(8),
                packet_end=bit(), packet_ok=bit())


@module(ports)
def packet_receiver(clk, rst, s_valid, s_data, m_valid, m_data, packet_end, packet_ok):
    """The bytes of a packet's kind and words on `m_data`, then `packet_end`; only with `packet_ok` were they
    worth anything. Nothing waits: a line's bytes do not. Between two END without a byte there is no packet.
    """
    shortest = 1 + CRC_BYTES
    escaped, wrong_escape, take, ends, unescaped_wrong = (bit() for _ in range(5))
    octet, newest, oldest = unsigned(8), unsigned(8), unsigned(8)
    taken = unsigned(2)  # bytes so far, at most `shortest`
    crc = unsigned(CRC_BITS)
    check = instance("u_crc16", crc16, dict(clk=clk, rst=rst, clear=ends, valid=take, data=octet, crc=crc))

    @always_comb
    def unescape():
        octet.next = s_data
        if escaped and (s_data == ESC_END):
            octet.next = END
        elif escaped and (s_data == ESC_ESC):
            octet.next = ESC

    @always_comb
    def sort():
        ends.next = s_valid and (s_data == END)
        take.next = s_valid and (s_data != END) and (s_data != ESC)
        unescaped_wrong.next = escaped and (s_data != ESC_END) and (s_data != ESC_ESC)

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if s_valid:
            escaped.next = s_data == ESC
            wrong_escape.next = not ends and (wrong_escape or unescaped_wrong)
        if ends:
            taken.next = 0
        elif take and (taken != shortest):
            taken.next = taken + 1

    # The last two bytes are the CRC: a byte is passed on when two more have come.
    @always_seq(clk.posedge, reset=rst)
    def pass_on():
        m_valid.next = take and (taken >= CRC_BYTES)
        if take:
            m_data.next = oldest
            oldest.next = newest
            newest.next = octet
        packet_end.next = ends and (taken != 0)
        packet_ok.next = ends and (taken == shortest) and (crc == 0) and not (escaped or wrong_escape)

    return check, unescape, sort, follow, pass_on
