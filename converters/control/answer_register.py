"""The last register of the generated tokens, which keeps the rules of its stream when the machine behind it is
stopped."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, reset
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream


def ports(streams):
    return clocked(valid_rst=In(reset()), passing=In(bit(), "tokens pass on"),
                   s_axis=In(RevocableAxiStream(TDATA_BITS, streams=streams)),
                   m_axis=Out(AxiStream(TDATA_BITS, streams=streams)))


@module(ports)
def answer_register(clk, rst, valid_rst, passing, s_axis, m_axis, *, streams):
    """An output register with backpressure: passes tokens on while `passing`, one per cycle, a cycle later. One that it
    offers stays until it is taken, whatever becomes of `passing`; only a reset withdraws it, by `valid_rst`, which
    comes with `rst` and a cycle before."""
    take = bit()

    @always_comb
    def accept():
        s_axis.tready.next = passing and (not m_axis.tvalid or m_axis.tready)
        take.next = s_axis.tvalid and passing and (not m_axis.tvalid or m_axis.tready)

    @always_seq(clk.posedge, reset=valid_rst)
    def offer():
        if take:
            m_axis.tvalid.next = 1
        elif m_axis.tready:
            m_axis.tvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def hold():
        if take:
            m_axis.tdata.next = s_axis.tdata
            m_axis.tlast.next = s_axis.tlast

    hold_stream = ()
    if streams > 1:
        @always_seq(clk.posedge, reset=rst)
        def hold_stream():
            if take:
                m_axis.tid.next = s_axis.tid

    return accept, offer, hold, hold_stream
