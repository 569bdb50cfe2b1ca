"""One reader of the memory: commands in, their words as a stream out."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.burst_split import burst_split
from llama2_rtl.converters.axi.bus import beat_bits
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, clog2, instance, module, unsigned, widen
from llama2_rtl.converters.interfaces.stream import BurstRequest, Stream, WordRange
from llama2_rtl.converters.memory.fifo import fifo


def ports(offset_bits, burst, width, depth):
    return clocked(s=In(WordRange(offset_bits)), req=Out(BurstRequest(offset_bits, beat_bits(burst))),
                   push=In(bit(), "a word of a burst is there"), data=In(unsigned(width), "the word"),
                   m=Out(Stream(width)))


def check(offset_bits, burst, width, depth):
    """Raises ValueError where no burst would fit beside another."""
    if depth < 2 * burst:
        raise ValueError(f"a prefetch of {depth} words; two bursts of {burst} must fit")
    return f"{depth}"


@module(ports, suffix=check)
def read_client(clk, rst, s, req, push, data, m, *, offset_bits, burst, width, depth):
    """A prefetcher with credits: a command asks for `s_words` words from word `s_offset` on; they leave on `m_data` in
    order, command after command, a word per cycle. A burst is requested when the FIFO of `depth` words, a power of two,
    has room for all of the longest beside what is asked for, so that `push`, with `data`, needs no backpressure. A
    reset empties the FIFO and forgets the commands.
    """
    place_bits, bits, fullest = clog2(burst), clog2(depth) + 1, depth // burst - 1
    asked, taken, in_flight, beats = (unsigned(bits) for _ in range(4))
    cut = BurstRequest(offset_bits, beat_bits(burst)).with_wires(offset=req.offset, beats=req.beats)
    granted = bit()
    widths = widen(req.beats, beats)
    split = instance("u_burst_split", burst_split, dict(s=s, m=cut), offset_bits=offset_bits, burst=burst)
    queue = instance("u_fifo", fifo, dict(s_valid=push, s_ready=Open(1), s_data=data, m=m), width=width, depth=depth)

    @always_comb
    def request():
        req.valid.next = cut.valid and (in_flight[bits:place_bits] < fullest)

    @always_comb
    def grant():
        granted.next = req.valid and req.ready
        cut.ready.next = req.valid and req.ready

    @always_seq(clk.posedge, reset=rst)
    def account():
        in_flight.next = asked - taken
        if granted:
            asked.next = asked + beats
        if m.valid and m.ready:
            taken.next = taken + 1

    return widths, split, queue, request, grant, account
