"""The decoder with its KV cache and the scales of the embedding, to be driven by a test."""

from llama2_rtl.converters.control.pipeline_controller import STAGE_BITS
from llama2_rtl.converters.hdl import In, Out, clock, module, reset
from llama2_rtl.converters.interfaces.control import CoreEvents, Sampling, TokenFilters, told
from llama2_rtl.converters.interfaces.control_wires import TokenRun
from llama2_rtl.converters.interfaces.memory_wires import RowWords
from llama2_rtl.converters.interfaces.sequences import vector_texts
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.tops import on_chip


def ports(geometry):
    g = geometry
    return dict(clk=In(clock()), rst=In(reset()), weights=In(Stream(8 * g.word_bytes)),
                row=Out(RowWords(g.model, g.numerics.formats, g.tile)),
                run=In(TokenRun(g.token_bits, g.position_bits, g.vectors, choices=True, sequences=g.sequences)),
                ran=In(told(g)), texts=In(vector_texts(g)), sampling=In(Sampling(samplings=g.samplings)),
                filters=In(TokenFilters(g.sampler_list, g.samplings)), events=Out(CoreEvents(STAGE_BITS)))


@module(ports)
def decoder_on_chip(clk, rst, weights, row, run, ran, texts, sampling, filters, events, *, geometry):
    """As `decoder`. A word of the KV cache is always there."""
    return on_chip.decoder_on_chip("u_core", rst, geometry, weights=weights, row=row, run=run, ran=ran, texts=texts,
                                   sampling=sampling, filters=filters, events=events)
