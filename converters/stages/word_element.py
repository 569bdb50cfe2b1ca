"""One element of a KV cache word that is being put together."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber, WordElementWrite
from llama2_rtl.converters.kernels.per_vector import at, per_vector


def ports(elements, k_bits, v_bits, vectors=1):
    return clocked(number=In(unsigned(clog2(elements)), "this element's place"),
                   write=In(WordElementWrite(clog2(elements), vectors)), read=In(VectorNumber(vectors)),
                   key=Out(unsigned(k_bits), "the element of a word of keys"),
                   value=Out(unsigned(v_bits), "the element of a word of values"))


@module(ports)
def word_element(clk, rst, number, write, read, key, value, *, elements, k_bits, v_bits, vectors=1):
    """Keeps the mantissa written to `place` `number`, read as a `key` or as a `value` from the next cycle on; place 0
    begins a new word, in which this element is zero until it is written. Each of several vectors has its word; `key`
    and `value` are those of the vector `read`."""
    kept_bits = max(k_bits, v_bits)
    kept = per_vector(unsigned(kept_bits), vectors, vector_of(write))
    seen = at(kept, vector_of(read))

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if write.we:
            if write.place == number:
                kept.next = write.mantissa[kept_bits:]
            elif write.place == 0:
                kept.next = 0

    @always_comb
    def show():
        key.next = seen[k_bits:]
        value.next = seen[v_bits:]

    return keep, show
