"""Faults of each of several memory ports: the code, the port's number, a drained bus, golden's answer from the next
start."""

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.axi import faults
from llama2_rtl.converters.registers.register_map import BY_NAME, of_port
from llama2_rtl.golden.image_fields import PAGE, pack, unpack
from llama2_rtl.simulation.compare import expect_equal
from tb.axi.asked_machine import asked_machine
from tb.axi.machine import IMAGE_BASE, base_of
from tb.axi.memory import DECERR, OKAY, SLVERR


async def ends_at(machine, code, port):
    """The run ends by itself with this code at this port."""
    await machine.ends_with(code)
    expect_equal("ERROR_PORT", port, await machine.get("ERROR_PORT"))


@cocotb.test
async def errors(dut):
    """An error on a read or a write of one port, while the others stall or not, drains them all."""
    machine = asked_machine(dut, 0.2)
    await machine.begin()
    for port, memory in enumerate(machine.memories):
        for code, read_fault, write_fault in ((SLVERR, faults.READ_SLVERR, faults.WRITE_SLVERR),
                                              (DECERR, faults.READ_DECERR, faults.WRITE_DECERR)):
            for log, name, fault in ((memory.log.reads, "read", read_fault), (memory.log.writes, "write", write_fault)):
                wrong = len(log) + machine.random.randrange(4)

                def response(burst, beat=0, wrong=wrong, code=code):
                    return code if burst.number >= wrong else OKAY

                setattr(memory, f"{name}_response", response)
                await machine.asks()
                await ends_at(machine, fault, port)
                expect_equal("bursts without an answer", 0, sum(other.open_bursts for other in machine.memories))
                machine.heal()
    await machine.tells()


@cocotb.test
async def silence(dut):
    """A port that answers nothing any more is named; what it owes is counted at it, the others are drained."""
    machine = asked_machine(dut)
    await machine.begin()
    for port, memory in enumerate(machine.memories):
        for is_write, fault in ((False, faults.READ_TIMEOUT), (True, faults.WRITE_TIMEOUT)):
            machine.withhold(machine.random.randrange(4), is_write, port)
            await machine.asks()
            await ends_at(machine, fault, port)
            owed = [0] * len(machine.memories)
            owed[port] = memory.open_bursts
            assert owed[port], "the port owes nothing"
            expect_equal("bursts without an answer", owed, [other.open_bursts for other in machine.memories])
            given_up = [sum(BY_NAME["GIVEN_UP"].decode(await machine.get(of_port("GIVEN_UP", number))).values())
                        for number in range(len(machine.memories))]
            expect_equal("bursts given up", owed, given_up, port=port)
            await machine.tells(machine.random.choice((0, 100)))
            expect_equal("bursts given up", 0, await machine.get(of_port("GIVEN_UP", port)))


@cocotb.test
async def headers(dut):
    """A part with a wrong header, or one that is for another port, is refused and named."""
    machine = asked_machine(dut)
    await machine.begin()
    places = [(memory, base_of(IMAGE_BASE, port)) for port, memory in enumerate(machine.memories)]
    right = [memory.read(base, PAGE) for memory, base in places]
    for port, (memory, base) in enumerate(places):
        values, other = unpack(right[port]), (port + 1) % len(places)
        for wrong, code in ((b"no image", faults.NO_IMAGE), (pack(values | dict(n_layers=7)), faults.IMAGE_SHAPE),
                            (pack(values | dict(further_ports=0)), faults.IMAGE_SHAPE),
                            (right[other], faults.IMAGE_SHAPE)):
            memory.load(base, wrong)
            await machine.start()
            await ends_at(machine, code, port)
        memory.load(base, right[port])
    await machine.tells()


@cocotb.test
async def runs_ahead(dut):
    """While one port gives nothing the others go on up to the room of their prefetch; then all goes on."""
    machine = asked_machine(dut)
    await machine.begin()
    await machine.put(TIMEOUT=0)
    for port, memory in enumerate(machine.memories):
        machine.withdraw()
        await machine.start()
        await machine.until(lambda: int(dut.running.value), "the header's check", 8000)
        before = [sum(burst.done for burst in other.log.reads) for other in machine.memories]
        memory.withheld = lambda burst: True
        machine.ask()
        for _ in range(3000):
            await RisingEdge(dut.aclk)
        ahead = [sum(burst.done for burst in other.log.reads) - beats
                 for other, beats in zip(machine.memories, before, strict=True)]
        assert ahead[port] == 0 < 64 < min(beats for number, beats in enumerate(ahead) if number != port), ahead
        machine.heal()
        await machine.sink.wait(len(machine.expected), 60_000)
        expect_equal("answer", machine.expected, [word["token"] for word in machine.sink.words])
        await machine.command("ABORT")
        await machine.until_idle()
