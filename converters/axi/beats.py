"""What attention takes, out of beats of the bus: words of two beats, and the shifts of a span of positions."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, instance, join, module, resize, unsigned
from llama2_rtl.converters.interfaces.stream import Stream


def _word_ports(word_bytes, width):
    return clocked(s=In(Stream(8 * word_bytes)), m=Out(Stream(width)))


@module(_word_ports, suffix="{width}")
def beats_to_word(clk, rst, s, m, *, word_bytes, width):
    """A width converter: a word of `width` bits out of two beats, the low bits first. A beat per cycle, no latency from
    the second; `s_ready` follows `m_ready`. A reset drops half a word."""
    low, both, half = unsigned(8 * word_bytes), unsigned(16 * word_bytes), bit()
    data = resize(both, m.data)

    @always_comb
    def offer():
        both.next = concat(s.data, low)
        m.valid.next = s.valid and half
        s.ready.next = m.ready or not half

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if s.valid and s.ready:
            low.next = s.data
            half.next = not half

    return data, offer, keep


def words_of_beats(label, word_bytes, width, s, m):
    """Place a `beats_to_word`; where a word fits a beat, wires."""
    if width <= 8 * word_bytes:
        return resize(s.valid, m.valid), resize(m.ready, s.ready), resize(s.data, m.data)
    return instance(label, beats_to_word, dict(s=s, m=m), word_bytes=word_bytes, width=width)


def _entry_ports(entry_bits, entry_bytes, entries, words, word_bytes):
    return clocked(load=In(bit(), "the next word of the span's shifts is there"),
                   data=In(unsigned(8 * word_bytes), "that word"), pop=In(bit(), "the entry is taken"),
                   entry=Out(unsigned(entry_bits), "the present position's shifts"))


@module(_entry_ports)
def shift_entries(clk, rst, load, data, pop, entry, *, entry_bits, entry_bytes, entries, words, word_bytes):
    """A shift register: `load` brings the next of the span's `words` words of `entries` entries each, `entry_bits` in
    `entry_bytes` bytes. `entry` is the first of the span from the cycle after the last `load` on, and the next one
    from the cycle after each `pop`."""
    chunk = entries * entry_bits
    kept, fresh = unsigned(words * chunk), unsigned(chunk)
    picked = [join(Part(data, 8 * entry_bytes * i + entry_bits, 8 * entry_bytes * i),
                   Part(fresh, (i + 1) * entry_bits, i * entry_bits)) for i in range(entries)]
    total = words * chunk

    if words == 1:
        @always_seq(clk.posedge, reset=rst)
        def move():
            if load:
                kept.next = fresh
            elif pop:
                kept.next = kept >> entry_bits
    else:
        @always_seq(clk.posedge, reset=rst)
        def move():
            if load:
                kept.next = concat(fresh, kept[total:chunk])
            elif pop:
                kept.next = kept >> entry_bits

    @always_comb
    def show():
        entry.next = kept[entry_bits:]

    return picked, move, show
