"""One element of a KV cache word that is being put together."""

from myhdl import always_comb, always_seq

from converters.hdl import In, Out, clock, clog2, module, reset, unsigned
from converters.interfaces.stages_wires import WordElementWrite


def ports(elements, k_bits, v_bits):
    return dict(clk=In(clock()), rst=In(reset()), number=In(unsigned(clog2(elements)), "this element's place"),
                write=In(WordElementWrite(clog2(elements))), key=Out(unsigned(k_bits), "the element of a word of keys"),
                value=Out(unsigned(v_bits), "the element of a word of values"))


@module(ports)
def word_element(clk, rst, number, write, key, value, *, elements, k_bits, v_bits):
    """Keeps the mantissa written to `place` `number`, read as a `key` or as a `value` from the next cycle on; place 0
    begins a new word, in which this element is zero until it is written."""
    kept_bits = max(k_bits, v_bits)
    kept = unsigned(kept_bits)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if write.we:
            if write.place == number:
                kept.next = write.mantissa[kept_bits:]
            elif write.place == 0:
                kept.next = 0

    @always_comb
    def read():
        key.next = kept[k_bits:]
        value.next = kept[v_bits:]

    return keep, read
