"""A FIFO of words in a RAM."""

from llama2_rtl.converters.hdl import instance, module
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.memory import register_slice as slicing
from llama2_rtl.converters.memory import word_queue as queueing

LATENCY = queueing.LATENCY + slicing.LATENCY
"""Cycles from a word's arrival in the empty FIFO to its offer."""


@module(queueing.ports, suffix="{width}x{depth}")
def fifo(clk, rst, s, m, *, width, depth):
    """Words leave in the order in which they came, one per cycle; `s_ready`, a register, while the RAM has room.
    `depth`, a power of two, counts the words in the queue; two more wait in the registers at the end."""
    word = Stream(width)
    queue = instance("u_queue", queueing.word_queue, dict(s=s, m=word), width=width, depth=depth)
    end = instance("u_register_slice", slicing.register_slice, dict(s=word, m=m), width=width)
    return queue, end
