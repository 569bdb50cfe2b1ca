"""Bytes from a serial line: 8 data bits, low bit first, no parity, one stop bit (8N1)."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.uart_wires import LineBytes

STOP_BIT = 9
"""The start bit is bit 0, the data are bits 1 to 8."""


def ports(cycles_per_bit):
    return clocked(rxd=In(bit(), "the line, which rests high"), m=Out(LineBytes(), "the bytes received"))


@module(ports)
def uart_receiver(clk, rst, rxd, m, *, cycles_per_bit):
    """`m_valid` pulses for a cycle with each byte, in the middle of its stop bit. A bit is the majority of three
    samples, an eighth of a bit apart around its middle. A start bit whose majority is high is a glitch; a byte whose
    stop bit is low is dropped, and the line must be high again before the next one. `rxd` may change at any time.
    """
    middle = cycles_per_bit // 2
    before, after, last_phase = middle - cycles_per_bit // 8, middle + cycles_per_bit // 8, cycles_per_bit - 1
    entering, low, receiving, broken, bit_low, decide = (bit() for _ in range(6))
    phase, votes, index = unsigned(clog2(cycles_per_bit)), unsigned(2), unsigned(4)

    # The line rests high: its inverse rests at a register's value after reset.
    @always_seq(clk.posedge, reset=rst)
    def synchronise():
        entering.next = not rxd
        low.next = entering

    @always_comb
    def judge():
        bit_low.next = (votes == 2) or ((votes == 1) and low)
        decide.next = receiving and (phase == after)

    @always_seq(clk.posedge, reset=rst)
    def sample():
        m.valid.next = decide and (index == STOP_BIT) and not bit_low
        if not receiving:
            phase.next = 1
            votes.next = 0
            index.next = 0
            receiving.next = low and not broken
            if not low:
                broken.next = 0
        else:
            if phase == last_phase:
                phase.next = 0
            else:
                phase.next = phase + 1
            if decide:
                votes.next = 0
                index.next = index + 1
            elif low and ((phase == before) or (phase == middle)):
                votes.next = votes + 1
            if decide and (index == 0):
                receiving.next = bit_low
            elif decide and (index == STOP_BIT):
                receiving.next = 0
                broken.next = bit_low
            elif decide:
                m.data.next = concat(not bit_low, m.data[8:1])

    return synchronise, judge, sample
