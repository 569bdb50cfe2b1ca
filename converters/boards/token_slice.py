"""A skid buffer in a stream of tokens."""

from myhdl import always_comb, concat

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, clocked, instance, module
from llama2_rtl.converters.interfaces.stream import AxiStream, Stream
from llama2_rtl.converters.memory.register_slice import register_slice


def ports():
    return clocked(s_axis=In(AxiStream(TDATA_BITS)), m_axis=Out(AxiStream(TDATA_BITS)))


@module(ports)
def token_slice(clk, rst, s_axis, m_axis):
    """Passes tokens on with their `tlast`, so that source and sink may lie far apart: no path leads through it. Latency
    1 cycle, throughput 1. A reset drops what waits in it."""
    entry = Stream(TDATA_BITS + 1).with_wires(valid=s_axis.tvalid, ready=s_axis.tready)
    exit_word = Stream(TDATA_BITS + 1).with_wires(valid=m_axis.tvalid, ready=m_axis.tready)
    slice_of_both = instance("u_register_slice", register_slice, dict(s=entry, m=exit_word), width=TDATA_BITS + 1)

    @always_comb
    def pack():
        entry.data.next = concat(s_axis.tlast, s_axis.tdata)

    @always_comb
    def unpack():
        m_axis.tdata.next = exit_word.data[TDATA_BITS:]
        m_axis.tlast.next = exit_word.data[TDATA_BITS]

    return slice_of_both, pack, unpack
