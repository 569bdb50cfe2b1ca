"""Packets as the bytes of a line: CRC appended, framed by END, escaped in between."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, named, state_register, unsigned
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.interfaces.uart_wires import LineBytes
from llama2_rtl.converters.uart.crc16 import crc16
from llama2_rtl.converters.uart.protocol import CRC_BITS, END, ESC, ESC_END, ESC_ESC

OPEN, BODY, CRC_HIGH, CRC_LOW, CLOSE = named("OPEN BODY CRC_HIGH CRC_LOW CLOSE")


def ports():
    return clocked(s=In(Stream(8, packets=True), "the packets' kinds and words"), m=Out(Stream(8), "the line's bytes"))


@module(ports)
def packet_transmitter(clk, rst, s, m):
    """The bytes up to the one with `s_last` leave as one packet. A byte leaves at best every other cycle; the END in
    front is offered a cycle after the packet's first byte."""
    state = state_register(OPEN)
    plain = unsigned(8)
    present, is_edge, is_special, send, sent_whole, escaped = (bit() for _ in range(6))
    crc, summed = unsigned(CRC_BITS), LineBytes().with_wires(data=s.data)
    check = instance("u_crc16", crc16, dict(clear=is_edge, octet=summed, crc=crc))

    @always_comb
    def choose():
        if state == CRC_HIGH:
            plain.next = crc[16:8]
        elif state == CRC_LOW:
            plain.next = crc[8:]
        else:
            plain.next = s.data
        is_edge.next = (state == OPEN) or (state == CLOSE)
        present.next = s.valid or (state > BODY)

    @always_comb
    def judge():
        is_special.next = not is_edge and ((plain == END) or (plain == ESC))
        send.next = present and not m.valid

    @always_comb
    def judge_whole():
        sent_whole.next = send and (escaped or not is_special)

    @always_comb
    def take():
        s.ready.next = sent_whole and (state == BODY)
        summed.valid.next = s.valid and sent_whole and (state == BODY)

    @always_seq(clk.posedge, reset=rst)
    def write():
        if send:
            m.valid.next = 1
            escaped.next = is_special and not escaped
            if is_edge:
                m.data.next = END
            elif is_special and not escaped:
                m.data.next = ESC
            elif is_special and (plain == END):
                m.data.next = ESC_END
            elif is_special:
                m.data.next = ESC_ESC
            else:
                m.data.next = plain
        elif m.ready:
            m.valid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if sent_whole:
            if state == CLOSE:
                state.next = OPEN
            elif (state != BODY) or s.last:
                state.next = state + 1

    return check, choose, judge, judge_whole, take, write, walk
