"""How a run ends, by command, by timeout, by fault, by reset, in any cycle; and how the next one begins behind it."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi import faults
from llama2_rtl.converters.axi.bus import SILENT_CYCLES
from llama2_rtl.converters.control.pipeline_controller import STAGES
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.simulation.compare import expect_equal
from tb.axi.asked_machine import TIMEOUT, asked_machine
from tb.axi.memory import DECERR, OKAY, SLVERR

VALIDS = ("m_axi_arvalid", "m_axi_awvalid", "m_axi_wvalid", "m_axis_tvalid", "s_axil_bvalid", "s_axil_rvalid")


@cocotb.test
async def starts_after_a_soft_reset(dut):
    """START in any cycle after a SOFT_RESET written while idle begins a run when the reset is over."""
    machine = asked_machine(dut)
    await machine.begin()
    for gap in range(8):
        await machine.commands(["SOFT_RESET"], ["START"], gap=gap)
        machine.withdraw()
        await machine.until(lambda: int(dut.busy.value), f"the run {gap} cycles after SOFT_RESET", 20)
        await machine.answers()


@cocotb.test
async def starts_while_a_soft_reset_ends(dut):
    """A SOFT_RESET while busy, and a START so many cycles later: it comes while BUSY and has no effect, or it begins a
    run; around the fall of BUSY both happen, and nothing else does."""
    machine = asked_machine(dut, latency=(20, 20))
    await machine.begin()
    await machine.start()
    await machine.cycles(30)
    await machine.commands(["SOFT_RESET"])
    began = machine.memory.cycle
    await machine.until_idle()
    draining, seen = machine.memory.cycle - began, []
    for gap in range(draining - 10, draining + 14):
        await machine.start()
        await machine.cycles(30)
        await machine.commands(["SOFT_RESET"], ["START"], gap=gap)
        await machine.cycles(40)
        status = BY_NAME["STATUS"].decode(await machine.get("STATUS"))
        assert status["BUSY"] != status["DONE"], f"START {gap} cycles after SOFT_RESET: STATUS is {status}"
        seen.append(status["BUSY"])
        if status["BUSY"]:
            await machine.command("ABORT")
            await machine.until_idle()
    assert set(seen) == {0, 1}, f"BUSY: {seen}"
    expect_equal("BUSY after START, later and later", sorted(seen), seen)
    await machine.tells()


@cocotb.test
async def commands_in_order(dut):
    """START and what ends a run, in one write or right after one another, in any state: the run has ended, DONE says
    so; and START behind what ends a run begins one."""
    machine = asked_machine(dut)
    await machine.begin()
    for before in ([], [["SOFT_RESET"]]):
        for words in ([["START", "ABORT"]], [["START", "SOFT_RESET"]], [["START"], ["ABORT"]],
                      [["START"], ["SOFT_RESET"]], [["START"], ["ABORT", "SOFT_RESET"]]):
            for gap in range(3):
                await machine.commands(*before, *words, gap=gap)
                await machine.cycles(4)
                await machine.until_idle()
                await machine.cycles(6)
                await machine.expect_status("DONE")
            await machine.commands(["ABORT"], ["START"])
            await machine.until(lambda: int(dut.busy.value), "the start", 20)
            await machine.answers()
            await machine.commands(["SOFT_RESET"], ["ABORT"], ["START"])
            await machine.until(lambda: int(dut.busy.value), "the start", 20)
            await machine.answers()


@cocotb.test
@cocotb.parametrize((("is_write", "end"), [(False, "ABORT"), (True, "ABORT"), (True, "SOFT_RESET")]))
async def dead_memory_without_a_limit(dut, is_write, end):
    """TIMEOUT is 0: a run waits for ever; one that is ended gives up after SILENT_CYCLES, with a timeout's code."""
    machine = asked_machine(dut)
    await machine.begin()
    await machine.put(TIMEOUT=0)
    machine.withhold(0, is_write)
    await machine.asks()
    await machine.cycles(3000)
    await machine.expect_status("BUSY", *(["RUNNING"] if is_write else []))
    await machine.command(end)
    await machine.cycles(SILENT_CYCLES - 10_000)
    assert int(dut.busy.value), "the run gives up too early"
    await machine.until(lambda: not int(dut.busy.value), "the end of the run", 12_000)
    await machine.cycles(6)
    code = faults.WRITE_TIMEOUT if is_write else faults.READ_TIMEOUT
    expect_equal("ERROR", faults.NONE if end == "SOFT_RESET" else code, await machine.get("ERROR"))
    await machine.put(TIMEOUT=TIMEOUT)
    await machine.tells()


@cocotb.test
@cocotb.parametrize(before=[0, 1 << 20], end=[False, True])
async def a_limit_takes_effect_at_once(dut, before, end):
    """A TIMEOUT that is written while the memory has been silent for longer ends the wait, also that of an ABORT."""
    machine = asked_machine(dut)
    await machine.begin()
    await machine.put(TIMEOUT=before)
    machine.withhold(0)
    await machine.start()
    await machine.cycles(800)
    if end:
        await machine.command("ABORT")
        await machine.cycles(400)
    assert int(dut.busy.value), "the run gave up"
    await machine.put(TIMEOUT=500)
    await machine.until(lambda: not int(dut.busy.value), "the end of the run", 40)
    expect_equal("ERROR", faults.READ_TIMEOUT, await machine.get("ERROR"))
    await machine.put(TIMEOUT=TIMEOUT)
    await machine.tells()


@cocotb.test
@cocotb.parametrize(code=[SLVERR, DECERR])
async def faults_after_an_abort(dut, code):
    """A beat with an error in each of the cycles after an abort, until nothing is outstanding, is reported."""
    machine = asked_machine(dut, latency=(1, 1))
    await machine.begin()
    expected = faults.READ_SLVERR if code == SLVERR else faults.READ_DECERR
    for delay in range(12):
        aborted = [None]
        machine.memory.read_response = lambda burst, beat: OKAY
        await machine.start()
        await machine.cycles(40)
        await machine.command("ABORT")
        cocotb.start_soon(note(dut, machine, aborted))
        wrong = []

        def respond(burst, beat, aborted=aborted, delay=delay, wrong=wrong):
            if aborted[0] is None or machine.memory.cycle < aborted[0] + delay or wrong:
                return OKAY
            wrong.append(machine.memory.cycle - aborted[0])
            return code

        machine.memory.read_response = respond
        await machine.until_idle()
        assert wrong, f"no beat came {delay} cycles after the abort"
        expect_equal("ERROR", expected, await machine.get("ERROR"), delay=wrong[0])
    await machine.tells()


async def note(dut, machine, aborted):
    """The memory's cycle in which the abort came."""
    while not int(dut.run_abort.value):
        await RisingEdge(dut.run_abort)
    aborted[0] = machine.memory.cycle


@cocotb.test
@cocotb.parametrize(low_for=[1, 2, 5])
async def valids_fall_with_the_reset(dut, low_for):
    """All six valids are high; they fall at the first edge that finds `aresetn` low, and stay low. The memory is so
    slow that weights are still asked for when keys and values are written."""
    machine = asked_machine(dut, latency=(150, 180), places=1)
    await machine.begin()
    dut.m_axis_tready.value = 0
    await machine.asks()
    await machine.until(lambda: int(dut.m_axis_tvalid.value), "a token")
    machine.memory.refused = {"aw", "w"}
    await machine.until(lambda: int(dut.m_axi_awvalid.value) and int(dut.m_axi_wvalid.value), "a write")
    machine.memory.refused |= {"ar"}
    await machine.until(lambda: int(dut.m_axi_arvalid.value), "a read")
    dut.s_axil_bready.value, dut.s_axil_rready.value = 0, 0
    register = BY_NAME["MAX_TOKENS"].offset
    await RisingEdge(dut.aclk)
    cocotb.start_soon(machine.host.aw.send([dict(address=register)]))
    cocotb.start_soon(machine.host.w.send([dict(data=0, strb=15)]))
    cocotb.start_soon(machine.host.ar.send([dict(address=register)]))
    await machine.until(lambda: all(int(getattr(dut, name).value) for name in VALIDS), "all valids", 20)
    machine.withdraw()
    dut.aresetn.value = 0
    machine.memory.task.cancel()
    for _ in range(low_for):
        await RisingEdge(dut.aclk)
        await FallingEdge(dut.aclk)
        high = [name for name in VALIDS if int(getattr(dut, name).value)]
        assert not high, f"{', '.join(high)} after an edge that found the reset low"
    dut.aresetn.value = 1
    for _ in range(20):
        await FallingEdge(dut.aclk)
        high = [name for name in VALIDS if int(getattr(dut, name).value)]
        assert not high, f"{', '.join(high)} after the reset"
    await RisingEdge(dut.aclk)
    dut.m_axis_tready.value, dut.s_axil_bready.value, dut.s_axil_rready.value = 1, 1, 1
    machine.host.b.words.clear()
    machine.host.r.words.clear()
    machine.memory.forget()
    machine.heal()
    machine.memory.start()
    await machine.configure()
    await machine.expect_status()
    expect_equal("bursts given up", (0, 0), await machine.given_up())
    await machine.tells()


@cocotb.test
async def reset_for_one_cycle(dut):
    """In cycle after cycle of a run's beginning, where addresses are about to be offered: none is offered behind the
    reset, and the next run begins as the first."""
    machine = asked_machine(dut)
    await machine.begin()
    for at in range(30):
        await machine.start()
        await machine.cycles(at)
        machine.memory.task.cancel()
        dut.aresetn.value = 0
        for _ in range(4):
            await RisingEdge(dut.aclk)
            dut.aresetn.value = 1
            await FallingEdge(dut.aclk)
            high = [name for name in VALIDS if int(getattr(dut, name).value)]
            assert not high, f"{', '.join(high)} behind a reset {at} cycles after the start"
        machine.memory.forget()
        machine.memory.start()
        await RisingEdge(dut.aclk)
        await machine.configure()
    await machine.tells()


@cocotb.test
async def soft_reset_resets(dut):
    """A SOFT_RESET while busy clears what ABORT leaves: the code of a full context, and the position."""
    machine = asked_machine(dut)
    await machine.begin()
    await machine.put(MAX_TOKENS=0)
    context = machine.scenario.geometry.context
    for command, code in (("ABORT", faults.CONTEXT), ("SOFT_RESET", faults.NONE)):
        machine.withdraw()
        await machine.until_running()
        machine.ask([3] * (context - 1) + [4])
        await machine.sink.wait(1)
        await machine.cycles(4)
        await machine.expect_status("BUSY", "RUNNING", "ERROR")
        expect_equal("ERROR", faults.CONTEXT, await machine.get("ERROR"))
        await machine.command(command)
        await machine.until_idle()
        await machine.cycles(6)
        expect_equal("ERROR", code, await machine.get("ERROR"))
        await machine.expect_status("DONE", *(["ERROR"] if code else []))


async def note_stages(dut, stages, aborted):
    """Appends to `stages` the stage of every cycle from a run's start on, to `aborted` the number of the cycle in which
    the run is ended."""
    await RisingEdge(dut.busy)
    while True:
        await FallingEdge(dut.aclk)
        if int(dut.run_abort.value) and not aborted:
            aborted.append(len(stages))
        stages.append(int(dut.u_decoder.stage.value))


@cocotb.test
@cocotb.parametrize(end=["ABORT", "SOFT_RESET"])
async def ended_in_every_stage(dut, end):
    """A run is ended in a cycle of each stage, and while the header is read; the next one gives golden's answer. The
    memory's manners are the same every time, so that an earlier run tells in which cycle a stage is at work."""
    machine = asked_machine(dut, latency=(3, 3), interleave=False)
    await machine.begin()

    async def ended_after(cycles, only_after=0):
        """The stage by cycle, and the number of the cycle in which a run is ended, `cycles` after its start."""
        noted, aborted = [], []
        noting = cocotb.start_soon(note_stages(dut, noted, aborted))
        await machine.asks()
        await machine.sink.wait(only_after)
        await machine.cycles(cycles)
        await machine.command(end)
        await machine.until_idle()
        noting.cancel()
        return noted, aborted[0]

    stages, _ = await ended_after(0, only_after=1)
    _, latency = await ended_after(0)
    for number, name in enumerate(STAGES):
        at = machine.random.choice([cycle for cycle, stage in enumerate(stages) if stage == number and cycle > latency])
        noted, aborted = await ended_after(at - latency)
        expect_equal(f"the stage in which the run is ended, {name}", number, noted[aborted])
        await machine.tells()


@cocotb.test
@cocotb.parametrize(places=[1, 3, 16])
async def ended_in_any_cycle(dut, places):
    """A run is ended later and later in its tokens, by either command, under pauses and random latencies, with a memory
    that takes `places` bursts at once and sometimes withholds some of them; the next one gives golden's answer."""
    machine = asked_machine(dut, 0.2, (1, 60), places)
    await machine.begin()
    for turn in range(12):
        await machine.asks()
        await machine.cycles(turn * 250 + machine.random.randrange(250))
        if machine.random.random() < 0.4:
            machine.withhold(machine.random.randrange(3), machine.random.random() < 0.4)
            await machine.cycles(machine.random.randrange(40))
        await machine.command(machine.random.choice(("ABORT", "SOFT_RESET")))
        await machine.until(lambda: not int(dut.busy.value), "the end of the run")
        await machine.tells(machine.random.choice((0, machine.random.randrange(200))))
