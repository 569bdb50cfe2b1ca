"""The 16-bit values of a word, one after the other."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, clog2, module, pick, reset, unsigned

VALUE_BITS = 16


def ports(values):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(VALUE_BITS * values),
                m_valid=bit(), m_data=unsigned(VALUE_BITS), pop=bit(), drop_rest=bit())


@module(ports)
def value_unpacker(clk, rst, s_valid, s_ready, s_data, m_valid, m_data, pop, drop_rest, *, values):
    """`m_data` is the next of `values` values of a word, a power of two from 2 on, the lowest first; `pop` takes it,
    with `drop_rest` also the word's others, and then the next one may come a cycle later. Else, with words waiting,
    there is one value per cycle. A word is kept by its giver until its last value is in `m_data`; `s_ready` depends
    on `pop`.
    """
    last = values - 1
    index, chosen = unsigned(clog2(values)), unsigned(VALUE_BITS)
    drop, load = bit(), bit()
    choice = pick(s_data, index, chosen)

    @always_comb
    def decide():
        drop.next = pop and drop_rest and (index != 0)
        load.next = s_valid and (pop or not m_valid) and not (drop_rest and pop and (index != 0))

    @always_comb
    def take():
        s_ready.next = drop or (load and (index == last))

    @always_seq(clk.posedge, reset=rst)
    def move():
        if pop or not m_valid:
            m_valid.next = load
        if load:
            m_data.next = chosen
            index.next = index + 1
        elif drop:
            index.next = 0

    return choice, decide, take, move
