"""Two beats of the bus put together to a word of the KV cache."""

from myhdl import always_comb, always_seq, concat

from converters.hdl import bit, clock, instance, module, reset, resize, unsigned


def ports(lanes, width):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(8 * lanes), m_valid=bit(),
                m_ready=bit(), m_data=unsigned(width))


@module(ports, suffix="{width}")
def beats_to_word(clk, rst, s_valid, s_ready, s_data, m_valid, m_ready, m_data, *, lanes, width):
    """A word of `width` bits out of two beats, the low bits first. No latency from the second."""
    low, both = unsigned(8 * lanes), unsigned(16 * lanes)
    half = bit()
    data = resize(both, m_data)

    @always_comb
    def offer():
        both.next = concat(s_data, low)
        m_valid.next = s_valid and half
        s_ready.next = m_ready or not half

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if s_valid and s_ready:
            low.next = s_data
            half.next = not half

    return data, offer, keep


def words_of_beats(label, lanes, width, clk, rst, s_valid, s_ready, s_data, m_valid, m_ready, m_data):
    """Place a `beats_to_word`; where a word fits a beat, wires."""
    if width <= 8 * lanes:
        return resize(s_valid, m_valid), resize(m_ready, s_ready), resize(s_data, m_data)
    return instance(label, beats_to_word, dict(
        clk=clk, rst=rst, s_valid=s_valid, s_ready=s_ready, s_data=s_data, m_valid=m_valid, m_ready=m_ready,
        m_data=m_data), lanes=lanes, width=width)
