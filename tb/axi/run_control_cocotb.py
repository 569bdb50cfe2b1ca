"""Every set of faults in one cycle, in every state of a run: the one with the lowest code is reported, none is lost."""

from itertools import combinations

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi import faults
from llama2_rtl.converters.axi.run_control import CHECK, DRAIN, IDLE, RUN, SETTLE, SETTLING
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset

SOURCES = {"read_failed": faults.READ_SLVERR, "write_failed": faults.WRITE_SLVERR,
           "read_expired": faults.READ_TIMEOUT, "write_expired": faults.WRITE_TIMEOUT, "wrong": faults.IMAGE_VERSION,
           "bad_token": faults.TOKEN, "context_full": faults.CONTEXT}
"""Inputs that tell of a fault, and its code here."""

SETS = [names for count in range(len(SOURCES) + 1) for names in combinations(SOURCES, count)]


class Bench:
    """One run after the other; something is always outstanding, until `drain`."""

    def __init__(self, dut):
        self.dut = dut

    async def begin(self):
        await reset(self.dut)
        self.dut.wrong_code.value = faults.IMAGE_VERSION

    async def cycle(self, *high):
        """A cycle in which these inputs are high."""
        for name in high:
            getattr(self.dut, name).value = 1
        await RisingEdge(self.dut.clk)
        for name in high:
            getattr(self.dut, name).value = 0

    async def reach(self, state, settled=0):
        """A run in this state, in SETTLE for `settled` cycles."""
        self.dut.read_pending.value = 1
        await self.cycle("run_start")
        if state != CHECK:
            await self.cycle("checked")
        if state in (SETTLE, DRAIN):
            await self.cycle("run_abort")
            for _ in range(settled if state == SETTLE else SETTLING + 1):
                await self.cycle()
        await self.expect_state(state)

    async def expect_state(self, *states):
        await FallingEdge(self.dut.clk)
        assert int(self.dut.state.value) in states, f"state {int(self.dut.state.value)}, expected {states}"

    async def end(self):
        """Nothing is outstanding any more; the code that is left."""
        self.dut.read_pending.value = 0
        if int(self.dut.state.value) in (CHECK, RUN):
            await self.cycle("run_abort")
        for _ in range(4 * SETTLING):
            await self.cycle()
        await self.expect_state(IDLE)
        await RisingEdge(self.dut.clk)
        return int(self.dut.error.value)


@cocotb.test
@cocotb.parametrize(place=[(CHECK, 0), (RUN, 0), *((SETTLE, cycle) for cycle in range(SETTLING + 1)), (DRAIN, 0)])
async def faults_in_one_cycle(dut, place):
    bench = Bench(dut)
    await bench.begin()
    for names in SETS:
        await bench.reach(*place)
        await bench.cycle(*names)
        expected = min((SOURCES[name] for name in names), default=faults.NONE)
        if place[0] == CHECK and not set(names) - {"context_full"}:
            await bench.expect_state(CHECK)
        expect_equal("ERROR", expected, await bench.end(), names=names)


@cocotb.test
async def the_first_fault_stays(dut):
    """A later one changes nothing, but in place of a full context."""
    bench = Bench(dut)
    await bench.begin()
    for first in SOURCES:
        for second in SOURCES:
            await bench.reach(RUN)
            await bench.cycle(first)
            await bench.cycle(second)
            expected = second if first == "context_full" else first
            expect_equal("ERROR", SOURCES[expected], await bench.end(), first=first, second=second)


@cocotb.test
async def too_few_pages(dut):
    """A start is refused: the machine stays in its reset and stopped, the error is told once more each time, and the
    next start with enough pages begins a run."""
    bench = Bench(dut)
    await bench.begin()
    for faults_meanwhile in ((), ("read_failed", "bad_token"), ("run_abort",)):
        dut.kv_short.value = 1
        await bench.cycle("run_start")
        errors, busy = [], 0
        while True:
            await FallingEdge(dut.clk)
            if not int(dut.busy.value):
                break
            assert int(dut.clear.value) and int(dut.stop.value) and not int(dut.running.value), "a run has begun"
            errors.append(int(dut.error.value))
            busy += 1
            await RisingEdge(dut.clk)
            for name in faults_meanwhile:
                getattr(dut, name).value = int(busy == 1)
        expect_equal("cycles of a refused start", SETTLING + 2, busy)
        assert errors == [faults.NONE] + (SETTLING + 1) * [faults.KV_LIMIT], f"errors {errors}"
        expect_equal("ERROR", faults.KV_LIMIT, int(dut.error.value))
        await RisingEdge(dut.clk)
    dut.kv_short.value = 0
    await bench.reach(RUN)
    expect_equal("ERROR", faults.NONE, await bench.end())


@cocotb.test
@cocotb.parametrize(state=[CHECK, RUN, SETTLE, DRAIN])
async def both_errors_of_a_bus(dut, state):
    bench = Bench(dut)
    await bench.begin()
    for source, decode, code in (("read_failed", "read_decode_error", faults.READ_DECERR),
                                 ("write_failed", "write_decode_error", faults.WRITE_DECERR)):
        await bench.reach(state)
        await bench.cycle(source, decode)
        expect_equal("ERROR", code, await bench.end())


@cocotb.test
async def each_fault_of_the_header(dut):
    bench = Bench(dut)
    await bench.begin()
    for code in (faults.NO_IMAGE, faults.IMAGE_VERSION, faults.IMAGE_SHAPE):
        await bench.reach(CHECK)
        dut.wrong_code.value = code
        await bench.cycle("wrong")
        expect_equal("ERROR", code, await bench.end())


@cocotb.test
async def drains_reads_and_writes(dut):
    """A run that has ended stays in DRAIN, an abort or not, while reads or writes are pending and have not expired, and
    is forgotten with the cycle in which none is any more."""
    bench = Bench(dut)
    await bench.begin()
    for held, released in (("read", "write"), ("write", "read")):
        for how in ("pending", "expired"):
            await bench.reach(DRAIN)
            getattr(dut, f"{released}_pending").value, getattr(dut, f"{held}_pending").value = 0, 1
            for command in ((), ("run_abort",), ()):
                await bench.cycle(*command)
                await bench.expect_state(DRAIN)
                assert not int(dut.forget.value), f"forgotten while a {held} is pending"
                await RisingEdge(dut.clk)
            getattr(dut, f"{held}_{how}").value = how == "expired"
            await RisingEdge(dut.clk)
            await FallingEdge(dut.clk)
            assert int(dut.forget.value), f"not forgotten when no {held} is {how}"
            dut.read_pending.value = dut.write_pending.value = dut.read_expired.value = dut.write_expired.value = 0
            await bench.end()


@cocotb.test
async def forget_comes_late(dut):
    """`forget` pulses once, after SETTLING + 1 cycles of `stop` at least, however soon nothing is pending, and `clear`
    with it, until the next start."""
    bench = Bench(dut)
    await bench.begin()
    for state in (CHECK, RUN):
        await bench.reach(state)
        dut.read_pending.value = 0
        await bench.cycle("run_abort")
        stopped, forgot = 0, []
        for _ in range(5 * SETTLING):
            await FallingEdge(dut.clk)
            if int(dut.forget.value):
                forgot.append(stopped)
                assert int(dut.clear.value), "forgotten without clear"
            stopped += int(dut.stop.value)
            await RisingEdge(dut.clk)
        assert len(forgot) == 1 and forgot[0] > SETTLING, f"forget after {forgot} cycles of stop"
        await bench.expect_state(IDLE)
        assert int(dut.clear.value) and int(dut.stop.value), "idle without clear and stop"
        await RisingEdge(dut.clk)
