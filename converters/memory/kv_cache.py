"""The KV cache on chip: keys, values and the shifts of both."""

from myhdl import always_seq

from llama2_rtl.converters.attention.formats import SHIFT_BITS
from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, clocked, instance, module, unsigned
from llama2_rtl.converters.interfaces.kv import KvWrite
from llama2_rtl.converters.interfaces.memory_wires import KvCacheRead
from llama2_rtl.converters.memory import cut
from llama2_rtl.converters.memory.deep_ram import deep_ram

LATENCY = cut.LATENCY + 1
"""Cycles from an address to the words and shifts."""


def ports(geometry):
    return clocked(write=In(KvWrite(geometry, whose=False)), read=In(KvCacheRead(geometry)))


@module(ports)
def kv_cache(clk, rst, write, read, *, geometry):
    """Words of `kv_width` mantissas at ((layer * kv_words + word) * places + place) * chunks + chunk,
    and the shifts of a word's `kv_per_word` heads at (layer * kv_words + word) * places + place. The places are the
    positions of the first text's context, then those of the next one's.

    `keys`, `values` and the shifts follow `addr` and `shift_addr` by LATENCY cycles. What is written in one cycle
    can be addressed in the next.
    """
    g, n = geometry, geometry.numerics
    words = g.model.n_layers * g.kv_words * g.places
    k_width, v_width, shift_width = g.kv_width * n.k_bits, g.kv_width * n.v_bits, g.kv_per_word * SHIFT_BITS
    k_word, v_word = unsigned(k_width), unsigned(v_width)
    k_shifts, v_shifts = unsigned(shift_width), unsigned(shift_width)

    own_rst, resetting = own_reset("u_reset")
    word_rams = [instance(label, deep_ram, dict(we=we, waddr=write.waddr, wdata=wdata, raddr=read.addr, rdata=word),
                          width=width, depth=words * g.chunks) for label, we, wdata, word, width in (
            ("u_k_ram", write.k_we, write.k_wdata, k_word, k_width),
            ("u_v_ram", write.v_we, write.v_wdata, v_word, v_width))]
    shift_rams = [instance(label, deep_ram, dict(
        we=we, waddr=write.shift_waddr, wdata=write.shift_wdata, raddr=read.shift_addr, rdata=shifts),
        width=shift_width, depth=words) for label, we, shifts in (
            ("u_k_shift_ram", write.k_shift_we, k_shifts), ("u_v_shift_ram", write.v_shift_we, v_shifts))]

    @always_seq(clk.posedge, reset=own_rst)
    def output_register():
        read.keys.next = k_word
        read.values.next = v_word
        read.key_shifts.next = k_shifts
        read.value_shifts.next = v_shifts

    return resetting, word_rams, shift_rams, output_register
