"""The machine over AXI4 for a host that reaches it by one AXI4-Lite port: registers, and tokens as words
behind them."""

from myhdl import always, always_comb

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, instance, module, reset
from llama2_rtl.converters.interfaces.axi import AxiLite
from llama2_rtl.converters.interfaces.stream import AxiStream, RevocableAxiStream
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.host_port import HOST_ADDRESS_BITS, host_port
from llama2_rtl.converters.registers.register_map import REGISTER_ADDRESS_BITS
from llama2_rtl.converters.tops import llama2_rtl_axi as core_top
from llama2_rtl.converters.tops.llama2_rtl_axi import llama2_rtl_axi

STREAMS = "s_axis", "m_axis"


def ports(geometry):
    inner = {name: port for name, port in core_top.ports(geometry).items() if name not in STREAMS}
    return inner | dict(s_axil=In(AxiLite(HOST_ADDRESS_BITS, REGISTER_BITS)))


def port_notes(geometry):
    """What each port of the core of a Geometry is for."""
    return {name: note for name, note in core_top.port_notes(geometry).items() if not name.startswith(STREAMS)}


@module(ports)
def llama2_rtl_hosted(aclk, aresetn, s_axil, irq, m_axi_write, m_axi_read, m_axi_aw, m_axi_ar, *, geometry):
    """`llama2_rtl_axi`, its registers and its token streams on `s_axil` as `host_port` has them. `irq` and the memory's
    ports are the core's.
    """
    rst, valid_rst, registers = reset(), reset(), AxiLite(REGISTER_ADDRESS_BITS, REGISTER_BITS)
    texts = geometry.sequences
    prompt, answer = RevocableAxiStream(TDATA_BITS, streams=texts), AxiStream(TDATA_BITS, streams=texts)

    @always(aclk.posedge)
    def synchronise():
        rst.next = not aresetn

    @always_comb
    def fall_at_once():
        valid_rst.next = rst or not aresetn

    port = instance("u_host_port", host_port, dict(clk=aclk, rst=rst, valid_rst=valid_rst, prompt=prompt, answer=answer,
                                                   s_axil=s_axil, registers=registers), texts=texts)
    core = instance("u_core", llama2_rtl_axi, dict(
        aclk=aclk, aresetn=aresetn, s_axis=prompt, m_axis=answer, s_axil=registers, irq=irq, m_axi_write=m_axi_write,
        m_axi_read=m_axi_read, m_axi_aw=m_axi_aw, m_axi_ar=m_axi_ar), geometry=geometry)
    return synchronise, fall_at_once, port, core


def build_hosted(geometry):
    """`(module, params, memories)` of the machine for a Geometry, whatever the weights."""
    return llama2_rtl_hosted, dict(geometry=geometry), core_top.memories(geometry)
