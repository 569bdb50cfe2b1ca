"""A row of the embedding out of the memory of the weights, element by element."""

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.memory_wires import PassEnd, RowWords
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.memory.block_embedding import block_embedding
from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.converters.memory.register_slice import register_slice
from llama2_rtl.converters.memory.weight_source import weight_source
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS


def ports(model, formats, tile, file):
    return clocked(m=Out(Stream(8 * tile.word_bytes)), pass_end=In(PassEnd()), start=In(bit(), "fetch the row"),
                   row=In(unsigned(clog2(model.vocab_size)), "its number"), take=In(bit(), "take it"),
                   scale=In(unsigned(STORED_SCALE_BITS), "its scale"),
                   load_x=Out(Samples(value=signed(Q16_16.bits))))


@module(ports)
def row_elements(clk, rst, m, pass_end, start, row, take, scale, load_x, *, model, formats, tile, file):
    """A `weight_source`, the slice at the engine's entry, and the `embedding` or `block_embedding`."""
    words, asked = Stream(8 * tile.word_bytes), RowWords(model, formats, tile).with_wires(start=start, row=row)
    weights = formats("embedding")
    block, of_format = (block_embedding, dict(weights=weights)) if weights.block else (embedding, {})
    return (instance("u_weight_source", weight_source, dict(m=words, pass_end=pass_end, row=asked), model=model,
                     formats=formats, tile=tile, file=file),
            instance("u_entry", register_slice, dict(s=words, m=m), width=8 * tile.word_bytes),
            instance("u_embedding", block, dict(
                start=take, scale=scale, s=Stream(len(asked.data)).with_wires(
                    valid=asked.valid, ready=asked.ready, data=asked.data), load_x=load_x),
                columns=tile.columns, dim=model.dim, **of_format))
