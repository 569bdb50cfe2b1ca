"""The bursts of one identifier that have no answer yet: the run's own, and behind whom those that were given up lie."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.bus import COUNT_BITS
from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, module, unsigned
from llama2_rtl.converters.interfaces.axi_wires import BurstAnswer

RULES = (
    Rule("room", f"!{{begun}} || {{count}} != {(1 << COUNT_BITS) - 1}", "no more bursts are open than can be counted"),
)


def ports():
    return clocked(begun=In(bit(), "a burst of the run is opened"), forget=In(bit(), "all open bursts are given up"),
                   answer=In(BurstAnswer()), own=Out(bit(), "the run has an open burst"),
                   given_up=Out(unsigned(COUNT_BITS), "open bursts that were given up"))


@module(ports)
def open_bursts(clk, rst, begun, forget, answer, own, given_up):
    """A scoreboard of two counts: `begun` opens a burst of the run, and `own` is high while it has one open. `forget`
    gives up all that are open: from the next cycle on they are among the `given_up`, and only `rst`, which resets the
    memory's side of the bus with it, forgets those.

    `answered` marks a beat of a read, or the response of a write, and `last` with it the end of a burst. It belongs to
    the oldest burst that is open, for AXI answers one identifier in order, and in the same cycle is `taken`, for the
    run, or `dropped`; `ended` closes the burst. An answer that nobody asked for is neither, and changes nothing.
    """
    count, following, dropping, owns = unsigned(COUNT_BITS), unsigned(COUNT_BITS), bit(), bit()

    @always_comb
    def look():
        dropping.next = given_up != 0
        owns.next = count != given_up
        own.next = count != given_up

    @always_comb
    def sort():
        answer.taken.next = answer.answered and owns and not dropping
        answer.dropped.next = answer.answered and dropping
        answer.ended.next = answer.answered and answer.last and (owns or dropping)

    @always_comb
    def follow():
        following.next = count
        if begun and not answer.ended:
            following.next = count + 1
        elif answer.ended and not begun:
            following.next = count - 1

    @always_seq(clk.posedge, reset=rst)
    def keep():
        count.next = following
        if forget:
            given_up.next = following
        elif answer.ended and dropping:
            given_up.next = given_up - 1

    checks = check(clk, rst, RULES, begun=begun, count=count)
    return look, sort, follow, keep, checks
