"""The angles of one position: cosine and sine of every pair of a head."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, bit, clocked, clog2, instance, join, module, part, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import AngleRead, AngleStart, Samples
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.quarter_wave import ANGLE_BITS
from llama2_rtl.converters.kernels.sincos import sincos
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.memory.rom import rom
from llama2_rtl.golden.tables import ROPE_MEM

PHASE_BITS = 32


def ports(head_dim, pos_bits, vectors=1, at_once=1):
    return clocked(angles=In(AngleStart(pos_bits, vectors)),
                   read=In(AngleRead(clog2(head_dim // 2 // at_once), at_once * ANGLE_BITS, vectors)))


@module(ports)
def rope_table(clk, rst, angles, read, *, head_dim, pos_bits, vectors=1, at_once=1):
    """After `start`, computes phase = position * increment modulo one turn for each of head_dim / 2 pairs, one per
    cycle, and keeps its cosine and sine (14 fraction bits) in a RAM; `ready` is high from the last one on.
    `cos` and `sin` follow `pair` by one cycle. Of several vectors it keeps the angles of each. Where the angles of
    several pairs are read `at_once`, a power of two that divides head_dim / 2, they are side by side, the first lowest,
    and `pair` counts such groups.
    """
    pairs = head_dim // 2
    pair_bits, last_pair = clog2(pairs), pairs - 1
    factor_bits, increment_bits = pos_bits + 1, PHASE_BITS + 1

    asked, asking, fetched = unsigned(pair_bits), bit(), bit()
    increment, phase = unsigned(PHASE_BITS), Samples(value=unsigned(PHASE_BITS))
    a, b, product = signed(increment_bits), signed(factor_bits), signed(increment_bits + factor_bits)

    increments = instance("u_increments", rom, dict(addr=asked, data=increment),
                          width=PHASE_BITS, depth=pairs, file=ROPE_MEM)
    multiplier = instance("u_multiply", multiply, dict(a=a, b=b, y=product), a_bits=increment_bits, b_bits=factor_bits)
    (multiplied,), to_phase = delay_line("u_to_phase", (fetched,),
                                         multiply_latency(increment_bits, factor_bits))

    @always_comb
    def factors():
        a.next = concat(intbv(0)[1:], increment).signed()
        b.next = concat(intbv(0)[1:], angles.position).signed()

    @always_comb
    def modulo_one_turn():
        phase.value.next = product[PHASE_BITS:]
        phase.valid.next = multiplied

    new = Samples(sin=signed(ANGLE_BITS), cos=signed(ANGLE_BITS))
    waves = instance("u_sincos", sincos, dict(in_phase=phase, out=new))

    stored, entry, kept = unsigned(pair_bits), unsigned(2 * ANGLE_BITS), unsigned(at_once * 2 * ANGLE_BITS)
    write_place, read_place, depth, places = stored, read.pair, pairs, ()
    written, whole_entry = new.valid, entry
    if vectors > 1:
        place_bits = pair_bits + clog2(vectors)
        write_place, read_place, depth = unsigned(place_bits), unsigned(place_bits), 1 << place_bits

        @always_comb
        def places():
            write_place.next = concat(angles.vector, stored)
            read_place.next = concat(read.vector, read.pair)

    if at_once > 1:
        group_bits, depth = at_once.bit_length() - 1, pairs // at_once
        written, write_place, whole_entry = bit(), unsigned(clog2(depth)), unsigned(len(kept))
        earlier, entry_bits, last_in_group = unsigned(len(kept) - 2 * ANGLE_BITS), 2 * ANGLE_BITS, at_once - 1

        @always_comb
        def places():
            written.next = new.valid and (stored[group_bits:] == last_in_group)
            write_place.next = stored[pair_bits:group_bits]
            whole_entry.next = concat(entry, earlier)

        @always_seq(clk.posedge, reset=rst)
        def collect():
            if new.valid:
                earlier.next = whole_entry[:entry_bits]

        places = places, collect

    table = instance("u_angles", ram, dict(we=written, waddr=write_place, wdata=whole_entry, raddr=read_place,
                                           rdata=kept), width=len(kept), depth=depth)

    if at_once == 1:
        @always_comb
        def split():
            entry.next = concat(new.cos, new.sin)
            read.cos.next = kept[:ANGLE_BITS].signed()
            read.sin.next = kept[ANGLE_BITS:].signed()
    else:
        @always_comb
        def pack():
            entry.next = concat(new.cos, new.sin)

        split = pack, [join(part(kept, 2 * i + field, ANGLE_BITS), part(wave, i, ANGLE_BITS))
                       for i in range(at_once) for field, wave in enumerate((read.sin, read.cos))]

    @always_seq(clk.posedge, reset=rst)
    def fill():
        fetched.next = asking
        if angles.start:
            angles.ready.next = 0
            asking.next = 1
            asked.next = 0
            stored.next = 0
        else:
            if asking:
                asked.next = asked + 1
                if asked == last_pair:
                    asking.next = 0
                    asked.next = 0
            if new.valid:
                stored.next = stored + 1
                if stored == last_pair:
                    angles.ready.next = 1
                    stored.next = 0

    return increments, multiplier, to_phase, factors, modulo_one_turn, waves, places, table, split, fill
