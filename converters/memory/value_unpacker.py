"""The values of a word, one after the other."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, pick, unsigned
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.interfaces.vector import Gains

VALUE_BITS = 16


def ports(values, value_bits=VALUE_BITS):
    return clocked(s=In(Stream(value_bits * values)), m=Out(Gains(value_bits, ends=False)),
                   drop_rest=In(bit(), "with pop: drop the rest of the word too"))


@module(ports)
def value_unpacker(clk, rst, s, m, drop_rest, *, values, value_bits=VALUE_BITS):
    """`m_data` is the next of `values` values of a word, a power of two from 2 on, the lowest first; `pop` takes it,
    with `drop_rest` also the word's others, and then the next one may come a cycle later. Else, with words waiting,
    there is one value per cycle. A word is taken from its stream with its last value.

    Two values wait in registers, which leave and are filled in turn, each with a bit that says whether it is its word's
    last: so `pop` is on the path to what is chosen from a word only where it drops that.
    """
    before_last = values - 2
    index, chosen = unsigned(clog2(values)), unsigned(value_bits)
    even, odd, entry = (unsigned(value_bits + 1) for _ in range(3))
    at_end, full, leave_odd, fill_odd, ends, leave, dropping, advance = (bit() for _ in range(8))
    choice = pick(s.data, index, chosen)

    @always_comb
    def offer():
        m.value.next = even[value_bits:]
        ends.next = even[value_bits]
        if leave_odd:
            m.value.next = odd[value_bits:]
            ends.next = odd[value_bits]

    @always_comb
    def describe():
        entry.next = concat(at_end, chosen)
        leave.next = m.valid and m.pop
        dropping.next = m.valid and m.pop and drop_rest and not ends

    @always_comb
    def choose():
        advance.next = s.valid and not full and not dropping

    # Of a word that is dropped the registers may hold the rest; then the next one of the stream is whole.
    @always_comb
    def take():
        s.ready.next = (advance and at_end) or (dropping and (index != 0))

    @always_seq(clk.posedge, reset=rst)
    def count():
        if dropping:
            m.valid.next = 0
            full.next = 0
        elif advance and not leave:
            m.valid.next = 1
            full.next = m.valid
        elif leave and not advance:
            m.valid.next = full
            full.next = 0
        if dropping:
            index.next = 0
            at_end.next = 0
        elif advance:
            index.next = index + 1
            at_end.next = index == before_last

    @always_seq(clk.posedge, reset=rst)
    def move():
        if dropping:
            leave_odd.next = 0
            fill_odd.next = 0
        else:
            if leave:
                leave_odd.next = not leave_odd
            if advance:
                fill_odd.next = not fill_odd
        if advance and fill_odd:
            odd.next = entry
        elif advance:
            even.next = entry

    return choice, offer, describe, choose, take, count, move
