"""From start to stop: the header, the run, and what ends it; nothing of the run stays on the bus."""

from myhdl import always_comb, always_seq

from converters.axi.faults import (
    CODE_BITS,
    CONTEXT,
    NONE,
    READ_DECERR,
    READ_SLVERR,
    READ_TIMEOUT,
    TOKEN,
    WRITE_DECERR,
    WRITE_SLVERR,
    WRITE_TIMEOUT,
)
from converters.hdl import bit, clock, module, named, reset, unsigned

IDLE, CHECK, RUN, SETTLE, DRAIN, CLEAR = named("IDLE CHECK RUN SETTLE DRAIN CLEAR")
SETTLING = 4
"""Cycles after which a burst that began before the stop shows on `pending`, and a clear has passed everywhere."""


def ports():
    return dict(clk=clock(), rst=reset(), run_start=bit(), run_abort=bit(), checked=bit(), wrong=bit(),
                wrong_code=unsigned(CODE_BITS), read_pending=bit(), read_failed=bit(), read_decode_error=bit(),
                read_expired=bit(), write_pending=bit(), write_failed=bit(), write_decode_error=bit(),
                write_expired=bit(), bad_token=bit(), context_full=bit(), clear=bit(1), stop=bit(1), forget=bit(),
                running=bit(), busy=bit(), error=unsigned(CODE_BITS))


@module(ports)
def run_control(clk, rst, run_start, run_abort, checked, wrong, wrong_code, read_pending, read_failed,
                read_decode_error, read_expired, write_pending, write_failed, write_decode_error, write_expired,
                bad_token, context_full, clear, stop, forget, running, busy, error):
    """`run_start` while not `busy` clears `error`, lets the machine out of `clear` and waits for the header to be
    `checked`; then it is `running`. `run_abort` or a fault ends that: `stop` for SETTLING + 1 cycles at least and until
    nothing is pending, or what is pending has expired; then one cycle of `forget`, and `clear`.

    `error` is the code of the run's first fault, up to the cycle before `forget`; of several in one cycle the one with
    the lowest code. That the context was full is reported too, but ends nothing, and the next fault takes its place.
    """
    state = unsigned(3)
    settle = unsigned(3)
    ended, drained, first = bit(), bit(), bit()
    fault = unsigned(CODE_BITS)

    @always_comb
    def name_fault():
        fault.next = NONE
        if read_failed:
            fault.next = READ_DECERR if read_decode_error else READ_SLVERR
        elif write_failed:
            fault.next = WRITE_DECERR if write_decode_error else WRITE_SLVERR
        elif read_expired:
            fault.next = READ_TIMEOUT
        elif write_expired:
            fault.next = WRITE_TIMEOUT
        elif wrong:
            fault.next = wrong_code
        elif bad_token:
            fault.next = TOKEN

    @always_comb
    def decide():
        drained.next = (not read_pending or read_expired) and (not write_pending or write_expired)
        busy.next = state != IDLE
        ended.next = run_abort or (fault != NONE)
        first.next = (fault != NONE) and ((error == NONE) or (error == CONTEXT))

    @always_seq(clk.posedge, reset=rst)
    def report():
        if state == IDLE:
            if run_start:
                error.next = NONE
        elif state != CLEAR:
            if first:
                error.next = fault
            elif context_full and (error == NONE):
                error.next = CONTEXT

    @always_seq(clk.posedge, reset=rst)
    def run():
        forget.next = 0
        settle.next = 0
        if state == IDLE:
            if run_start:
                clear.next = 0
                stop.next = 0
                state.next = CHECK
        elif (state == CHECK) or (state == RUN):
            if ended:
                running.next = 0
                stop.next = 1
                state.next = SETTLE
            elif checked:
                running.next = 1
                state.next = RUN
        elif state == SETTLE:
            settle.next = settle + 1
            if settle == SETTLING:
                state.next = DRAIN
        elif state == DRAIN:
            if drained:
                forget.next = 1
                clear.next = 1
                state.next = CLEAR
        else:
            settle.next = settle + 1
            if settle == SETTLING:
                state.next = IDLE

    return name_fault, decide, report, run
