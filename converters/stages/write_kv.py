"""Stage 2: the new keys and values, word by word into the KV cache, each written once."""

from myhdl import always_comb, always_seq, concat

from converters.attention.formats import MANTISSA_BITS, SHIFT_BITS, shift_addr_bits, word_addr_bits
from converters.control.reset_copy import own_reset
from converters.hdl import Const, bit, clock, clog2, instance, module, part, reset, signed, unsigned
from converters.stages.kv_write_address import kv_write_address
from converters.stages.word_element import word_element


def ports(geometry):
    g, n = geometry, geometry.numerics
    return dict(clk=clock(), rst=reset(), start=bit(), layer_first=bit(), position=unsigned(g.position_bits),
                done=bit(),
                in_valid=bit(), in_is_v=bit(), in_index=unsigned(clog2(g.model.head_dim)), in_last=bit(),
                mantissa=signed(MANTISSA_BITS), shift=unsigned(SHIFT_BITS),
                k_we=bit(), v_we=bit(), waddr=unsigned(word_addr_bits(g)),
                k_wdata=unsigned(g.kv_width * n.k_bits), v_wdata=unsigned(g.kv_width * n.v_bits),
                k_shift_we=bit(), v_shift_we=bit(), shift_waddr=unsigned(shift_addr_bits(g)),
                shift_wdata=unsigned(g.kv_per_word * SHIFT_BITS))


@module(ports)
def write_kv(clk, rst, start, layer_first, position, done, in_valid, in_is_v, in_index, in_last, mantissa,
             shift, k_we, v_we, waddr, k_wdata, v_wdata, k_shift_we, v_shift_we, shift_waddr, shift_wdata, *,
             geometry):
    """A layer begins with `start`, a token's first with `layer_first` as well. From two cycles later on
    come all key heads, then (`in_is_v`) all value heads in ascending order, element by element, at most one per cycle,
    with the `shift` of their head.

    A word is written by a pulse of `k_we` or `v_we` one cycle after its last element, its shifts by one of
    `k_shift_we` or `v_shift_we` with its last chunk; elements without a mantissa are zero. `done` pulses
    with the layer's last write.
    """
    own_rst, resetting = own_reset("u_reset", clk, rst)
    g, n = geometry, geometry.numerics
    place = unsigned(clog2(g.kv_width))
    word_end, heads_end, word_written, started, first_started = (bit() for _ in range(5))
    last_slot, last_place, lane_bits = g.kv_per_word - 1, g.lanes - 1, clog2(g.lanes)
    shift_bits = g.kv_per_word * SHIFT_BITS

    # Heads side by side in a word, one head in one word, in several words, in a word per element.
    if g.kv_per_word > 1:
        slot = unsigned(clog2(g.kv_per_word))

        @always_comb
        def find_place():
            place.next = concat(slot, in_index)
            word_end.next = in_valid and in_last and (slot == last_slot)
            heads_end.next = in_valid and in_last and (slot == last_slot)

        @always_seq(clk.posedge, reset=own_rst)
        def keep():
            if in_valid and in_last:
                shift_wdata.next = concat(shift, shift_wdata[shift_bits:SHIFT_BITS])
                if slot == last_slot:
                    slot.next = 0
                else:
                    slot.next = slot + 1
    else:
        if g.chunks == 1:
            @always_comb
            def find_place():
                place.next = in_index
                word_end.next = in_valid and in_last
                heads_end.next = in_valid and in_last
        elif g.lanes > 1:
            @always_comb
            def find_place():
                place.next = in_index[lane_bits:]
                word_end.next = in_valid and (in_last or (in_index[lane_bits:] == last_place))
                heads_end.next = in_valid and in_last
        else:
            @always_comb
            def find_place():
                place.next = in_index[1:] & 0
                word_end.next = in_valid
                heads_end.next = in_valid and in_last

        @always_seq(clk.posedge, reset=own_rst)
        def keep():
            if in_valid and in_last:
                shift_wdata.next = shift

    elements = [instance(f"u_element_{i}", word_element, dict(
        clk=clk, rst=own_rst, number=Const(i, clog2(g.kv_width)), we=in_valid, place=place, mantissa=mantissa,
        key=part(k_wdata, i, n.k_bits), value=part(v_wdata, i, n.v_bits)),
        elements=g.kv_width, k_bits=n.k_bits, v_bits=n.v_bits) for i in range(g.kv_width)]

    @always_seq(clk.posedge, reset=own_rst)
    def write():
        started.next = start
        first_started.next = layer_first
        k_we.next = word_end and not in_is_v
        v_we.next = word_end and in_is_v
        k_shift_we.next = heads_end and not in_is_v
        v_shift_we.next = heads_end and in_is_v

    @always_comb
    def count():
        word_written.next = k_we or v_we

    address = instance("u_address", kv_write_address, dict(
        clk=clk, rst=own_rst, start=started, layer_first=first_started, position=position, word_written=word_written,
        k_written=k_shift_we, v_written=v_shift_we, waddr=waddr, shift_waddr=shift_waddr, layer_end=done),
        geometry=geometry)

    return resetting, find_place, keep, elements, write, count, address
