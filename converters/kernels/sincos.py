"""Sine and cosine of a phase word, from an interpolated quarter wave."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Part, clocked, instance, module, signed, unsigned, wire
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.own_register import own_register
from llama2_rtl.converters.kernels.quarter_wave import ANGLE_BITS, quarter_wave
from llama2_rtl.converters.memory.rom import rom
from llama2_rtl.golden.tables import MEMORIES, SINE, SINE_FRACTION_BITS, SINE_MEM, SINE_SLOPE_BITS, SINE_VALUE_BITS

FIELD_BITS = SINE_VALUE_BITS + SINE_SLOPE_BITS
SINE_INDEX_BITS = (len(SINE) - 1).bit_length()
LATENCY = 5


def ports():
    return clocked(in_phase=In(Samples(value=unsigned(32))),
                   out=Out(Samples(sin=signed(ANGLE_BITS), cos=signed(ANGLE_BITS))))


@module(ports)
def sincos(clk, rst, in_phase, out):
    """Sine and cosine, 14 fraction bits, of a phase in 2^-32 turns: `golden.functions.sincos`. Latency 5 cycles,
    throughput 1: address, table, two of interpolation, quadrant. Sine and cosine read the table apart, each with an
    address register of its own: of one for both, the fan-out would be the critical path."""
    entry_bits = MEMORIES[SINE_MEM][0]
    early = Samples(valid=in_phase.valid, quadrant=unsigned(2))
    ahead, fraction, sine, cosine = (unsigned(SINE_FRACTION_BITS), unsigned(SINE_FRACTION_BITS), signed(ANGLE_BITS),
                                     signed(ANGLE_BITS))
    waves = []
    for name, low, wave in (("sine", 0, sine), ("cosine", FIELD_BITS, cosine)):
        address, entry = wire(unsigned(SINE_INDEX_BITS), f"{name}_address"), wire(unsigned(entry_bits), f"{name}_entry")
        waves += [
            instance(f"u_{name}_address", own_register, dict(
                d=Part(in_phase.value, 30, 30 - SINE_INDEX_BITS), q=address), width=SINE_INDEX_BITS),
            instance(f"u_{name}_table", rom, dict(addr=address, data=entry),
                     width=entry_bits, depth=len(SINE), file=SINE_MEM),
            instance(f"u_{name}", quarter_wave, dict(
                value=Part(entry, low + SINE_VALUE_BITS, low),
                slope=Part(entry, low + FIELD_BITS, low + SINE_VALUE_BITS), fraction=fraction, y=wave))]
    late, beside = delay_line("u_label", early, 4)

    @always_comb
    def describe():
        early.quadrant.next = in_phase.value[32:30]

    @always_seq(clk.posedge, reset=rst)
    def fetch():
        ahead.next = in_phase.value[24:8]
        fraction.next = ahead

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

    return waves, beside, describe, fetch, place_in_quadrant
