"""From start to stop: the header, the run, and what ends it; nothing of the run stays on the bus."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.faults import (
    CODE_BITS,
    CONTEXT,
    KV_LIMIT,
    NONE,
    READ_DECERR,
    READ_SLVERR,
    READ_TIMEOUT,
    TOKEN,
    WRITE_DECERR,
    WRITE_SLVERR,
    WRITE_TIMEOUT,
)
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, named, state_register, unsigned
from llama2_rtl.converters.interfaces.axi import RunEnd
from llama2_rtl.converters.interfaces.axi_wires import HeaderVerdict, WatchedReport

IDLE, CHECK, RUN, SETTLE, DRAIN, CLEAR, REFUSE = named("IDLE CHECK RUN SETTLE DRAIN CLEAR REFUSE")
SETTLING = 4
"""Cycles after which a burst that began before the stop shows on `pending`, and a clear has passed everywhere."""


def ports():
    return clocked(run_start=In(bit(), "the run begins"), run_abort=In(bit(), "the run ends"),
                   kv_short=In(bit(), "the KV cache has too few pages"), header=In(HeaderVerdict()),
                   read=In(WatchedReport()), write=In(WatchedReport()),
                   bad_token=In(bit(), "a token outside the vocabulary"),
                   context_full=In(bit(), "a token at the last position"), clear=Out(bit(1), "reset of the run"),
                   run_end=Out(RunEnd().with_wires(stop=bit(1))), running=Out(bit(), "prompts are taken"),
                   busy=Out(bit(), "a run goes on or is drained"),
                   error=Out(state_register(NONE), "the run's first fault"))


@module(ports)
def run_control(clk, rst, run_start, run_abort, kv_short, header, read, write, bad_token, context_full, clear, run_end,
                running, busy, error):
    """`run_start` while not `busy` clears `error`, lets the machine out of `clear` and waits for the header to be
    `checked`; then it is `running`. `run_abort` or a fault ends that: `stop` for SETTLING + 1 cycles at least and until
    nothing is pending, or what is pending has expired; then one cycle of `forget`, and `clear`. A `run_start` while
    `kv_short` leaves the machine in `clear`, and is the error KV_LIMIT; `busy` lasts for SETTLING + 2 cycles then.

    `error` is the code of the run's first fault, up to the cycle before `forget`; of several in one cycle the one with
    the lowest code. That the context was full is reported too, but ends nothing, and the next fault takes its place.
    """
    state = state_register(IDLE)
    settle, ended, drained, first, fault = unsigned(3), bit(), bit(), bit(), unsigned(CODE_BITS)

    @always_comb
    def name_fault():
        fault.next = NONE
        if read.failed:
            fault.next = READ_DECERR if read.decode_error else READ_SLVERR
        elif write.failed:
            fault.next = WRITE_DECERR if write.decode_error else WRITE_SLVERR
        elif read.expired:
            fault.next = READ_TIMEOUT
        elif write.expired:
            fault.next = WRITE_TIMEOUT
        elif header.wrong:
            fault.next = header.code
        elif bad_token:
            fault.next = TOKEN

    @always_comb
    def decide():
        drained.next = (not read.pending or read.expired) and (not write.pending or write.expired)
        busy.next = state != IDLE
        ended.next = run_abort or (fault != NONE)
        first.next = (fault != NONE) and ((error == NONE) or (error == CONTEXT))

    @always_seq(clk.posedge, reset=rst)
    def report():
        if state == IDLE:
            if run_start:
                error.next = NONE
        elif state == REFUSE:
            error.next = KV_LIMIT
        elif state != CLEAR:
            if first:
                error.next = fault
            elif context_full and (error == NONE):
                error.next = CONTEXT

    @always_seq(clk.posedge, reset=rst)
    def run():
        run_end.forget.next = 0
        settle.next = 0
        if state == IDLE:
            if run_start and kv_short:
                state.next = REFUSE
            elif run_start:
                clear.next = 0
                run_end.stop.next = 0
                state.next = CHECK
        elif state == REFUSE:
            state.next = CLEAR
        elif (state == CHECK) or (state == RUN):
            if ended:
                running.next = 0
                run_end.stop.next = 1
                state.next = SETTLE
            elif header.checked:
                running.next = 1
                state.next = RUN
        elif state == SETTLE:
            settle.next = settle + 1
            if settle == SETTLING:
                state.next = DRAIN
        elif state == DRAIN:
            if drained:
                run_end.forget.next = 1
                clear.next = 1
                state.next = CLEAR
        else:
            settle.next = settle + 1
            if settle == SETTLING:
                state.next = IDLE

    return name_fault, decide, report, run
