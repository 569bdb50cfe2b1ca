"""What the readers of the KV cache begin with: where the positions lie that they read."""

from typing import NamedTuple

from llama2_rtl.converters.attention.attention import split_position
from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.axi.kv_place import kv_place
from llama2_rtl.converters.axi.read_turns import read_turns
from llama2_rtl.converters.hdl import Const, Open, bit, instance, unsigned, wire
from llama2_rtl.converters.interfaces.attention import SpanPosition
from llama2_rtl.converters.interfaces.axi_wires import KvPlace, ReadTurn
from llama2_rtl.converters.interfaces.batch import Batch


class Reads(NamedTuple):
    """When a reader begins, and the `span` of the first position that it finds in the store of the newest ones; the
    vectors of the batch whose these are; its `turn`, and `region`, where the first region of that begins: 0 where there
    is one text. `blocks` drive them."""

    start: object
    span: SpanPosition
    batch: Batch
    turn: ReadTurn
    region: object
    blocks: tuple


class ReadPlaces(NamedTuple):
    """What `kv_place` makes of a position, and the `blocks` that do."""

    place: KvPlace
    value_span_at: object
    value_rest: object
    blocks: tuple


def reads_at_once(geometry, start, batch, position):
    """The Reads of all readers of a core that works on one text: all layers one after the other, from `start` on."""
    where, split = split_position(geometry, position)
    return Reads(start, where["span"], batch, ReadTurn(geometry), Const(0, KvLayout(geometry).offset_bits), (split,))


def reads_in_turns(name, geometry, start, batch, at, asks):
    """The Reads of the reader of this name in a core that works on several texts: `read_turns` at its own pace. A
    reader that `asks` the memory for words wants the `region` of a turn, one that hands them on the vectors."""
    g = geometry

    def named(signal, what):
        return wire(signal, f"{name}_{what}")

    bits, attending, turn = KvLayout(g).offset_bits, Batch(g.vectors, ends=True), ReadTurn(g)
    position, turn_start = named(unsigned(g.position_bits), "position"), named(bit(), "turn_start")
    named(turn.done, "turn_done")
    if asks:
        region = named(unsigned(bits), "region")
        attending, turn = attending.leaving_open(*attending.members), turn.leaving_open("last")
    else:
        region = Open(bits)
        named(turn.last, "turn_last")
        for end, signal in attending.wires.items():
            named(signal, f"{end}_vector")
    turns = instance(f"u_{name}_turns", read_turns, dict(
        start=start, batch=batch, at=at, attending=attending, turn=turn, turn_start=turn_start, position=position,
        region=region), geometry=g)
    where, split = split_position(g, position, f"{name}_last_index")
    return Reads(turn_start, where["span"], attending, turn, region, (turns, split))


def done_of(reads):
    """The wire by which a reader says that it has read all of its turn; nothing hears it where there is one text."""
    return reads.turn.done if reads.turn.members else Open(1)


def read_places(name, geometry, span, wanted):
    """The ReadPlaces of the positions before a SpanPosition, of a reader of this name: those `wanted`, by their names
    at `kv_place`."""
    g, bits = geometry, KvLayout(geometry).offset_bits
    place = KvPlace(g)
    of_span = dict(value_span_at=unsigned(bits), value_rest=unsigned(bits))
    for what, signal in (place.wires | of_span).items():
        if what in wanted:
            wire(signal, f"{name}_{what}")
    placing = instance(f"u_{name}_place", kv_place, dict(
        span=span, place=place.leaving_open(*(what for what in place.members if what not in wanted)),
        **{what: signal if what in wanted else Open(bits) for what, signal in of_span.items()}), geometry=g)
    return ReadPlaces(place, **of_span, blocks=(placing,))
