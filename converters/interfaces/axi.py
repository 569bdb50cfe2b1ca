"""The AXI4 bus to the memory and the AXI4-Lite port of the host, with the names of the AMBA specifications."""

from llama2_rtl.converters.axi.bus import (
    ADDRESS_BITS,
    BURST_BITS,
    CACHE_BITS,
    ID_BITS,
    LEN_BITS,
    PROT_BITS,
    RESP_BITS,
    SIZE_BITS,
)
from llama2_rtl.converters.hdl import Interface, Rule, Stays, backward, bit, forward, part, unsigned
from llama2_rtl.converters.interfaces.of_vector import flags_of


class _OfManager(Interface):
    """A part of the bus of a manager, or the same part of each of several `ports`: a field of port 2 is then called as
    of one alone behind `2_`."""

    def __init__(self, *args, ports=1, **params):
        self._bind(self.fields(*args, **params) if ports == 1 else {
            f"{port}_{name}": field for port in range(ports) for name, field in self.fields(*args, **params).items()})

    def of_port(self, port):
        """The part of one port, a bundle of one alone."""
        own = f"{port}_"
        other = object.__new__(type(self))
        other._bind({name.removeprefix(own): field for name, field in self.members.items()
                     if name.startswith(own) or not name[0].isdigit()})
        return other


class _Channels(_OfManager):
    """Some channels of a bus: a block calls the bundle after the bus and the channels, `m_axi_read`; its ports bear the
    name of the bus alone, `m_axi_arvalid`, of port 2 of several `m_axi_2_arvalid`."""

    def port_name(self, bundle, field):
        return f"{bundle.rpartition('_')[0]}_{field}"


class Axi4Read(_Channels):
    """The read channels of an AXI4 manager, the source: addresses out, data in.

    Bursts of rising addresses, of whole words, which leave no page of 4 KB. Answers to one identifier come in the order
    of their addresses, those to different ones in any. The manager is always ready for data: it asks for no more than
    it has room for. `arvalid` falls without a transfer only at a reset.
    """

    RULES = (
        Stays("address", "{arvalid} && !{arready}", ("arvalid", "arid", "araddr", "arlen"),
              "a read's address once offered stays until it is taken"),
        Stays("data", "{rvalid} && !{rready}", ("rvalid", "rid", "rdata", "rresp", "rlast"),
              "a beat once offered stays until it is taken"),
    )

    def fields(self, beat_bytes):
        return dict(
            arid=forward(unsigned(ID_BITS), "who reads"), araddr=forward(unsigned(ADDRESS_BITS), "the first byte"),
            arlen=forward(unsigned(LEN_BITS), "beats less one"), arvalid=forward(bit(), "an address is offered"),
            arready=backward(bit(), "the memory takes it"),
            rid=backward(unsigned(ID_BITS), "to whom the beat belongs"),
            rdata=backward(unsigned(8 * beat_bytes), "the beat's word"),
            rresp=backward(unsigned(RESP_BITS), "OKAY, SLVERR or DECERR"),
            rlast=backward(bit(), "the burst's last beat"), rvalid=backward(bit(), "a beat is offered"),
            rready=forward(bit(), "always high"))


class Axi4Write(_Channels):
    """The write channels of an AXI4 manager, the source: addresses and words out, responses in.

    Bursts as of `Axi4Read`, all of one identifier; the words of one follow those of the one before, and may come before
    their address. Each burst gets all its words. `awvalid` and `wvalid` fall without a transfer only at a reset.
    """

    RULES = (
        Stays("address", "{awvalid} && !{awready}", ("awvalid", "awid", "awaddr", "awlen"),
              "a write's address once offered stays until it is taken"),
        Stays("word", "{wvalid} && !{wready}", ("wvalid", "wdata", "wstrb", "wlast"),
              "a word once offered stays until it is taken"),
        Stays("response", "{bvalid} && !{bready}", ("bvalid", "bid", "bresp"),
              "a response once offered stays until it is taken"),
    )

    def fields(self, beat_bytes):
        return dict(
            awid=forward(unsigned(ID_BITS), "always 0"), awaddr=forward(unsigned(ADDRESS_BITS), "the first byte"),
            awlen=forward(unsigned(LEN_BITS), "beats less one"), awvalid=forward(bit(), "an address is offered"),
            awready=backward(bit(), "the memory takes it"),
            wdata=forward(unsigned(8 * beat_bytes), "the word"),
            wstrb=forward(unsigned(beat_bytes), "which bytes are written"),
            wlast=forward(bit(), "the burst's last word"), wvalid=forward(bit(), "a word is offered"),
            wready=backward(bit(), "the memory takes it"),
            bid=backward(unsigned(ID_BITS), "0"), bresp=backward(unsigned(RESP_BITS), "OKAY, SLVERR or DECERR"),
            bvalid=backward(bit(), "a response is offered"), bready=forward(bit(), "always high"))


class AxiAttributes(_OfManager):
    """What is the same for all bursts of a manager's address channel, `m_axi_aw` or `m_axi_ar`: constants."""

    RULES = (
        Stays("constant", "1'b1", ("size", "burst", "cache", "prot"), "the attributes of bursts never change"),
    )

    def fields(self):
        return dict(size=forward(unsigned(SIZE_BITS), "whole words"), burst=forward(unsigned(BURST_BITS), "INCR"),
                    cache=forward(unsigned(CACHE_BITS), "bufferable"), prot=forward(unsigned(PROT_BITS), "0"))

    def port_name(self, bundle, field):
        bus, channel, (port, underscore, name) = *bundle.rsplit("_", 1), field.rpartition("_")
        return f"{bus}_{port}{underscore}{channel}{name}"


class AxiLite(Interface):
    """The five channels of an AXI4-Lite port; the host is the source. Address and data of a write come in any order;
    one write and one read are at work at a time.
    """

    RULES = (
        Stays("write_address", "{awvalid} && !{awready}", ("awvalid", "awaddr"),
              "a write's address once offered stays until it is taken"),
        Stays("write_data", "{wvalid} && !{wready}", ("wvalid", "wdata", "wstrb"),
              "a write's data once offered stays until it is taken"),
        Stays("write_response", "{bvalid} && !{bready}", ("bvalid", "bresp"),
              "a response once offered stays until it is taken"),
        Stays("read_address", "{arvalid} && !{arready}", ("arvalid", "araddr"),
              "a read's address once offered stays until it is taken"),
        Stays("read_data", "{rvalid} && !{rready}", ("rvalid", "rdata", "rresp"),
              "a word read once offered stays until it is taken"),
    )

    def fields(self, address_bits, word_bits):
        return dict(
            awaddr=forward(unsigned(address_bits), "the register's byte address"),
            awvalid=forward(bit(), "an address is offered"), awready=backward(bit(), "it is taken"),
            wdata=forward(unsigned(word_bits), "the word"), wstrb=forward(unsigned(word_bits // 8), "bytes written"),
            wvalid=forward(bit(), "a word is offered"), wready=backward(bit(), "it is taken"),
            bresp=backward(unsigned(RESP_BITS), "OKAY or SLVERR"), bvalid=backward(bit(), "a response is offered"),
            bready=forward(bit(), "the host takes it"),
            araddr=forward(unsigned(address_bits), "the register's byte address"),
            arvalid=forward(bit(), "an address is offered"), arready=backward(bit(), "it is taken"),
            rdata=backward(unsigned(word_bits), "the word"), rresp=backward(unsigned(RESP_BITS), "OKAY or SLVERR"),
            rvalid=backward(bit(), "a word is offered"), rready=forward(bit(), "the host takes it"))


class RunEnd(Interface):
    """How the control of a run, the source, ends what the channels of the bus have begun.

    `stop` is a level: no new burst begins. `forget` is a pulse, after five cycles of `stop` or more: what has no answer
    yet is given up.
    """

    RULES = (
        Rule("forget", "!{forget} || {stop}", "forget comes while stop is high"),
        Rule("pulse", "!{forget} || !{was_forget}", "forget is a pulse of one cycle"),
    )

    def fields(self):
        return dict(stop=forward(bit(), "no new burst begins"), forget=forward(bit(), "what is unanswered is given up"))

    def port_name(self, bundle, field):
        return field


class ChannelReport(Interface):
    """What a direction of the bus, the source, tells the control of a run and the watch for silence.

    `failed` pulses with an answer to the run that bears an error; `decode_error` says which, in the same cycle. Of
    several `ports` each has a bit of every field, port 0 the lowest.
    """

    RULES = (
        Rule("known", "!{failed} || {progress}", "an answer with an error is progress"),
    )

    def fields(self, ports=1):
        flags = dict(pending="the run has something outstanding or waiting", progress="a transfer that was asked for",
                     failed="an answer with an error", decode_error="the error is DECERR, else SLVERR")
        return {name: forward(flags_of(ports), what) for name, what in flags.items()}

    def of_port(self, port):
        """The report of one port of several."""
        return ChannelReport().with_wires(**{name: part(signal, port, 1) for name, signal in self.wires.items()})

    def port_name(self, bundle, field):
        return field if bundle == "report" else f"{bundle}_{field}"
