"""The host's commands in their order: a start that waits for a soft reset, an end that finds the start before it."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module
from llama2_rtl.converters.interfaces.registers_wires import HostCommands


def ports():
    return clocked(host=In(HostCommands()), run_busy=In(bit(), "a run goes on"),
                   core_rst=In(bit(), "the reset of all but registers and buses"),
                   run_start=Out(bit(), "the run begins"), run_abort=Out(bit(), "the run ends"),
                   reset_core=Out(bit(), "that reset is asked for"), busy=Out(bit(), "a run goes on or waits to begin"))


@module(ports)
def run_commands(clk, rst, host, run_busy, core_rst, run_start, run_abort, reset_core, busy):
    """`start`, which comes only while `busy` is low, `stop` and `soft_reset` are pulses; of those in one cycle `start`
    is the first. `run_start` pulses for `run_control` in the cycle of `start`; where a soft reset is not over, in the
    first cycle after it. `stop` and `soft_reset` raise `run_abort` a cycle later and end a start that still waits.

    `soft_reset` keeps `run_abort` high until the run has ended (`run_busy` low), then raises `reset_core` until the
    reset that this asks for, `core_rst`, has come. `busy` is high from the cycle after `start` until the run's end.
    """
    ending, resetting, waiting, blocked = (bit() for _ in range(4))

    @always_comb
    def decide():
        blocked.next = resetting or core_rst
        reset_core.next = resetting and not run_busy
        run_abort.next = ending or resetting
        busy.next = run_busy or waiting

    @always_comb
    def admit():
        run_start.next = (host.start or (waiting and not ending)) and not blocked

    @always_seq(clk.posedge, reset=rst)
    def keep():
        ending.next = host.stop or host.soft_reset
        if host.soft_reset:
            resetting.next = 1
        elif core_rst:
            resetting.next = 0
        if host.start and blocked:
            waiting.next = 1
        elif run_start or ending:
            waiting.next = 0

    return decide, admit, keep
