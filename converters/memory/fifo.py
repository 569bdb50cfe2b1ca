"""A FIFO of words in a RAM."""

from converters.hdl import bit, instance, module, unsigned
from converters.memory import register_slice as slicing
from converters.memory import word_queue as queueing

LATENCY = queueing.LATENCY + slicing.LATENCY
"""Cycles from a word's arrival in the empty FIFO to its offer."""


@module(queueing.ports, suffix="{width}x{depth}")
def fifo(clk, rst, s_valid, s_ready, s_data, m_valid, m_ready, m_data, *, width, depth):
    """Words leave in the order in which they came, one per cycle; `s_ready`, a register, while the RAM has room.
    `depth`, a power of two, counts the words in the queue; two more wait in the registers at the end."""
    word_valid, word_ready, word = bit(), bit(), unsigned(width)
    queue = instance("u_queue", queueing.word_queue, dict(
        clk=clk, rst=rst, s_valid=s_valid, s_ready=s_ready, s_data=s_data, m_valid=word_valid, m_ready=word_ready,
        m_data=word), width=width, depth=depth)
    end = instance("u_register_slice", slicing.register_slice, dict(
        clk=clk, rst=rst, s_valid=word_valid, s_ready=word_ready, s_data=word, m_valid=m_valid, m_ready=m_ready,
        m_data=m_data), width=width)
    return queue, end
