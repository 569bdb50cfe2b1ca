"""The core over AXI4: runs that end because nothing, or no image, is at the address; then one with a prompt late in the
context and its answer, counters, and a stop in the middle of the next prompt."""

import tempfile
from pathlib import Path

import cocotb
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.registers.description import REGISTER_BITS
from llama2_rtl.converters.registers.register_map import BY_NAME, REGISTER_ADDRESS_BITS
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.sampling_formats import inverse_temperature
from llama2_rtl.recording.hosts import Memory, offer, take
from llama2_rtl.recording.runs import GEOMETRY
from llama2_rtl.simulation.dut import reset, rng
from llama2_rtl.simulation.external.golden_token import random_cache
from llama2_rtl.simulation.external.kv_image import kv_bytes

NOWHERE, IMAGE_BASE, KV_BASE = 0xF_0000_0000, 0x1_FFFF_F000, 0x70_1234_5000
POSITION, PROMPT, ANSWER = 62, (1, 5), 2
TEMPERATURE, SEED = 0.5, 7
LATENCY, PAUSE = 3, 0.3
STOPPED_AFTER = 300
"""Cycles from the second prompt to the stop: in the middle of its token."""

LONGEST = 20_000
"""Cycles that nothing may take."""


class Host:
    """The host at the registers."""

    def __init__(self, dut, random):
        self.dut, self.random = dut, random

    async def put(self, name, word):
        """Writes a register."""
        await self._write(BY_NAME[name].offset, word)

    async def _write(self, offset, word):
        dut, clock = self.dut, self.dut.aclk
        sent = [cocotb.start_soon(offer(clock, *self._ends(channel), [data], self.random, PAUSE)) for channel, data in (
            ("aw", {dut.s_axil_awaddr: offset}), ("w", {dut.s_axil_wdata: word, dut.s_axil_wstrb: 15}))]
        await take(clock, *self._ends("b"), self.random, PAUSE, lambda: True)
        for task in sent:
            await task

    async def get(self, name):
        """Reads a register, whatever is in it."""
        address = {self.dut.s_axil_araddr: BY_NAME[name].offset}
        sent = cocotb.start_soon(offer(self.dut.aclk, *self._ends("ar"), [address], self.random, PAUSE))
        await take(self.dut.aclk, *self._ends("r"), self.random, PAUSE, lambda: True)
        await sent

    async def put_base(self, name, base):
        """Writes an address into its two registers."""
        await self.put(f"{name}_LOW", base % (1 << REGISTER_BITS))
        await self.put(f"{name}_HIGH", base >> REGISTER_BITS)

    async def write_nowhere_and_read(self, name):
        """A write where no register is, which fails, and a read at the same time."""
        reading = cocotb.start_soon(self.get(name))
        await self._write((1 << REGISTER_ADDRESS_BITS) - REGISTER_BITS // 8, 0)
        await reading

    async def command(self, field):
        """Writes a one to a field of CONTROL."""
        await self.put("CONTROL", BY_NAME["CONTROL"].encode(**{field: 1}))

    def _ends(self, channel):
        return (getattr(self.dut, f"s_axil_{channel}{name}") for name in ("valid", "ready"))


def contents():
    """Base address -> what lies there: a packed model, and a KV cache filled up to POSITION."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.img")
        write_image(random_checkpoint(GEOMETRY.model, 1), GEOMETRY.numerics, GEOMETRY.tile, path)
        image = bytearray(path.read_bytes())
    cache = kv_bytes([random_cache(GEOMETRY, POSITION)], range(POSITION), GEOMETRY)
    return {IMAGE_BASE: image, KV_BASE: bytearray(cache.tobytes())}


async def until(clock, condition, what):
    """Up to the end of the first cycle in whose middle `condition()` holds."""
    for _ in range(LONGEST):
        await FallingEdge(clock)
        if condition():
            await RisingEdge(clock)
            return
    raise AssertionError(f"{what} did not come in {LONGEST} cycles")


def prompt(dut, tokens):
    return [{dut.s_axis_tdata: token, dut.s_axis_tlast: int(number == len(tokens) - 1)}
            for number, token in enumerate(tokens)]


@cocotb.test(timeout_time=300, timeout_unit="us")
async def run(dut):
    random, clock = rng(), dut.aclk
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    cocotb.start_soon(Memory(dut, GEOMETRY.beat_bytes, contents(), LATENCY, random, PAUSE).run())
    host = Host(dut, random)
    await host.write_nowhere_and_read("VERSION")
    await host.put_base("KV_BASE", KV_BASE)
    for name, word in (("KV_LIMIT", KvLayout(GEOMETRY).pages), ("MAX_TOKENS", ANSWER), ("RESUME", 1),
                       ("INVERSE_TEMPERATURE", inverse_temperature(TEMPERATURE)), ("SEED", SEED)):
        await host.put(name, word)
    for base in (NOWHERE, KV_BASE, IMAGE_BASE):
        await host.put_base("IMAGE_BASE", base)
        started = cocotb.start_soon(until(clock, lambda: int(dut.busy.value), "the start"))
        await host.command("START")
        await started
        await until(clock, lambda: int(dut.running.value) or not int(dut.busy.value), "the header's check")
    dut.u_token_loop.position.value = POSITION
    cocotb.start_soon(offer(clock, dut.s_axis_tvalid, dut.s_axis_tready, prompt(dut, PROMPT), random, PAUSE))
    await take(clock, dut.m_axis_tvalid, dut.m_axis_tready, random, PAUSE, lambda: int(dut.m_axis_tlast.value))
    for name in ("STATUS", "POSITION", "CYCLES_LOW", "CYCLES_HIGH", "ATTEND_BEATS_LOW"):
        await host.get(name)
    await offer(clock, dut.s_axis_tvalid, dut.s_axis_tready, prompt(dut, PROMPT)[:1], random, PAUSE)
    await ClockCycles(clock, STOPPED_AFTER)
    await host.command("ABORT")
    await until(clock, lambda: not int(dut.busy.value), "the end of the run")
    await ClockCycles(clock, 8)
