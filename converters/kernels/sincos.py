"""Sine and cosine of a phase word, from an interpolated quarter wave."""

from myhdl import always_comb, always_seq, concat

from converters.hdl import Part, bit, clock, instance, module, reset, signed, unsigned
from converters.kernels.delay import delayed
from converters.kernels.quarter_wave import ANGLE_BITS, quarter_wave
from converters.memory.rom import rom
from golden.tables import MEMORIES, SINE, SINE_FRACTION_BITS, SINE_MEM, SINE_SLOPE_BITS, SINE_VALUE_BITS

FIELD_BITS = SINE_VALUE_BITS + SINE_SLOPE_BITS
INDEX_BITS = (len(SINE) - 1).bit_length()
LATENCY = 4


def ports():
    return dict(clk=clock(), rst=reset(), in_valid=bit(), phase=unsigned(32), out_valid=bit(),
                sin=signed(ANGLE_BITS), cos=signed(ANGLE_BITS))


@module(ports)
def sincos(clk, rst, in_valid, phase, out_valid, sin, cos):
    """Sine and cosine, 14 fraction bits, of a phase in 2^-32 turns: `golden.functions.sincos`. Latency 4 cycles,
    throughput 1: table, two of interpolation, quadrant."""
    entry_bits = MEMORIES[SINE_MEM][0]
    entry = unsigned(entry_bits)
    label, label_late = unsigned(3), unsigned(3)
    fraction = unsigned(SINE_FRACTION_BITS)
    sine, cosine = signed(ANGLE_BITS), signed(ANGLE_BITS)

    table = instance("u_table", rom, dict(clk=clk, addr=Part(phase, 30, 30 - INDEX_BITS), data=entry),
                     width=entry_bits, depth=len(SINE), file=SINE_MEM)
    waves = [instance(f"u_{name}", quarter_wave, dict(
        clk=clk, rst=rst, value=Part(entry, low + SINE_VALUE_BITS, low),
        slope=Part(entry, low + FIELD_BITS, low + SINE_VALUE_BITS), fraction=fraction, y=wave))
        for name, low, wave in (("sine", 0, sine), ("cosine", FIELD_BITS, cosine))]
    beside = delayed("u_label", clk, rst, label, label_late, 3)

    @always_comb
    def describe():
        label.next = concat(in_valid, phase[32:30])

    @always_seq(clk.posedge, reset=rst)
    def fetch():
        fraction.next = phase[24:8]

    @always_seq(clk.posedge, reset=rst)
    def place_in_quadrant():
        out_valid.next = label_late[2]
        if label_late[2:] == 0:
            sin.next = sine
            cos.next = cosine
        elif label_late[2:] == 1:
            sin.next = cosine
            cos.next = -sine
        elif label_late[2:] == 2:
            sin.next = -sine
            cos.next = -cosine
        else:
            sin.next = -cosine
            cos.next = sine

    return table, waves, beside, describe, fetch, place_in_quadrant
