"""The host at the end of a serial line, as the streams that the core knows: see `protocol` for what it says."""

from myhdl import always_comb, always_seq

from converters.control.token_loop import TDATA_BITS
from converters.hdl import bit, clock, instance, module, reset, unsigned
from converters.uart.answer_packets import answer_packets
from converters.uart.packet_receiver import packet_receiver
from converters.uart.packet_transmitter import packet_transmitter
from converters.uart.prompt_packets import prompt_packets
from converters.uart.protocol import LARGEST_CONTEXT, LARGEST_WORD
from converters.uart.story_control import story_control
from converters.uart.uart_receiver import uart_receiver
from converters.uart.uart_transmitter import uart_transmitter


def ports(geometry, cycles_per_bit):
    return dict(clk=clock(), rst=reset(), rxd=bit(), txd=bit(), aresetn=bit(),
                max_tokens=unsigned(geometry.position_bits + 1),
                m_axis_tvalid=bit(), m_axis_tready=bit(), m_axis_tdata=unsigned(TDATA_BITS), m_axis_tlast=bit(),
                s_axis_tvalid=bit(), s_axis_tready=bit(), s_axis_tdata=unsigned(TDATA_BITS), s_axis_tlast=bit(),
                idle=bit(), damaged=bit())


@module(ports)
def host_link(clk, rst, rxd, txd, aresetn, max_tokens, m_axis_tvalid, m_axis_tready, m_axis_tdata, m_axis_tlast,
              s_axis_tvalid, s_axis_tready, s_axis_tdata, s_axis_tlast, idle, damaged, *, geometry, cycles_per_bit):
    """The prompt leaves on `m_axis` with its `max_tokens`, the story's tokens come in on `s_axis`; `aresetn` is the
    core's reset, low also where the host stops a story. `idle` between stories; `damaged` once a packet was, until
    the reset. Raises ValueError for a vocabulary or a context that a packet's words cannot tell.
    """
    vocab_size, context = geometry.model.vocab_size, geometry.context
    if vocab_size > LARGEST_WORD or context > LARGEST_CONTEXT:
        raise ValueError(f"a vocabulary of {vocab_size} and a context of {context}: the board's protocol goes to "
                         f"{LARGEST_WORD} tokens and {LARGEST_CONTEXT} positions")
    rx_valid, body_valid, packet_end, packet_ok = bit(), bit(), bit(), bit()
    rx_data, body = unsigned(8), unsigned(8)
    stop, accepted, ready, story_end = bit(), bit(), bit(), bit()
    answer_valid, answer_ready, answer_last, tx_valid, tx_ready = (bit() for _ in range(5))
    answer, tx_data = unsigned(8), unsigned(8)

    listen = instance("u_uart_receiver", uart_receiver, dict(
        clk=clk, rst=rst, rxd=rxd, m_valid=rx_valid, m_data=rx_data), cycles_per_bit=cycles_per_bit)
    unpack = instance("u_packet_receiver", packet_receiver, dict(
        clk=clk, rst=rst, s_valid=rx_valid, s_data=rx_data, m_valid=body_valid, m_data=body, packet_end=packet_end,
        packet_ok=packet_ok))
    prompts = instance("u_prompt_packets", prompt_packets, dict(
        clk=clk, rst=rst, s_valid=body_valid, s_data=body, packet_end=packet_end, packet_ok=packet_ok, idle=idle,
        stop=stop, accepted=accepted, max_tokens=max_tokens, m_axis_tvalid=m_axis_tvalid,
        m_axis_tready=m_axis_tready, m_axis_tdata=m_axis_tdata, m_axis_tlast=m_axis_tlast), geometry=geometry)
    control = instance("u_story_control", story_control, dict(
        clk=clk, rst=rst, stop=stop, accepted=accepted, story_end=story_end, aresetn=aresetn, idle=idle, ready=ready))
    answers = instance("u_answer_packets", answer_packets, dict(
        clk=clk, rst=rst, ready=ready, accepted=accepted, s_axis_tvalid=s_axis_tvalid, s_axis_tready=s_axis_tready,
        s_axis_tdata=s_axis_tdata, s_axis_tlast=s_axis_tlast, m_valid=answer_valid, m_ready=answer_ready,
        m_data=answer, m_last=answer_last), geometry=geometry)
    pack = instance("u_packet_transmitter", packet_transmitter, dict(
        clk=clk, rst=rst, s_valid=answer_valid, s_ready=answer_ready, s_data=answer, s_last=answer_last,
        m_valid=tx_valid, m_ready=tx_ready, m_data=tx_data))
    speak = instance("u_uart_transmitter", uart_transmitter, dict(
        clk=clk, rst=rst, s_valid=tx_valid, s_ready=tx_ready, s_data=tx_data, txd=txd), cycles_per_bit=cycles_per_bit)

    @always_comb
    def judge():
        story_end.next = s_axis_tvalid and s_axis_tready and s_axis_tlast

    @always_seq(clk.posedge, reset=rst)
    def remember():
        if packet_end and not packet_ok:
            damaged.next = 1

    return listen, unpack, prompts, control, answers, pack, speak, judge, remember
