"""The turns of a pass in one reader of the KV cache: layer by layer those of its texts."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.sequence_walk import sequence_walk
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.kv_place import LATENCY as PLACE_LATENCY
from llama2_rtl.converters.axi.text_region import text_region
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, clog2, instance, module, unsigned
from llama2_rtl.converters.interfaces.axi_wires import ReadTurn, TextPlace
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.sequences import SequenceTurn, pass_positions
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.per_vector import pick_vector


def ports(geometry):
    g = geometry
    return clocked(start=In(bit(), "the reads of a pass begin"), batch=In(Batch(g.vectors)), at=In(pass_positions(g)),
                   attending=Out(Batch(g.vectors, ends=True)), turn=Out(ReadTurn(g)),
                   turn_start=Out(bit(), "a turn begins"),
                   position=Out(unsigned(g.position_bits), "that of the first of its vectors"),
                   region=Out(unsigned(KvLayout(g).offset_bits), "where the first region of its text and layer begins"))


@module(ports)
def read_turns(clk, rst, start, batch, at, attending, turn, turn_start, position, region, *, geometry):
    """From `start` on for each layer a turn of each text of the batch, as `sequence_walk` has them, one after the other
    as the reader is done with them. Where it reads stands when it begins: what `kv_place` makes of the position too.
    """
    g, layout = geometry, KvLayout(geometry)
    last_layer, last_vector, stride = g.model.n_layers - 1, g.vectors - 1, g.kv_words * layout.stride
    layer, layer_start, layer_ends, at_last = unsigned(clog2(g.model.n_layers)), bit(), bit(), bit()
    layer_region, own, text = unsigned(layout.offset_bits), SequenceTurn(g), TextPlace(g)

    @always_comb
    def look():
        at_last.next = attending.last == last_vector
        turn.last.next = attending.last == last_vector
        layer_ends.next = turn.done and at_last and (layer != last_layer)

    @always_comb
    def start_layer():
        layer_start.next = start or layer_ends

    texts = instance("u_sequence_walk", sequence_walk, dict(
        start=layer_start, batch=batch, at=at, done=turn.done, turn=own, attending=attending,
        position=Open(g.position_bits), ready=Open(1)), geometry=g)
    first = pick_vector(at.positions, g.vectors, attending.first, position)
    place = instance("u_text_region", text_region, dict(number=own.number, text=text), geometry=g)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if start:
            layer.next = 0
            layer_region.next = 0
        elif layer_ends:
            layer.next = layer + 1
            layer_region.next = layer_region + stride

    @always_seq(clk.posedge, reset=rst)
    def add():
        region.next = layer_region + text.at

    begins = delayed("u_turn_start", own.start, turn_start, PLACE_LATENCY)
    return look, start_layer, texts, first, place, count, add, begins
