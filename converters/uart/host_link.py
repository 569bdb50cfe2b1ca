"""The host at the end of a serial line, as the streams that the core knows: see `protocol` for what it says."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, unsigned
from llama2_rtl.converters.interfaces.stream import AxiStream, Stream
from llama2_rtl.converters.interfaces.uart_wires import LineBytes, PacketBytes, StoryCommands
from llama2_rtl.converters.uart.answer_packets import answer_packets
from llama2_rtl.converters.uart.packet_receiver import packet_receiver
from llama2_rtl.converters.uart.packet_transmitter import packet_transmitter
from llama2_rtl.converters.uart.prompt_packets import prompt_packets
from llama2_rtl.converters.uart.protocol import LARGEST_CONTEXT, LARGEST_WORD
from llama2_rtl.converters.uart.story_control import story_control
from llama2_rtl.converters.uart.uart_receiver import uart_receiver
from llama2_rtl.converters.uart.uart_transmitter import uart_transmitter


def ports(geometry, cycles_per_bit):
    return clocked(rxd=In(bit(), "the line from the host"), txd=Out(bit(), "the line to the host"),
                   aresetn=Out(bit(), "the core's reset"),
                   max_tokens=Out(unsigned(geometry.position_bits + 1), "the prompt's limit, 0 for none"),
                   resume=Out(bit(), "the prompt goes on with the last text"),
                   m_axis=Out(AxiStream(TDATA_BITS), "the prompt's tokens"),
                   s_axis=In(AxiStream(TDATA_BITS), "the story's tokens"), idle=Out(bit(), "no story is being told"),
                   damaged=Out(bit(), "a packet was damaged"))


@module(ports)
def host_link(clk, rst, rxd, txd, aresetn, max_tokens, resume, m_axis, s_axis, idle, damaged, *, geometry,
              cycles_per_bit):
    """The prompt leaves on `m_axis` with its `max_tokens` and `resume`, the story's tokens come in on `s_axis`;
    `aresetn` is the core's reset, low also where the host stops a story. `idle` between stories; both as
    `story_control` says. `damaged` from the cycle after the end of a packet that was on, until the reset. Raises
    ValueError for a vocabulary or a context that a packet's words cannot tell.
    """
    vocab_size, context = geometry.model.vocab_size, geometry.context
    if vocab_size > LARGEST_WORD or context > LARGEST_CONTEXT:
        raise ValueError(f"a vocabulary of {vocab_size} and a context of {context}: the board's protocol goes to "
                         f"{LARGEST_WORD} tokens and {LARGEST_CONTEXT} positions")
    received, body, commands = LineBytes(), PacketBytes(), StoryCommands().with_wires(idle=idle)
    ready, story_end, answer, sent = bit(), bit(), Stream(8, packets=True), Stream(8)

    listen = instance("u_uart_receiver", uart_receiver, dict(rxd=rxd, m=received), cycles_per_bit=cycles_per_bit)
    unpack = instance("u_packet_receiver", packet_receiver, dict(s=received, m=body))
    prompts = instance("u_prompt_packets", prompt_packets, dict(
        s=body, commands=commands, max_tokens=max_tokens, resume=resume, **m_axis.by_port("m_axis")), geometry=geometry)
    control = instance("u_story_control", story_control, dict(
        commands=commands, story_end=story_end, aresetn=aresetn, ready=ready))
    answers = instance("u_answer_packets", answer_packets, dict(
        ready=ready, accepted=commands.accepted, m=answer, **s_axis.by_port("s_axis")), geometry=geometry)
    pack = instance("u_packet_transmitter", packet_transmitter, dict(s=answer, m=sent))
    speak = instance("u_uart_transmitter", uart_transmitter, dict(s=sent, txd=txd), cycles_per_bit=cycles_per_bit)

    @always_comb
    def judge():
        story_end.next = s_axis.tvalid and s_axis.tready and s_axis.tlast

    @always_seq(clk.posedge, reset=rst)
    def remember():
        if body.end and not body.ok:
            damaged.next = 1

    return listen, unpack, prompts, control, answers, pack, speak, judge, remember
