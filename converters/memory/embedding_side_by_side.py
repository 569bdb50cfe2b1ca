"""The embedding: a token's row as elements of the residual, several in a cycle."""

from llama2_rtl.converters.hdl import (
    In,
    Open,
    Out,
    Part,
    bit,
    clocked,
    instance,
    join,
    module,
    part,
    signed,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.memory.block_embedding import block_embedding
from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.golden.embedding_place import row_word_bits
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS


def ports(weights, columns, dim, tail):
    return clocked(start=In(bit(), "take the next row"),
                   scale=In(unsigned(STORED_SCALE_BITS), "the row's scale: exponent, mantissa"),
                   s=In(Stream(row_word_bits(weights, columns))),
                   load_x=Out(Samples(value=signed(tail * Q16_16.bits))))


@module(ports)
def embedding_side_by_side(clk, rst, start, scale, s, load_x, *, weights, columns, dim, tail):
    """As `embedding`, or where the table is in blocks `block_embedding`, of one vector, with `tail` elements in a
    cycle, a power of two that divides `columns` and `dim`. Instance i takes each word's elements i, i + tail, ..."""
    own_columns, code_bits = columns // tail, weights.code_bits
    child, of_format = (block_embedding, dict(weights=weights)) if weights.block else (embedding, {})
    own_bits, units, codes_bits = row_word_bits(weights, own_columns), [], columns * code_bits
    for i in range(tail):
        own = wire(unsigned(own_bits), f"own_{i}")
        units += [join(part(s.data, i + tail * column, code_bits), part(own, column, code_bits))
                  for column in range(own_columns)]
        if weights.block:
            units.append(join(Part(s.data, len(s.data), codes_bits), Part(own, own_bits, own_columns * code_bits)))
        units.append(instance(f"u_embedding_{i}", child, dict(
            start=start, scale=scale, s_valid=s.valid, s_ready=Open(1) if i else s.ready, s_data=own,
            load_valid=Open(1) if i else load_x.valid, load_x=part(load_x.value, i, Q16_16.bits)),
            columns=own_columns, dim=dim // tail, **of_format))
    return units
