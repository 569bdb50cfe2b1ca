"""Protocols between the blocks of attention."""

from llama2_rtl.converters.attention.formats import (
    BANK_BITS,
    INDEX_BITS,
    ITEM_TAG_BITS,
    RECIPROCAL_BITS,
    SCALED_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
    query_words,
    shows_short,
    sum_addr_bits,
    sum_bits,
)
from llama2_rtl.converters.hdl import Interface, Rule, backward, bit, clog2, forward, signed, unsigned
from llama2_rtl.converters.interfaces.kv import KvRead
from llama2_rtl.converters.interfaces.of_vector import of_vector


class _Unprefixed(Interface):
    """Wires that bear the same names wherever they go."""

    def port_name(self, bundle, field):
        return field


class LayerStart(Interface):
    """The pulse `start` begins a layer of the model; `first`, sampled with it, says that it is its token's first one.
    The ports of a bundle `layer` are `start` and `layer_first`, of any other `layer_start` and `layer_first`."""

    RULES = (
        Rule("pulse", "!{start} || !{was_start}", "start is a pulse of one cycle"),
        Rule("known", "!{start} || (^{first}) !== 1'bx", "whether a layer is the first is known"),
    )

    def fields(self):
        return dict(start=forward(bit(), "a layer begins"), first=forward(bit(), "it is its token's first"))

    def port_name(self, bundle, field):
        return field if (bundle, field) == ("layer", "start") else f"layer_{field}"


class KvIssue(_Unprefixed):
    """The flow control of a `KvRead` alone: `key_issue` takes the next word of keys, in any cycle in which `key_there`
    is high. Likewise values. Attention is the source."""

    RULES = KvRead.RULES

    def fields(self):
        return dict(key_there=backward(bit(), "a word of keys waits"),
                    value_there=backward(bit(), "a word of values waits"),
                    key_issue=forward(bit(), "it is taken"), value_issue=forward(bit(), "it is taken"))


class BeatMarks(_Unprefixed):
    """What the operands of a beat will be, a fixed time ahead of them, one beat at most in a cycle, never refused; with
    `layers` also where a layer ends. After reset `valid` is low."""

    RULES = (
        Rule("known", "!{valid} || (^{value}) !== 1'bx && (^{first}) !== 1'bx && (^{last}) !== 1'bx",
             "the marks of a beat are known"),
        Rule("end", "!{layer_end} || {valid} && {value} && {last}", "a layer ends with the end of a sum of values"),
    )

    def fields(self, layers=False):
        fields = dict(valid=forward(bit(), "a beat"), value=forward(bit(), "of values, else of keys"),
                      first=forward(bit(), "its sum's first"), last=forward(bit(), "its sum's last"))
        if layers:
            fields["layer_end"] = forward(bit(), "the layer's last")
        return fields


class SpanPlace(_Unprefixed):
    """Where a walk over items, spans and positions is: it goes through the positions of each span in ascending order.
    `bank` counts the spans of all items. `bank` and `index` are 0 after reset, and when a layer has started."""

    RULES = (
        Rule("ascending", "{index} == 0 || {index} == {was_index} || {index} == {was_index} + 1",
             "positions come in ascending order"),
        Rule("whole", "{bank} == {was_bank} || {index} == 0", "a span begins with its first position"),
        Rule("first", "{first_span} == {was_first_span} || {index} == 0", "first_span tells about a whole span"),
        Rule("final", "{final_span} == {was_final_span} || {index} == 0", "final_span tells about a whole span"),
    )

    def fields(self):
        return dict(bank=forward(unsigned(BANK_BITS), "the span's number, modulo the banks"),
                    index=forward(unsigned(INDEX_BITS), "the position in the span"),
                    first_span=forward(bit(), "the span is its item's first"),
                    final_span=forward(bit(), "the span is its item's last"))


class KeyBeats(_Unprefixed):
    """The next beat of keys, which waits until `issue` takes it; then the next one follows in the cycle after. The walk
    over the keys is the source. `next_item` and `next_active` look one cycle ahead: only if one of them was high may a
    beat be taken."""

    RULES = (
        Rule("order", "{item} == {was_item} || {was_issue} || {item} == 0", "a beat waits until it is taken"),
        Rule("waits", "!{issue} || {was_next_item} || {was_next_active}", "only a beat whose query waits is taken"),
        Rule("claim", "!{claim} || {issue}", "a bank is claimed with a beat", duty="source"),
        Rule("position", "!{position_end} || {issue} && {last}", "a position ends with the last word of its key",
             duty="source"),
    )

    def fields(self, geometry):
        g = geometry
        return dict(issue=backward(bit(), "the beat is taken"), next_item=forward(bit(), "an item's query waits then"),
                    next_active=forward(bit(), "a pass has begun by then"),
                    claim=forward(bit(), "a pass begins, and takes a bank"),
                    position_end=forward(bit(), "a position's last beat is taken"),
                    item_end=forward(bit(), "the position is its item's last"),
                    first=forward(bit(), "its key's first word"), last=forward(bit(), "its key's last word"),
                    item=forward(unsigned(clog2(g.items)), "the item"),
                    query_addr=forward(unsigned(clog2(query_words(g))), "the query's word"))


class ValueBeats(_Unprefixed):
    """The next beat of values, which waits until `issue` takes it; then the next one follows in the cycle after. The
    walk over the values is the source. `next_ready` and `next_active` look one cycle ahead: only if one of them was
    high may a beat be taken."""

    RULES = (
        Rule("waits", "!{issue} || {was_next_ready} || {was_next_active}",
             "only a beat of a unit that may run is taken"),
        Rule("pass_end", "!{pass_end} || {unit_end}", "a span ends with a unit"),
        Rule("item", "!{item_end} || {pass_end}", "an item ends with a span"),
        Rule("layer", "!{layer_end} || {item_end}", "a layer ends with an item"),
    )

    def fields(self):
        return dict(issue=backward(bit(), "the beat is taken"), next_ready=forward(bit(), "a unit may begin then"),
                    next_active=forward(bit(), "a unit has begun by then"), first=forward(bit(), "its unit's first"),
                    unit_end=forward(bit(), "its unit's last"), pass_end=forward(bit(), "its span's last"),
                    item_end=forward(bit(), "its item's last"), layer_end=forward(bit(), "the layer's last"))


class AddressWalk(_Unprefixed):
    """The address of the present word of a walk, which moves on by `advance`; the marks tell what ends with the present
    word, with `units` also units and spans. `layer_base` is the address 2 cycles after `start`. The walk is the
    source, what counts the addresses the sink."""

    RULES = (
        Rule("known", "(^{advance}) !== 1'bx && (^{item_end}) !== 1'bx", "whether and where the walk moves is known"),
        Rule("span", "!{span_end} || {unit_end}", "a span ends with a unit"),
        Rule("item", "!({advance} && {item_end}) || {span_end}", "an item ends with a span"),
    )

    def fields(self, addr_bits, units=False):
        fields = dict(start=forward(bit(), "a layer begins"),
                      layer_base=forward(unsigned(addr_bits), "the layer's first address"),
                      advance=forward(bit(), "the word is taken"))
        if units:
            fields |= dict(unit_end=forward(bit(), "its unit's last word"), span_end=forward(bit(), "its span's"))
        return fields | dict(item_end=forward(bit(), "its item's last word"),
                             addr=backward(unsigned(addr_bits), "the word's address"))


class ReciprocalRead(Interface):
    """Reads of the reciprocals of the softmax's denominators: `factor` and `shift` follow `item` and `slot` by one
    cycle. `item` counts from the start of a layer. The reader is the source."""

    RULES = (
        Rule("known", "(^{item}) !== 1'bx && (^{slot}) !== 1'bx", "which reciprocal is read is known"),
    )

    def fields(self, slots):
        return dict(item=forward(unsigned(ITEM_TAG_BITS), "the item"), slot=forward(unsigned(clog2(slots)), "its head"),
                    factor=backward(unsigned(RECIPROCAL_BITS), "the reciprocal's mantissa"),
                    shift=backward(unsigned(SHIFT_COUNT_BITS), "its exponent"))

    def port_name(self, bundle, field):
        if field == "shift":
            return "shift" if bundle == "read" else "factor_shift"
        return f"read_{field}" if field in ("item", "slot") else field


class SpanMarks(Interface):
    """The marks of what comes of a span's positions, one at most in a cycle, never refused; with `items` also which
    spans are an item's first. After reset `valid` is low."""

    RULES = (
        Rule("known", "(^{valid}) !== 1'bx && (!{valid} || (^{first}) !== 1'bx)", "the marks of a position are known"),
        Rule("first_span", "!{valid} || (^{first_span}) !== 1'bx", "whether a span is an item's first is known"),
    )

    def fields(self, items=False):
        fields = dict(valid=forward(bit(), "a position"), first=forward(bit(), "its span's first"))
        if items:
            fields["first_span"] = forward(bit(), "the span is its item's first")
        return fields

    def port_name(self, bundle, field):
        return field if bundle == "marks" else f"{bundle.removesuffix('s')}_{field}"


class PassMarks(_Unprefixed):
    """A pass over the positions of a span, one per cycle without a gap, from `first` to `last`. Between two passes
    there is at least a cycle without `valid`, which is low after reset."""

    RULES = (
        Rule("first", "{first} == ({valid} && !{was_valid})", "a pass begins with its first position"),
        Rule("last", "!{last} || {valid}", "a pass ends with a position"),
        Rule("gap", "!{was_last} || !{valid}", "passes do not follow one another at once"),
        Rule("dense", "!{was_valid} || {was_last} || {valid}", "a pass has no gap"),
    )

    def fields(self):
        return dict(valid=forward(bit(), "a position"), first=forward(bit(), "its span's first"),
                    last=forward(bit(), "its span's last"))


class SpanUpdate(_Unprefixed):
    """The pulse `update` brings the largest score of a span, and whether the span is its item's first; both are
    sampled with it. From one to the next there are at least 2 cycles."""

    RULES = (
        Rule("pulse", "!{update} || !{was_update}", "update is a pulse of one cycle"),
        Rule("known", "!{update} || (^{first_span}) !== 1'bx && (^{highest}) !== 1'bx", "an update is known"),
    )

    def fields(self):
        return dict(update=forward(bit(), "a span begins"), first_span=forward(bit(), "it is its item's first"),
                    highest=forward(signed(SCALED_BITS), "its largest score"))


class UnitNotice(Interface):
    """The pulse `valid` announces the sums of a unit a fixed time ahead, with what its span is within its item. After
    reset it is low. The port of `valid` bears the bundle's name."""

    RULES = (
        Rule("pulse", "!{valid} || !{was_valid}", "units are several cycles apart"),
        Rule("known", "!{valid} || (^{first_span}) !== 1'bx && (^{final_span}) !== 1'bx",
             "what span an announced unit belongs to is known"),
    )

    def fields(self):
        return dict(valid=forward(bit(), "a unit is announced"), first_span=forward(bit(), "of its item's first span"),
                    final_span=forward(bit(), "of its item's last span"))

    def port_name(self, bundle, field):
        return bundle if field == "valid" else f"{bundle}_{field}"


class UnitElements(_Unprefixed):
    """The elements of units, one per cycle while `valid`, without a gap within a unit; the marks tell about the present
    element. After reset `valid` is low."""

    RULES = (
        Rule("fresh", "!{fresh} || {valid}", "a unit's first element is one"),
        Rule("ends", "!{pass_end} || {slot_end}", "an item ends with a head"),
        Rule("order", "{place} == {was_place} || {was_valid}", "an element stays until it is there"),
    )

    def fields(self, geometry):
        return dict(valid=forward(bit(), "an element"), fresh=forward(bit(), "its unit's first"),
                    first_span=forward(bit(), "of its item's first span"),
                    final_span=forward(bit(), "of its item's last span"),
                    pass_end=forward(bit(), "the item's last element"), slot_end=forward(bit(), "its head's last"),
                    slot=forward(unsigned(clog2(geometry.heads_per_beat)), "its head"),
                    place=forward(unsigned(sum_addr_bits(geometry)), "its number within the item"))


class Dividend(_Unprefixed):
    """Weighted sums that are complete, each with the reciprocal of its denominator, one at most in a cycle, or `tail`
    of one head, never refused. After reset `in_valid` is low."""

    RULES = (
        Rule("known", "(^{in_valid}) !== 1'bx", "whether a sum is complete is known"),
        Rule("there", "!{in_valid} || (^{reciprocal}) !== 1'bx && (^{shift}) !== 1'bx",
             "the reciprocal is there when the sum is"),
    )

    def fields(self, geometry, tail=1):
        return dict(in_valid=forward(bit(), "a sum is complete"), **of_vector(geometry.vectors),
                    total=forward(signed(tail * sum_bits(geometry)), "the sum"),
                    reciprocal=forward(unsigned(RECIPROCAL_BITS), "mantissa of its denominator's reciprocal"),
                    shift=forward(unsigned(SHIFT_COUNT_BITS), "the reciprocal's exponent"),
                    **(dict(short=forward(bit(), "its item has spare slots")) if shows_short(geometry) else {}))


class ScoreMask(_Unprefixed):
    """With a score: whether it is of a position behind the vector's own, which has no weight. Nothing where there is
    one vector."""

    RULES = (
        Rule("known", "(^{masked}) !== 1'bx", "whether a score counts is known"),
    )

    def fields(self, vectors=1):
        return dict(masked=forward(bit(), "the position lies behind the vector's own")) if vectors > 1 else {}


class DotProducts(Interface):
    """Dot products of queries with the key of a position, one per slot, with the shifts that make them scores and those
    of the position's values; at most one position per cycle, in the scheduler's order, never refused.
    """

    RULES = (
        Rule("known", "!{valid} || (^{score_shifts}) !== 1'bx && (^{value_shifts}) !== 1'bx",
             "the shifts of a dot product are known"),
    )

    def fields(self, geometry):
        g = geometry
        return dict(valid=forward(bit(), "a position's dot products"),
                    value=forward(unsigned(g.slots * g.dot_bits), "the dot products"),
                    score_shifts=forward(unsigned(g.slots * SHIFT_COUNT_BITS), "their shifts"),
                    value_shifts=forward(unsigned(g.kv_per_word * SHIFT_BITS), "the shifts of the position's values"))

    def port_name(self, bundle, field):
        return {"valid": f"{bundle}_valid", "value": f"{bundle}s"}.get(field, field)
