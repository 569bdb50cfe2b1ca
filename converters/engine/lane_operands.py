"""What a lane multiplies: of a matrix or of attention."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, signed, widen
from llama2_rtl.converters.interfaces.engine_wires import LaneBeat
from llama2_rtl.converters.multipliers import OPERAND_BITS


def factor_bits(weight_bits):
    """Bits of `a`."""
    return max(weight_bits, OPERAND_BITS)


def ports(weight_bits, act_bits):
    return clocked(weight=In(signed(weight_bits), "a weight, or two"), beat=In(LaneBeat(act_bits)),
                   a=Out(signed(factor_bits(weight_bits)), "a factor"), b=Out(signed(OPERAND_BITS), "the other factor"))


@module(ports, suffix="{weight_bits}")
def lane_operands(clk, rst, weight, beat, a, b, *, weight_bits, act_bits):
    """`a` and `b` are `weight` and the activation, or key_or_value and query_or_probability in an `attention` beat.
    Latency 1 cycle."""
    attended, weight_wide, act_wide = signed(len(a)), signed(len(a)), signed(OPERAND_BITS)
    extensions = widen(beat.key_or_value, attended), widen(weight, weight_wide), widen(beat.act, act_wide)

    @always_seq(clk.posedge, reset=rst)
    def choose():
        if beat.attention:
            a.next = attended
            b.next = beat.query_or_probability
        else:
            a.next = weight_wide
            b.next = act_wide

    return extensions, choose
