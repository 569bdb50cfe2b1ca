"""The 16-bit values of a word, one after the other."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.hdl import bit, clock, module, reset, unsigned

VALUE_BITS = 16


def ports(values):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(VALUE_BITS * values),
                m_valid=bit(), m_data=unsigned(VALUE_BITS), pop=bit(), drop_rest=bit())


@module(ports)
def value_unpacker(clk, rst, s_valid, s_ready, s_data, m_valid, m_data, pop, drop_rest, *, values):
    """`m_data` is the next of `values` >= 2 values of a word, the lowest first; `pop` takes it, with
    `drop_rest` also the word's others. With words waiting there is one value per cycle. `s_ready` depends
    on `pop`.
    """
    width, unread = VALUE_BITS * values, values - 1
    word = unsigned(width)
    left = unsigned(values.bit_length())
    at_last = bit()

    @always_comb
    def offer():
        s_ready.next = not m_valid or (pop and (drop_rest or at_last))
        m_data.next = word[VALUE_BITS:]

    @always_seq(clk.posedge, reset=rst)
    def move():
        if s_ready:
            m_valid.next = s_valid
            at_last.next = 0
            if s_valid:
                word.next = s_data
                left.next = unread
        elif pop:
            word.next = concat(intbv(0)[VALUE_BITS:], word[width:VALUE_BITS])
            left.next = left - 1
            at_last.next = left == 1

    return offer, move
