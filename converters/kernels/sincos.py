"""Sine and cosine of a phase word, from an interpolated quarter wave."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Part, clocked, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.quarter_wave import ANGLE_BITS, quarter_wave
from llama2_rtl.converters.memory.rom import rom
from llama2_rtl.golden.tables import MEMORIES, SINE, SINE_FRACTION_BITS, SINE_MEM, SINE_SLOPE_BITS, SINE_VALUE_BITS

FIELD_BITS = SINE_VALUE_BITS + SINE_SLOPE_BITS
SINE_INDEX_BITS = (len(SINE) - 1).bit_length()
LATENCY = 4


def ports():
    return clocked(in_phase=In(Samples(value=unsigned(32))),
                   out=Out(Samples(sin=signed(ANGLE_BITS), cos=signed(ANGLE_BITS))))


@module(ports)
def sincos(clk, rst, in_phase, out):
    """Sine and cosine, 14 fraction bits, of a phase in 2^-32 turns: `golden.functions.sincos`. Latency 4 cycles,
    throughput 1: table, two of interpolation, quadrant."""
    entry_bits = MEMORIES[SINE_MEM][0]
    entry = unsigned(entry_bits)
    early = Samples(valid=in_phase.valid, quadrant=unsigned(2))
    fraction, sine, cosine = unsigned(SINE_FRACTION_BITS), signed(ANGLE_BITS), signed(ANGLE_BITS)

    table = instance("u_table", rom, dict(addr=Part(in_phase.value, 30, 30 - SINE_INDEX_BITS), data=entry),
                     width=entry_bits, depth=len(SINE), file=SINE_MEM)
    waves = [instance(f"u_{name}", quarter_wave, dict(
        value=Part(entry, low + SINE_VALUE_BITS, low),
        slope=Part(entry, low + FIELD_BITS, low + SINE_VALUE_BITS), fraction=fraction, y=wave))
        for name, low, wave in (("sine", 0, sine), ("cosine", FIELD_BITS, cosine))]
    late, beside = delay_line("u_label", early, 3)

    @always_comb
    def describe():
        early.quadrant.next = in_phase.value[32:30]

    @always_seq(clk.posedge, reset=rst)
    def fetch():
        fraction.next = in_phase.value[24:8]

    @always_seq(clk.posedge, reset=rst)
    def place_in_quadrant():
        out.valid.next = late.valid
        if late.quadrant == 0:
            out.sin.next = sine
            out.cos.next = cosine
        elif late.quadrant == 1:
            out.sin.next = cosine
            out.cos.next = -sine
        elif late.quadrant == 2:
            out.sin.next = -sine
            out.cos.next = -cosine
        else:
            out.sin.next = -cosine
            out.cos.next = sine

    return table, waves, beside, describe, fetch, place_in_quadrant
