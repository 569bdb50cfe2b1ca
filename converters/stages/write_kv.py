"""Stage 2: the new keys and values, word by word into the KV cache, each written once."""

from myhdl import always_comb, always_seq, concat

from converters.attention.formats import SHIFT_BITS
from converters.control.reset_copy import own_reset
from converters.hdl import Const, In, Out, bit, clock, clog2, instance, module, part, reset, unsigned
from converters.interfaces.control import Handover
from converters.interfaces.kv import KvWrite
from converters.interfaces.stages_wires import KeyValueElements, WordElementWrite
from converters.stages.kv_write_address import kv_write_address
from converters.stages.word_element import word_element


def ports(geometry):
    return dict(clk=In(clock()), rst=In(reset()), handover=In(Handover()),
                layer_first=In(bit(), "with start: the token's first layer"),
                position=In(unsigned(geometry.position_bits), "the token's position"),
                in_=In(KeyValueElements(geometry.model)), write=Out(KvWrite(geometry)))


@module(ports)
def write_kv(clk, rst, handover, layer_first, position, in_, write, *, geometry):
    """A layer begins with `start`, a token's first with `layer_first` as well. From two cycles later on come all heads
    of keys, then of values.

    A word is written one cycle after its last element, its shifts with its last chunk; elements without a mantissa are
    zero. `done` pulses with the layer's last write. `position` must hold still until then.
    """
    own_rst, resetting = own_reset("u_reset", clk, rst)
    g, n = geometry, geometry.numerics
    element = WordElementWrite(clog2(g.kv_width)).with_wires(we=in_.valid, mantissa=in_.mantissa)
    word_end, heads_end, word_written, started, first_started = (bit() for _ in range(5))
    last_slot, last_place, lane_bits = g.kv_per_word - 1, g.columns - 1, clog2(g.columns)
    shift_bits = g.kv_per_word * SHIFT_BITS

    # Heads side by side in a word, one head in one word, in several words, in a word per element.
    if g.kv_per_word > 1:
        slot = unsigned(clog2(g.kv_per_word))

        @always_comb
        def find_place():
            element.place.next = concat(slot, in_.index)
            word_end.next = in_.valid and in_.last and (slot == last_slot)
            heads_end.next = in_.valid and in_.last and (slot == last_slot)

        @always_seq(clk.posedge, reset=own_rst)
        def keep():
            if in_.valid and in_.last:
                write.shift_wdata.next = concat(in_.shift, write.shift_wdata[shift_bits:SHIFT_BITS])
                if slot == last_slot:
                    slot.next = 0
                else:
                    slot.next = slot + 1
    else:
        if g.chunks == 1:
            @always_comb
            def find_place():
                element.place.next = in_.index
                word_end.next = in_.valid and in_.last
                heads_end.next = in_.valid and in_.last
        elif g.columns > 1:
            @always_comb
            def find_place():
                element.place.next = in_.index[lane_bits:]
                word_end.next = in_.valid and (in_.last or (in_.index[lane_bits:] == last_place))
                heads_end.next = in_.valid and in_.last
        else:
            @always_comb
            def find_place():
                element.place.next = in_.index[1:] & 0
                word_end.next = in_.valid
                heads_end.next = in_.valid and in_.last

        @always_seq(clk.posedge, reset=own_rst)
        def keep():
            if in_.valid and in_.last:
                write.shift_wdata.next = in_.shift

    elements = [instance(f"u_element_{i}", word_element, dict(
        clk=clk, rst=own_rst, number=Const(i, clog2(g.kv_width)), write=element,
        key=part(write.k_wdata, i, n.k_bits), value=part(write.v_wdata, i, n.v_bits)),
        elements=g.kv_width, k_bits=n.k_bits, v_bits=n.v_bits) for i in range(g.kv_width)]

    @always_seq(clk.posedge, reset=own_rst)
    def pulse():
        started.next = handover.start
        first_started.next = layer_first
        write.k_we.next = word_end and not in_.is_v
        write.v_we.next = word_end and in_.is_v
        write.k_shift_we.next = heads_end and not in_.is_v
        write.v_shift_we.next = heads_end and in_.is_v

    @always_comb
    def count():
        word_written.next = write.k_we or write.v_we

    address = instance("u_address", kv_write_address, dict(
        clk=clk, rst=own_rst, start=started, layer_first=first_started, position=position, word_written=word_written,
        k_written=write.k_shift_we, v_written=write.v_shift_we, waddr=write.waddr, shift_waddr=write.shift_waddr,
        layer_end=handover.done), geometry=geometry)

    return resetting, find_place, keep, elements, pulse, count, address
