"""A register slice on a stream of tokens."""

from myhdl import always_comb, concat

from converters.control.token_loop import TDATA_BITS
from converters.hdl import bit, clock, instance, module, reset, unsigned
from converters.memory.register_slice import register_slice


def ports():
    return dict(clk=clock(), rst=reset(),
                s_axis_tvalid=bit(), s_axis_tready=bit(), s_axis_tdata=unsigned(TDATA_BITS), s_axis_tlast=bit(),
                m_axis_tvalid=bit(), m_axis_tready=bit(), m_axis_tdata=unsigned(TDATA_BITS), m_axis_tlast=bit())


@module(ports)
def token_slice(clk, rst, s_axis_tvalid, s_axis_tready, s_axis_tdata, s_axis_tlast, m_axis_tvalid, m_axis_tready,
                m_axis_tdata, m_axis_tlast):
    """Passes tokens on with their `tlast`; giver and taker may lie far apart. Latency 1 cycle, throughput 1."""
    entry, exit_word = unsigned(TDATA_BITS + 1), unsigned(TDATA_BITS + 1)
    slice_of_both = instance("u_register_slice", register_slice, dict(
        clk=clk, rst=rst, s_valid=s_axis_tvalid, s_ready=s_axis_tready, s_data=entry, m_valid=m_axis_tvalid,
        m_ready=m_axis_tready, m_data=exit_word), width=TDATA_BITS + 1)

    @always_comb
    def pack():
        entry.next = concat(s_axis_tlast, s_axis_tdata)

    @always_comb
    def unpack():
        m_axis_tdata.next = exit_word[TDATA_BITS:]
        m_axis_tlast.next = exit_word[TDATA_BITS]

    return slice_of_both, pack, unpack
