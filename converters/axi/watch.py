"""A watchdog for a bus on which nothing moves any more."""

from myhdl import always_seq

from llama2_rtl.converters.axi.bus import SILENT_CYCLES, TIMEOUT_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned, widen


def ports():
    return clocked(limit=In(unsigned(TIMEOUT_BITS), "cycles of silence, or 0"),
                   stop=In(bit(), "the run is being ended"), pending=In(bit(), "a transfer is awaited"),
                   progress=In(bit(), "a transfer"), expired=Out(bit(), "the silence has lasted too long"))


@module(ports)
def watch(clk, rst, limit, stop, pending, progress, expired):
    """Counts the cycles of silence: those in which something is `pending` and without `progress`. `expired` is high
    from two cycles after the `limit`th of them on, until there is progress or nothing pending. The limit is the one of
    the cycle before: a smaller one ends a silence that is longer already. Where it is 0 only a silence of SILENT_CYCLES
    expires, and only while the run is at its `stop`.
    """
    silence, most, wide_limit = unsigned(TIMEOUT_BITS + 1, 1), unsigned(TIMEOUT_BITS + 1), unsigned(TIMEOUT_BITS + 1)
    limited = bit()
    full, longest = TIMEOUT_BITS, SILENT_CYCLES
    widths = widen(limit, wide_limit)

    @always_seq(clk.posedge, reset=rst)
    def choose():
        most.next = wide_limit
        limited.next = 1
        if limit == 0:
            most.next = longest
            limited.next = stop

    @always_seq(clk.posedge, reset=rst)
    def count():
        if progress or not pending:
            silence.next = 1
            expired.next = 0
        else:
            if not silence[full]:
                silence.next = silence + 1
            expired.next = limited and (silence >= most)

    return widths, choose, count
