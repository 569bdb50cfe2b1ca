"""The angles of one position: cosine and sine of every pair of a head."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.hdl import bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.kernels.delay import delayed
from converters.kernels.multiply import multiply, multiply_latency
from converters.kernels.sincos import sincos
from converters.memory.ram import ram
from converters.memory.rom import rom
from golden.tables import ROPE_MEM

PHASE_BITS = 32
ANGLE_BITS = 16


def ports(head_dim, pos_bits):
    return dict(clk=clock(), rst=reset(), start=bit(), position=unsigned(pos_bits), ready=bit(),
                pair=unsigned(clog2(head_dim // 2)), cos=signed(ANGLE_BITS), sin=signed(ANGLE_BITS))


@module(ports)
def rope_table(clk, rst, start, position, ready, pair, cos, sin, *, head_dim, pos_bits):
    """After `start`, computes phase = position * increment modulo one turn for each of head_dim / 2 pairs, one per
    cycle, and keeps its cosine and sine (14 fraction bits) in a RAM; `ready` is high from the last one on.
    `cos` and `sin` follow `pair` by one cycle. `position` must stay until `ready`.
    """
    pairs = head_dim // 2
    pair_bits, last_pair = clog2(pairs), pairs - 1
    factor_bits, increment_bits = pos_bits + 1, PHASE_BITS + 1

    asked, asking, fetched = unsigned(pair_bits), bit(), bit()
    increment, phase = unsigned(PHASE_BITS), unsigned(PHASE_BITS)
    a, b = signed(increment_bits), signed(factor_bits)
    product = signed(increment_bits + factor_bits)
    flag, phase_flag = unsigned(1), unsigned(1)
    phase_valid, angle_valid = bit(), bit()

    increments = instance("u_increments", rom, dict(clk=clk, addr=asked, data=increment),
                          width=PHASE_BITS, depth=pairs, file=ROPE_MEM)
    multiplier = instance("u_multiply", multiply, dict(clk=clk, rst=rst, a=a, b=b, y=product),
                          a_bits=increment_bits, b_bits=factor_bits)
    to_phase = delayed("u_to_phase", clk, rst, flag, phase_flag, multiply_latency(increment_bits, factor_bits))

    @always_comb
    def factors():
        a.next = concat(intbv(0)[1:], increment).signed()
        b.next = concat(intbv(0)[1:], position).signed()
        flag.next[0] = fetched

    # A register: the table of sines hangs on it.
    @always_seq(clk.posedge, reset=rst)
    def modulo_one_turn():
        phase.next = product[PHASE_BITS:]
        phase_valid.next = phase_flag[0]

    new_sin, new_cos = signed(ANGLE_BITS), signed(ANGLE_BITS)
    waves = instance("u_sincos", sincos, dict(
        clk=clk, rst=rst, in_valid=phase_valid, phase=phase, out_valid=angle_valid, sin=new_sin, cos=new_cos))

    stored = unsigned(pair_bits)
    entry, angles = unsigned(2 * ANGLE_BITS), unsigned(2 * ANGLE_BITS)
    table = instance("u_angles", ram, dict(clk=clk, we=angle_valid, waddr=stored, wdata=entry, raddr=pair,
                                           rdata=angles), width=2 * ANGLE_BITS, depth=pairs)

    @always_comb
    def split():
        entry.next = concat(new_cos, new_sin)
        cos.next = angles[:ANGLE_BITS].signed()
        sin.next = angles[ANGLE_BITS:].signed()

    @always_seq(clk.posedge, reset=rst)
    def fill():
        fetched.next = asking
        if start:
            ready.next = 0
            asking.next = 1
            asked.next = 0
            stored.next = 0
        else:
            if asking:
                asked.next = asked + 1
                if asked == last_pair:
                    asking.next = 0
                    asked.next = 0
            if angle_valid:
                stored.next = stored + 1
                if stored == last_pair:
                    ready.next = 1
                    stored.next = 0

    return increments, multiplier, to_phase, factors, modulo_one_turn, waves, table, split, fill
