"""Ports of memories on chip."""

from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, forward, unsigned


class MemoryWrite(Interface):
    """A write port: while `we` is high `wdata` is stored at `waddr` at each clock edge."""

    RULES = (
        Rule("known", "(^{we}) !== 1'bx", "whether is written is known"),
    )

    def fields(self, addr_bits, width):
        return dict(we=forward(bit(), "a word is written"), waddr=forward(unsigned(addr_bits), "its address"),
                    wdata=forward(unsigned(width), "the word"))

    def port_name(self, bundle, field):
        return field if bundle == "write" else f"{bundle}_{field}"


class MemoryRead(Interface):
    """A read port: `rdata` follows `raddr` by the memory's latency."""

    RULES = (
        Rule("known", "(^{raddr}) !== 1'bx", "an address is known"),
    )

    def fields(self, addr_bits, width):
        return dict(raddr=forward(unsigned(addr_bits), "the address"), rdata=backward(unsigned(width), "the word"))

    def port_name(self, bundle, field):
        return field if bundle == "read" else f"{bundle}_{field}"
