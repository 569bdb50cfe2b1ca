"""The top over AXI4 with a memory that holds a packed model."""

import tempfile
from pathlib import Path

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.register_map import BY_NAME, of_port
from llama2_rtl.converters.tops.llama2_rtl_axi import managers
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset
from tb.axi.memory import AxiMemory
from tb.axi.striped_memory import StripedMemory
from tb.harness.streams import Sink, Source
from tb.registers.host import Host

IMAGE_BASE, KV_BASE = 0x1_FFFF_F000, 0x7_1234_5000
"""The image lies across 8 GB, where the sum carries into the upper half of the address."""

FROM_PORT_TO_PORT = 0x2_0012_3000
"""Between the base addresses of one port and the next."""

LIMIT = 60_000


def base_of(base, port):
    """The base address at a port."""
    return base + port * FROM_PORT_TO_PORT


def image_of(scenario):
    """The bytes of a scenario's packed model, the parts of its ports one after the other."""
    checkpoint = (random_checkpoint(scenario.geometry.model, scenario.checkpoint)
                  if isinstance(scenario.checkpoint, int) else read_checkpoint(scenario.checkpoint))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.img")
        write_image(checkpoint, scenario.geometry.numerics, scenario.geometry.tile, path,
                    ports=scenario.geometry.ports)
        return path.read_bytes()


class Machine:
    """The device, the memory at each port with its part of the scenario's image, and the token streams. `memory` is the
    one of port 0, `cache` the KV cache as one port's."""

    def __init__(self, dut, scenario, random, traffic, pause=0.0):
        self.dut, self.scenario, self.random, self.pause = dut, scenario, random, pause
        g, image = scenario.geometry, image_of(scenario)
        self.memories = [AxiMemory(dut, dut.aclk, g.beat_bytes, random, traffic, name.rstrip("_"), g.burst)
                         for name in managers(g)]
        self.memory, part = self.memories[0], len(image) // g.ports
        for port, memory in enumerate(self.memories):
            memory.load(base_of(IMAGE_BASE, port), image[port * part:(port + 1) * part])
        self.cache = StripedMemory(self.memories, [base_of(KV_BASE, port) for port in range(g.ports)], g.word_bytes)

    async def reset(self):
        await reset(self.dut, clock="aclk", rst="aresetn", active=0)
        for memory in self.memories:
            memory.start()
        self.host = Host(self.dut, self.random, self.pause, clock="aclk")
        self.attach_streams()
        await self.configure()

    def attach_streams(self):
        """Both ends of the token streams."""
        self.source = Source(self.dut.aclk, self.dut.s_axis_tvalid, self.dut.s_axis_tready,
                             dict(token=self.dut.s_axis_tdata, last=self.dut.s_axis_tlast), self.random, self.pause)
        self.sink = Sink(self.dut.aclk, self.dut.m_axis_tvalid, self.dut.m_axis_tready,
                         dict(token=self.dut.m_axis_tdata, last=self.dut.m_axis_tlast), self.random, self.pause)

    async def configure(self):
        """Writes the registers that a run needs."""
        for port in range(self.scenario.geometry.ports):
            for name, base in (("IMAGE_BASE", base_of(IMAGE_BASE, port)), ("KV_BASE", base_of(KV_BASE, port))):
                await self.put(**{of_port(f"{name}_LOW", port): base % (1 << REGISTER_BITS),
                                  of_port(f"{name}_HIGH", port): base >> REGISTER_BITS})
        await self.put(KV_LIMIT=KvLayout(self.scenario.geometry).pages)

    async def put(self, **words):
        """Writes registers by name."""
        for name, word in words.items():
            await RisingEdge(self.dut.aclk)
            await self.host.put(BY_NAME[name], word)

    async def get(self, name):
        """The word of a register."""
        await RisingEdge(self.dut.aclk)
        return await self.host.get(BY_NAME[name])

    async def command(self, *names):
        """Writes a one to these fields of CONTROL."""
        await self.put(CONTROL=BY_NAME["CONTROL"].encode(**dict.fromkeys(names, 1)))

    async def commands(self, *words, gap=0):
        """Writes words to CONTROL, each a list of its fields, back to back or with a `gap` of so many cycles."""
        control = BY_NAME["CONTROL"]
        for number, names in enumerate(words):
            if number:
                for _ in range(gap):
                    await RisingEdge(self.dut.aclk)
            data = control.encode(**dict.fromkeys(names, 1))
            sent = [cocotb.start_soon(self.host.aw.send([dict(address=control.offset)])),
                    cocotb.start_soon(self.host.w.send([dict(data=data, strb=15)]))]
            for task in sent:
                await task
        await self.host.b.wait(len(words), 50)
        self.host.b.words.clear()

    async def start(self):
        await self.command("START")
        await self.until(lambda: int(self.dut.busy.value), "the start", 10)

    async def expect_status(self, *names):
        """Exactly these fields of STATUS are high."""
        status = BY_NAME["STATUS"]
        expect_equal("STATUS", status.encode(**dict.fromkeys(names, 1)), await self.get(status.name))

    async def until(self, condition, what, limit=LIMIT):
        """The first cycle, seen in its middle, in which `condition()` holds."""
        for _ in range(limit):
            await FallingEdge(self.dut.aclk)
            if condition():
                return
        raise AssertionError(f"{what} did not come in {limit} cycles")

    async def until_idle(self, limit=LIMIT):
        await self.until(lambda: not int(self.dut.busy.value), "the end of the run", limit)
        bursts = [memory.open_bursts for memory in self.memories]
        assert not any(bursts), f"{bursts} bursts are still outstanding at the ports"


