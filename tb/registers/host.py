"""A host on the registers' AXI4-Lite port, with pauses on all five channels."""

import cocotb
from cocotb.triggers import RisingEdge

from tb.harness.streams import Sink, Source


class Host:
    """`write` and `read` one register after the other; the channels are streams, which check that what is offered
    stays. Address and data of a write go out at times of their own."""

    def __init__(self, dut, random, pause, clock="clk"):
        self.clock = getattr(dut, clock)

        def source(channel, **data):
            return Source(self.clock, getattr(dut, f"s_axil_{channel}valid"), getattr(dut, f"s_axil_{channel}ready"),
                          data, random, pause)

        def sink(channel, **data):
            return Sink(self.clock, getattr(dut, f"s_axil_{channel}valid"), getattr(dut, f"s_axil_{channel}ready"),
                        data, random, pause)

        self.aw, self.ar = source("aw", address=dut.s_axil_awaddr), source("ar", address=dut.s_axil_araddr)
        self.w = source("w", data=dut.s_axil_wdata, strb=dut.s_axil_wstrb)
        self.b, self.r = sink("b", resp=dut.s_axil_bresp), sink("r", data=dut.s_axil_rdata, resp=dut.s_axil_rresp)

    async def write(self, address, data, strb=15):
        """The response."""
        sent = [cocotb.start_soon(self.aw.send([dict(address=address)])),
                cocotb.start_soon(self.w.send([dict(data=data, strb=strb)]))]
        await self._answered(self.b)
        for task in sent:
            await task
        return self.b.words.pop()["resp"]

    async def read(self, address):
        """`(response, data)`."""
        await self.ar.send([dict(address=address)])
        await self._answered(self.r)
        word = self.r.words.pop()
        return word["resp"], word["data"]

    async def _answered(self, channel):
        """Returns in the cycle after the response, in which a source may begin."""
        await channel.wait(1, 200)
        await RisingEdge(self.clock)

    async def get(self, register):
        """The word of a register of the map."""
        resp, data = await self.read(register.offset)
        assert resp == 0, f"a read of {register.name} is answered with {resp}"
        return data

    async def put(self, register, data, strb=15):
        """Writes the word of a register of the map."""
        resp = await self.write(register.offset, data, strb)
        assert resp == 0, f"a write of {register.name} is answered with {resp}"
