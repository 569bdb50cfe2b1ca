"""The KV cache on chip: keys, values and the shifts of both."""

from myhdl import always_seq

from converters.attention.formats import SHIFT_BITS, shift_addr_bits, word_addr_bits
from converters.control.reset_copy import own_reset
from converters.hdl import bit, clock, instance, module, reset, unsigned
from converters.memory import cut
from converters.memory.deep_ram import deep_ram

LATENCY = cut.LATENCY + 1
"""Cycles from an address to the words and shifts."""


def ports(geometry):
    g, n = geometry, geometry.numerics
    word_bits, shift_bits = word_addr_bits(g), shift_addr_bits(g)
    return dict(clk=clock(), rst=reset(),
                k_we=bit(), v_we=bit(), waddr=unsigned(word_bits),
                k_wdata=unsigned(g.kv_width * n.k_bits), v_wdata=unsigned(g.kv_width * n.v_bits),
                k_shift_we=bit(), v_shift_we=bit(), shift_waddr=unsigned(shift_bits),
                shift_wdata=unsigned(g.kv_per_word * SHIFT_BITS),
                addr=unsigned(word_bits), shift_addr=unsigned(shift_bits),
                keys=unsigned(g.kv_width * n.k_bits), values=unsigned(g.kv_width * n.v_bits),
                key_shifts=unsigned(g.kv_per_word * SHIFT_BITS),
                value_shifts=unsigned(g.kv_per_word * SHIFT_BITS))


@module(ports)
def kv_cache(clk, rst, k_we, v_we, waddr, k_wdata, v_wdata, k_shift_we, v_shift_we, shift_waddr, shift_wdata,
             addr, shift_addr, keys, values, key_shifts, value_shifts, *, geometry):
    """Words of `kv_width` mantissas at ((layer * kv_words + word) * context + position) * chunks + chunk,
    and the shifts of a word's `kv_per_word` heads at (layer * kv_words + word) * context + position.

    `keys`, `values` and the shifts follow `addr` and `shift_addr` by LATENCY cycles. What is written in one cycle
    can be addressed in the next.
    """
    g, n = geometry, geometry.numerics
    words = g.model.n_layers * g.kv_words * g.context
    k_width, v_width, shift_width = g.kv_width * n.k_bits, g.kv_width * n.v_bits, g.kv_per_word * SHIFT_BITS
    k_word, v_word = unsigned(k_width), unsigned(v_width)
    k_shifts, v_shifts = unsigned(shift_width), unsigned(shift_width)

    own_rst, resetting = own_reset("u_reset", clk, rst)
    k_ram = instance("u_k_ram", deep_ram, dict(
        clk=clk, we=k_we, waddr=waddr, wdata=k_wdata, raddr=addr, rdata=k_word),
        width=k_width, depth=words * g.chunks)
    v_ram = instance("u_v_ram", deep_ram, dict(
        clk=clk, we=v_we, waddr=waddr, wdata=v_wdata, raddr=addr, rdata=v_word),
        width=v_width, depth=words * g.chunks)
    k_shift_ram = instance("u_k_shift_ram", deep_ram, dict(
        clk=clk, we=k_shift_we, waddr=shift_waddr, wdata=shift_wdata, raddr=shift_addr, rdata=k_shifts),
        width=shift_width, depth=words)
    v_shift_ram = instance("u_v_shift_ram", deep_ram, dict(
        clk=clk, we=v_shift_we, waddr=shift_waddr, wdata=shift_wdata, raddr=shift_addr, rdata=v_shifts),
        width=shift_width, depth=words)

    @always_seq(clk.posedge, reset=own_rst)
    def output_register():
        keys.next = k_word
        values.next = v_word
        key_shifts.next = k_shifts
        value_shifts.next = v_shifts

    return resetting, k_ram, v_ram, k_shift_ram, v_shift_ram, output_register
