"""The reading half of the AXI4 master: four clients, each with a prefetch of its own, on one bus."""

from llama2_rtl.converters.axi.bus import CLIENTS, COUNT_BITS, PAGE_NUMBER_BITS, beat_bits
from llama2_rtl.converters.axi.read_channel import read_channel
from llama2_rtl.converters.axi.read_client import read_client
from llama2_rtl.converters.hdl import In, Out, clocked, instance, module, part, reset, unsigned
from llama2_rtl.converters.interfaces.axi import Axi4Read, ChannelReport, RunEnd
from llama2_rtl.converters.interfaces.stream import Stream, WordRange

COUNT = len(CLIENTS)


def prefetch_words(burst):
    """Words of the FIFO of each client: room for the bursts, of so many words, that hide the memory's latency, and for
    the weights what the engine leaves unread while it waits for a vector."""
    return max(64, 2 * burst), max(512, 2 * burst), max(512, 2 * burst), max(1024, 4 * burst)


def ports(offset_bits, beat_bytes, burst, outstanding):
    return clocked(valid_rst=In(reset()), run_rst=In(reset()), run_end=In(RunEnd()),
                   given_up=Out(unsigned(COUNT * COUNT_BITS), "bursts given up, by client"),
                   pages=In(unsigned(COUNT * PAGE_NUMBER_BITS), "the page of each client's word 0"),
                   row_cmd=In(WordRange(offset_bits)), keys_cmd=In(WordRange(offset_bits)),
                   values_cmd=In(WordRange(offset_bits)), weights_cmd=In(WordRange(offset_bits)),
                   row=Out(Stream(8 * beat_bytes)), keys=Out(Stream(8 * beat_bytes)),
                   values=Out(Stream(8 * beat_bytes)), weights=Out(Stream(8 * beat_bytes)), report=Out(ChannelReport()),
                   m_axi_read=Out(Axi4Read(beat_bytes)))


@module(ports)
def read_master(clk, rst, valid_rst, run_rst, run_end, given_up, pages, row_cmd, keys_cmd, values_cmd, weights_cmd, row,
                keys, values, weights, report, m_axi_read, *, offset_bits, beat_bytes, burst, outstanding):
    """Four clients, each with commands and a stream of its own, as `read_client` says; they share the channels as
    `read_channel` says. `pages` and `given_up` are packed in the order of the clients among the
    ports. `run_rst` empties the clients; nothing of the run may be open then, or it has been given up.
    """
    width, beats = 8 * beat_bytes, beat_bits(burst)
    req_valid, req_ready, push = unsigned(COUNT), unsigned(COUNT), unsigned(COUNT)
    req_offset, req_beats, data = unsigned(COUNT * offset_bits), unsigned(COUNT * beats), unsigned(width)
    clients = [instance(f"u_client_{i}", read_client, dict(
        rst=run_rst, s=command, req_valid=part(req_valid, i, 1), req_ready=part(req_ready, i, 1),
        req_offset=part(req_offset, i, offset_bits), req_beats=part(req_beats, i, beats), push=part(push, i, 1),
        data=data, m=words), offset_bits=offset_bits, burst=burst, width=width, depth=depth)
        for i, (command, words, depth) in enumerate(zip(
            (row_cmd, keys_cmd, values_cmd, weights_cmd), (row, keys, values, weights), prefetch_words(burst),
            strict=True))]
    channel = instance("u_read_channel", read_channel, dict(
        valid_rst=valid_rst, run_end=run_end, given_up=given_up, pages=pages, req_valid=req_valid,
        req_ready=req_ready, req_offset=req_offset, req_beats=req_beats, push=push, data=data, report=report,
        m_axi_read=m_axi_read), offset_bits=offset_bits, beat_bytes=beat_bytes, burst=burst, outstanding=outstanding)
    return clients, channel
