"""Packets as the bytes of a line: CRC appended, framed by END, escaped in between."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, instance, module, named, reset, unsigned
from converters.uart.crc16 import crc16
from converters.uart.protocol import CRC_BITS, END, ESC, ESC_END, ESC_ESC

OPEN, BODY, CRC_HIGH, CRC_LOW, CLOSE = named("OPEN BODY CRC_HIGH CRC_LOW CLOSE")


def ports():
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(8), s_last=bit(),
                m_valid=bit(), m_ready=bit(), m_data=unsigned(8))


@module(ports)
def packet_transmitter(clk, rst, s_valid, s_ready, s_data, s_last, m_valid, m_ready, m_data):
    """The bytes up to the one with `s_last` leave as one packet. A byte leaves at best every other cycle."""
    state = unsigned(3)
    plain = unsigned(8)
    present, is_edge, is_special, send, sent_whole, escaped, summed = (bit() for _ in range(7))
    crc = unsigned(CRC_BITS)
    check = instance("u_crc16", crc16, dict(
        clk=clk, rst=rst, clear=is_edge, valid=summed, data=s_data, crc=crc))

    @always_comb
    def choose():
        if state == CRC_HIGH:
            plain.next = crc[16:8]
        elif state == CRC_LOW:
            plain.next = crc[8:]
        else:
            plain.next = s_data
        is_edge.next = (state == OPEN) or (state == CLOSE)
        present.next = s_valid or (state > BODY)

    @always_comb
    def judge():
        is_special.next = not is_edge and ((plain == END) or (plain == ESC))
        send.next = present and not m_valid

    @always_comb
    def judge_whole():
        sent_whole.next = send and (escaped or not is_special)

    @always_comb
    def take():
        s_ready.next = sent_whole and (state == BODY)
        summed.next = s_valid and sent_whole and (state == BODY)

    @always_seq(clk.posedge, reset=rst)
    def write():
        if send:
            m_valid.next = 1
            escaped.next = is_special and not escaped
            if is_edge:
                m_data.next = END
            elif is_special and not escaped:
                m_data.next = ESC
            elif is_special and (plain == END):
                m_data.next = ESC_END
            elif is_special:
                m_data.next = ESC_ESC
            else:
                m_data.next = plain
        elif m_ready:
            m_valid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if sent_whole:
            if state == CLOSE:
                state.next = OPEN
            elif (state != BODY) or s_last:
                state.next = state + 1

    return check, choose, judge, judge_whole, take, write, walk
