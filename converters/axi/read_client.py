"""One reader of the memory: commands in, their words as a stream out."""

from myhdl import always_comb, always_seq

from converters.axi.burst_split import burst_split
from converters.axi.bus import beat_bits
from converters.hdl import Open, bit, clock, clog2, instance, module, reset, unsigned, widen
from converters.memory.fifo import fifo


def ports(offset_bits, burst, width, depth):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_offset=unsigned(offset_bits),
                s_words=unsigned(offset_bits), req_valid=bit(), req_ready=bit(), req_offset=unsigned(offset_bits),
                req_beats=unsigned(beat_bits(burst)), push=bit(), data=unsigned(width), m_valid=bit(), m_ready=bit(),
                m_data=unsigned(width))


def check(offset_bits, burst, width, depth):
    """Raises ValueError where no burst would fit beside another."""
    if depth < 2 * burst:
        raise ValueError(f"a prefetch of {depth} words; two bursts of {burst} must fit")
    return f"{depth}"


@module(ports, suffix=check)
def read_client(clk, rst, s_valid, s_ready, s_offset, s_words, req_valid, req_ready, req_offset, req_beats, push, data,
                m_valid, m_ready, m_data, *, offset_bits, burst, width, depth):
    """A command asks for `s_words` words from word `s_offset` on; they leave on `m_data` in order, command after
    command. A burst is requested when the FIFO of `depth` words, a power of two, has room for all of the longest, so
    that `push` never has to wait.
    """
    place_bits, bits, fullest = clog2(burst), clog2(depth) + 1, depth // burst - 1
    asked, taken, under_way, beats = (unsigned(bits) for _ in range(4))
    burst_valid, burst_taken, granted = bit(), bit(), bit()
    widths = widen(req_beats, beats)
    split = instance("u_burst_split", burst_split, dict(
        clk=clk, rst=rst, s_valid=s_valid, s_ready=s_ready, s_offset=s_offset, s_words=s_words, m_valid=burst_valid,
        m_ready=burst_taken, m_offset=req_offset, m_beats=req_beats), offset_bits=offset_bits, burst=burst)
    queue = instance("u_fifo", fifo, dict(
        clk=clk, rst=rst, s_valid=push, s_ready=Open(1), s_data=data, m_valid=m_valid, m_ready=m_ready, m_data=m_data),
        width=width, depth=depth)

    @always_comb
    def request():
        req_valid.next = burst_valid and (under_way[bits:place_bits] < fullest)

    @always_comb
    def grant():
        granted.next = req_valid and req_ready
        burst_taken.next = req_valid and req_ready

    @always_seq(clk.posedge, reset=rst)
    def account():
        under_way.next = asked - taken
        if granted:
            asked.next = asked + beats
        if m_valid and m_ready:
            taken.next = taken + 1

    return widths, split, queue, request, grant, account
