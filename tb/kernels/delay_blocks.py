"""Blocks around delay lines of bundles and of several signals."""

from myhdl import always_comb

from llama2_rtl.converters.hdl import In, Out, bit, clock, module, reset, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.delay import delay_line


def ports(cycles):
    return dict(clk=In(clock()), rst=In(reset()), in_=In(Samples(x=signed(9), tag=unsigned(7))),
                number=In(unsigned(3)), out=Out(Samples(y=signed(9), label=unsigned(7), count=unsigned(3))))


@module(ports, suffix="{cycles}")
def delayed_samples(clk, rst, in_, number, out, *, cycles):
    """`out` is `in_`, with `number`, of `cycles` cycles ago."""
    late, samples = delay_line("u_samples", in_, cycles)
    (late_number,), numbers = delay_line("u_number", (number,), cycles)

    @always_comb
    def leave():
        out.valid.next = late.valid
        out.y.next = late.x
        out.label.next = late.tag
        out.count.next = late_number

    return samples, numbers, leave


def stream_ports():
    return dict(clk=In(clock()), rst=In(reset()), s=In(Stream(8)), last=Out(bit()))


@module(stream_ports)
def delayed_stream(clk, rst, s, last):
    """Refused: nothing delays what the sink of a stream drives."""
    return delay_line("u_late", s, 2)
