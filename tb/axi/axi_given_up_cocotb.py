"""What one run leaves on the buses, and the next one finds there: bursts without an answer, addresses, words and tokens
that nobody took. Whatever the memory owes, withholds or refuses, the next run gives golden's answer or ends with its
code, and what is offered stays."""

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.axi import faults
from llama2_rtl.converters.axi.bus import OUTSTANDING
from llama2_rtl.simulation.compare import expect_equal
from tb.axi.asked_machine import TIMEOUT, asked_machine
from tb.axi.machine import KV_BASE
from tb.axi.memory import OKAY, SLVERR


@cocotb.test
@cocotb.parametrize(first=[0, 6, 12], soft_reset=[False, True], heal_after=[0, 60, 250])
async def late_reads(dut, first, soft_reset, heal_after):
    """What a run did not get comes in the next one: before its first burst, among its bursts, after all of them."""
    machine = asked_machine(dut)
    await machine.begin()
    machine.withhold(first)
    await machine.asks()
    await machine.ends_with(faults.READ_TIMEOUT)
    owed = machine.memory.open_bursts
    assert owed, "the memory owes nothing"
    expect_equal("bursts given up", (owed, 0), await machine.given_up())
    if soft_reset:
        await machine.command("SOFT_RESET")
    await machine.tells(heal_after)
    expect_equal("bursts given up", (0, 0), await machine.given_up())


@cocotb.test
@cocotb.parametrize(first=[0, 2], soft_reset=[False, True], heal_after=[0, 250])
async def late_writes(dut, first, soft_reset, heal_after):
    """The same for the responses of writes, which then bear errors: none is the new run's."""
    machine = asked_machine(dut)
    await machine.begin()
    machine.withhold(first, is_write=True)
    await machine.asks()
    await machine.ends_with(faults.WRITE_TIMEOUT)
    old, owed = len(machine.memory.log.writes), machine.memory.open_bursts
    assert owed, "the memory owes nothing"
    machine.memory.write_response = lambda burst: SLVERR if burst.number < old else OKAY
    expect_equal("bursts given up", (0, owed), await machine.given_up())
    if soft_reset:
        await machine.command("SOFT_RESET")
    machine.withdraw()
    await machine.start()
    await machine.cycles(heal_after)
    machine.memory.withheld = lambda burst: False
    await machine.answers()
    expect_equal("bursts given up", (0, 0), await machine.given_up())


@cocotb.test
@cocotb.parametrize(soft_reset=[False, True])
async def five_timeouts(dut, soft_reset):
    """Five runs one after the other that get nothing, then a sixth that gets what all of them had asked for."""
    machine = asked_machine(dut)
    await machine.begin()
    for _ in range(5):
        machine.withhold(0)
        machine.withdraw()
        await machine.start()
        await machine.cycles(12)
        await machine.command("ABORT")
        await machine.until(lambda: not int(dut.busy.value), "the end of the run")
        expect_equal("ERROR", faults.READ_TIMEOUT, await machine.get("ERROR"))
        if soft_reset:
            await machine.command("SOFT_RESET")
    expect_equal("bursts given up", (machine.memory.open_bursts, 0), await machine.given_up())
    await machine.tells(100)
    expect_equal("bursts given up", (0, 0), await machine.given_up())


@cocotb.test
async def all_places_given_up(dut):
    """A memory that answers nothing any more: each run ends by timeout, those too that find no place; no run begins
    more bursts than there are places. When it answers again, the next run has all it needs."""
    machine = asked_machine(dut)
    await machine.begin()
    given_up = []
    for _ in range(10):
        machine.withhold(0)
        await machine.asks()
        await machine.ends_with(faults.READ_TIMEOUT)
        given_up.append((await machine.given_up())[0])
    expect_equal("bursts given up", [OUTSTANDING] * 2, given_up[-2:])
    await machine.tells(40)
    expect_equal("bursts given up", (0, 0), await machine.given_up())


@cocotb.test
async def no_place_for_writes(dut):
    """The same for writes: a run that finds no place for one ends by WRITE_TIMEOUT, as those before it did."""
    machine = asked_machine(dut)
    await machine.begin()
    while (await machine.given_up())[1] < OUTSTANDING:
        machine.withhold(0, is_write=True)
        await machine.asks()
        await machine.ends_with(faults.WRITE_TIMEOUT)
    await machine.asks()
    await machine.ends_with(faults.WRITE_TIMEOUT)
    expect_equal("bursts given up", (0, OUTSTANDING), await machine.given_up())
    await machine.tells(40)
    expect_equal("bursts given up", (0, 0), await machine.given_up())


@cocotb.test
@cocotb.parametrize(refused=["aw", "w", "aw w"], end=["", "ABORT", "SOFT_RESET"])
async def write_in_flight(dut, refused, end):
    """Address or words of a write are not taken, and the run ends by timeout, ABORT or SOFT_RESET; the host moves the
    cache. The burst stays as it was offered, at the old address, gets its words without strobes, and the new run's
    writes come behind it: into the new cache what golden has, into the old one only what had been on offer."""
    machine = asked_machine(dut)
    await machine.begin()
    machine.memory.refused = set(refused.split())
    await machine.asks()
    channel = dut.m_axi_awvalid if "aw" in machine.memory.refused else dut.m_axi_wvalid
    await machine.until(lambda: int(channel.value), "a write")
    await machine.cycles(machine.random.randrange(12))
    if end:
        await machine.command(end)
        await machine.until(lambda: not int(dut.busy.value), "the end of the run")
        await machine.cycles(6)
        code = faults.NONE if end == "SOFT_RESET" else faults.WRITE_TIMEOUT
        expect_equal("ERROR", code, await machine.get("ERROR"))
    else:
        await machine.ends_with(faults.WRITE_TIMEOUT)
    expect_equal("bursts given up", (0, 1), await machine.given_up())
    burst = machine.memory.log.writes[-1] if "aw" not in machine.memory.refused else None
    moved = KV_BASE + (1 << 40) + (1 << 16)
    await machine.put(KV_BASE_LOW=moved % (1 << 32), KV_BASE_HIGH=moved >> 32)
    offered = len(machine.memory.log.writes)
    await machine.tells(machine.random.randrange(100))
    writes = machine.memory.log.writes
    old = writes[offered:offered + 1] if burst is None else [burst]
    assert all(KV_BASE <= write.at < KV_BASE + (1 << 16) for write in old), "the old burst has another address"
    new = writes[offered + (burst is None):]
    assert new and all(moved <= write.at < moved + (1 << 16) for write in new), "the new run writes into the old cache"
    expect_equal("bursts given up", (0, 0), await machine.given_up())


@cocotb.test
@cocotb.parametrize(end=["ABORT", "SOFT_RESET"])
async def read_address_stays(dut, end):
    """An address that is not taken is given up with its run and stays; the next run's come behind it."""
    machine = asked_machine(dut)
    await machine.begin()
    machine.memory.refused = {"ar"}
    await machine.start()
    await machine.until(lambda: int(dut.m_axi_arvalid.value), "an address")
    await machine.command(end)
    await machine.until(lambda: not int(dut.busy.value), "the end of the run")
    expect_equal("bursts given up", (1, 0), await machine.given_up())
    await machine.start()
    await machine.ends_with(faults.READ_TIMEOUT)
    expect_equal("bursts given up", (1, 0), await machine.given_up())
    await machine.tells(TIMEOUT // 2)
    expect_equal("bursts given up", (0, 0), await machine.given_up())


@cocotb.test
@cocotb.parametrize(end=["ABORT", "SOFT_RESET"])
async def token_stays(dut, end):
    """A token on offer outlives its run: it is taken, unchanged, before the next run's first."""
    machine = asked_machine(dut)
    await machine.begin()
    dut.m_axis_tready.value = 0
    await machine.asks()
    await machine.until(lambda: int(dut.m_axis_tvalid.value), "a token")
    offered = int(dut.m_axis_tdata.value), int(dut.m_axis_tlast.value)
    expect_equal("the token", machine.expected[0], offered[0])

    def stays():
        assert int(dut.m_axis_tvalid.value), "the token is withdrawn"
        expect_equal("the token", offered, (int(dut.m_axis_tdata.value), int(dut.m_axis_tlast.value)))
        return False

    await machine.command(end)
    await machine.until(lambda: stays() or not int(dut.busy.value), "the end of the run")
    machine.withdraw()
    await machine.until(lambda: stays() or machine.memory.cycle % 16 == 0, "a cycle")
    await machine.start()
    await machine.until(lambda: stays() or int(dut.running.value), "the header's check", 3000)
    await RisingEdge(dut.aclk)
    machine.sink.words.clear()
    dut.m_axis_tready.value = 1
    await machine.sink.wait(1, 10)
    expect_equal("the token", offered, tuple(machine.sink.words.pop().values()))
    await machine.answers()
