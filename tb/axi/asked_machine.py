"""The top over AXI4 that is asked the same prompt again and again, whatever befell it before."""

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import rng
from tb.axi.machine import Machine
from tb.axi.memory import OKAY, Traffic
from tb.harness.streams import token_packet
from tb.tops.scenario import scenario_from_env
from tb.tops.top_cocotb import answer

PROMPT, TIMEOUT, MOST = [5, 7], 300, 2


class AskedMachine(Machine):
    """A machine that is asked the same prompt again and again."""

    async def configure(self):
        await super().configure()
        await self.put(TIMEOUT=TIMEOUT, MAX_TOKENS=MOST)

    async def begin(self):
        await self.reset()
        self.decoder = Decoder(self.scenario.model())
        self.expected = answer(self.decoder, PROMPT, MOST, self.scenario.geometry.context)
        self.sending = None
        self.heal()

    def heal(self):
        """The memories take and answer everything."""
        for memory in self.memories:
            memory.read_response = lambda burst, beat: OKAY
            memory.write_response = lambda burst: OKAY
            memory.withheld, memory.refused = lambda burst: False, set()

    def withhold(self, first, is_write=False, port=0):
        """The memory of a port answers no burst of a direction any more from the one on that is number `first` from
        now; those that it withholds already stay withheld."""
        memory = self.memories[port]
        log = memory.log.writes if is_write else memory.log.reads
        first, already = first + len(log), memory.withheld
        memory.withheld = lambda burst: already(burst) or burst.is_write == is_write and burst.number >= first

    def ask(self, prompt=PROMPT):
        self.sending = cocotb.start_soon(self._send(token_packet(prompt)))

    async def _send(self, words):
        """From a clock edge on: in the middle of a cycle the source would not see its first word taken."""
        await RisingEdge(self.dut.aclk)
        await self.source.send(words)

    def withdraw(self):
        """Nothing is offered any more, and what came out is forgotten."""
        if self.sending is not None:
            self.sending.cancel()
        self.dut.s_axis_tvalid.value = 0
        self.sink.words.clear()

    async def cycles(self, count):
        for _ in range(count):
            await RisingEdge(self.dut.aclk)

    async def asks(self):
        """A new run begins, and is asked as soon as it takes a prompt."""
        self.withdraw()
        await self.start()
        self.ask()

    async def given_up(self):
        """Bursts that earlier runs gave up: `(reads, writes)`."""
        counts = BY_NAME["GIVEN_UP"].decode(await self.get("GIVEN_UP"))
        writes = counts.pop("WRITES")
        return sum(counts.values()), writes

    async def until_running(self):
        await self.start()
        await self.until(lambda: int(self.dut.running.value), "the header's check", 3000)

    async def ends_with(self, code):
        """The run ends by itself with this code, and leaves nothing on the bus that can still be answered."""
        await self.until(lambda: not int(self.dut.busy.value), "the end of the run")
        expect_equal("ERROR", code, await self.get("ERROR"))
        await self.expect_status("DONE", "ERROR")

    async def tells(self, heal_after=0):
        """A new run gives golden's answer; the memory is healed so many cycles after its start."""
        self.withdraw()
        await self.start()
        await self.cycles(heal_after)
        self.heal()
        await self.answers()

    async def answers(self):
        """The run that has begun gives golden's answer, and ends by ABORT. What earlier runs gave up comes before its
        header."""
        await self.until(lambda: int(self.dut.running.value), "the header's check", 8000)
        self.ask()
        await self.sink.wait(len(self.expected), 60_000)
        expect_equal("answer", self.expected, [word["token"] for word in self.sink.words])
        await self.expect_status("BUSY", "RUNNING")
        await self.command("ABORT")
        await self.until_idle()
        await self.expect_status("DONE")


def asked_machine(dut, pause=0.0, latency=(1, 30), places=16, interleave=True):
    """An `AskedMachine` on the scenario of the environment, its memory with these manners."""
    return AskedMachine(dut, scenario_from_env(), rng(), Traffic(latency, pause, interleave, places))
