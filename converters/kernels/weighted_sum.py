"""One registered addition of two terms of different weight."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, clocked, module, resize, signed

LATENCY = 1


def ports(low_bits, high_bits, weight, out_bits):
    return clocked(low=In(signed(low_bits), "the term of weight 1"),
                   high=In(signed(high_bits), f"the term of weight 2^{weight}"), y=Out(signed(out_bits), "the sum"))


@module(ports, suffix="{low_bits}_{high_bits}_{weight}_{out_bits}")
def weighted_sum(clk, rst, low, high, y, *, low_bits, high_bits, weight, out_bits):
    """y = low + high * 2^weight, which the caller knows to fit in `out_bits`. Latency 1 cycle, throughput 1.

    The lowest `weight` bits of `low` pass beside the adder.
    """
    top = out_bits - weight
    low_wide, low_top, high_top, total = signed(out_bits), signed(top), signed(top), signed(top)
    extend_low, extend_high = resize(low, low_wide), resize(high, high_top)

    @always_comb
    def add():
        low_top.next = low_wide[:weight].signed()
        total.next = low_top + high_top

    if weight:
        @always_seq(clk.posedge, reset=rst)
        def register():
            y.next = concat(total, low_wide[weight:]).signed()
    else:
        @always_seq(clk.posedge, reset=rst)
        def register():
            y.next = total

    return extend_low, extend_high, add, register
