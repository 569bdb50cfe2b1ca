"""A multiplexer of the writers of the vector before the quantiser: the norm, attention or the feed-forward network."""

from myhdl import always_comb

from llama2_rtl.converters.hdl import In, Out, module, unsigned, widen
from llama2_rtl.converters.interfaces.vector import VectorElements


def ports(index_bits, dim_bits, attend_bits, hidden_bits, vectors=1, tail=1):
    norm_u, attend_u, hidden_u, elements = (VectorElements(bits, vectors, tail) for bits in (
        dim_bits, attend_bits, hidden_bits, index_bits))
    return dict(norm_u=In(norm_u), attend_u=In(attend_u), hidden_u=In(hidden_u), elements=Out(elements))


@module(ports)
def element_select(norm_u, attend_u, hidden_u, elements, *, index_bits, dim_bits, attend_bits, hidden_bits, vectors=1,
                   tail=1):
    """Passes on the element of whichever source writes; no two do in one cycle. Combinational."""
    norm_wide, attend_wide, hidden_wide = unsigned(index_bits), unsigned(index_bits), unsigned(index_bits)
    extensions = (widen(norm_u.index, norm_wide), widen(attend_u.index, attend_wide),
                  widen(hidden_u.index, hidden_wide))

    @always_comb
    def select():
        elements.we.next = norm_u.we or attend_u.we or hidden_u.we
        elements.commit.next = norm_u.commit or attend_u.commit or hidden_u.commit
        if norm_u.we:
            elements.index.next = norm_wide
            elements.value.next = norm_u.value
        elif attend_u.we:
            elements.index.next = attend_wide
            elements.value.next = attend_u.value
        else:
            elements.index.next = hidden_wide
            elements.value.next = hidden_u.value

    if vectors == 1:
        return extensions, select

    @always_comb
    def select_vector():
        if norm_u.we:
            elements.vector.next = norm_u.vector
        elif attend_u.we:
            elements.vector.next = attend_u.vector
        else:
            elements.vector.next = hidden_u.vector

    return extensions, select, select_vector
