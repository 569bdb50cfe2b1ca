"""The last register of the generated tokens, which keeps the rules of its stream when the machine behind it is
stopped."""

from myhdl import always_comb, always_seq

from converters.control.token_loop import TDATA_BITS
from converters.hdl import bit, clock, module, reset, unsigned


def ports():
    return dict(clk=clock(), rst=reset(), valid_rst=reset(), passing=bit(), s_axis_tvalid=bit(), s_axis_tready=bit(),
                s_axis_tdata=unsigned(TDATA_BITS), s_axis_tlast=bit(), m_axis_tvalid=bit(), m_axis_tready=bit(),
                m_axis_tdata=unsigned(TDATA_BITS), m_axis_tlast=bit())


@module(ports)
def answer_register(clk, rst, valid_rst, passing, s_axis_tvalid, s_axis_tready, s_axis_tdata, s_axis_tlast,
                    m_axis_tvalid, m_axis_tready, m_axis_tdata, m_axis_tlast):
    """Passes tokens on while `passing`. One that it offers stays until it is taken, whatever becomes of `passing`; only
    a reset withdraws it, by `valid_rst`, which comes with `rst` and a cycle before."""
    take = bit()

    @always_comb
    def accept():
        s_axis_tready.next = passing and (not m_axis_tvalid or m_axis_tready)
        take.next = s_axis_tvalid and passing and (not m_axis_tvalid or m_axis_tready)

    @always_seq(clk.posedge, reset=valid_rst)
    def offer():
        if take:
            m_axis_tvalid.next = 1
        elif m_axis_tready:
            m_axis_tvalid.next = 0

    @always_seq(clk.posedge, reset=rst)
    def hold():
        if take:
            m_axis_tdata.next = s_axis_tdata
            m_axis_tlast.next = s_axis_tlast

    return accept, offer, hold
