"""Widths of attention's numbers, and how many spans are in flight at once."""

from llama2_rtl.converters.geometry import SPAN_BEATS
from llama2_rtl.converters.hdl import clog2
from llama2_rtl.converters.vector.quantize_lane import SHIFT_BITS, U_BITS
from llama2_rtl.golden.config import SCORE_BITS, SCORE_FRACTION_BITS, SPAN
from llama2_rtl.golden.tables import EXP2_BITS

FRACTION_BITS = 16
"""Of the vectors before their quantisation."""

MANTISSA_BITS = 16
"""Bits of a query element as the head quantiser delivers it, and of the engine's operands."""

DOT_SHIFT = 2 * FRACTION_BITS - SCORE_FRACTION_BITS
"""What a dot product of vectors without shifts of their own is shifted by to become a score."""

SCALED_BITS = SCORE_BITS + 1
"""A score plus the shift of the position's value."""

MAXIMUM_BITS = SCALED_BITS - SCORE_FRACTION_BITS
DISTANCE_BITS = SCALED_BITS + 1
"""Running maximum minus a score: never negative."""

PROBABILITY_BITS = EXP2_BITS
SHARE_BITS = 31
"""A position's share of the softmax's denominator."""

DELTA_BITS = 6
"""The growth of the running maximum in a span, which rescales what came before."""

RECIPROCAL_BITS, SHIFT_COUNT_BITS = 16, 6
"""The reciprocal of a denominator: mantissa, and the shift that goes with it."""

INDEX_BITS = clog2(SPAN)
"""A position's place within its span."""

BANKS = 4
"""Spans between the first beat of their keys and the last beat of their values."""

BANK_BITS = clog2(BANKS)

ITEM_TAG_BITS = BANK_BITS + 1
"""Tells items apart whose denominators are still needed: those of the banks, and as many whose sums are
leaving."""

__all__ = ["SHIFT_BITS"]


def span_bits(geometry):
    """Bits of a span's number within the context."""
    return clog2(geometry.spans)


def largest_head_shift(geometry):
    """The shift of a query's or key's mantissas reaches this."""
    return U_BITS - geometry.numerics.k_bits


def dot_headroom(geometry):
    """Bits by which the shifts of a query and a key may ask for a shift of their dot product to the left."""
    return 2 * largest_head_shift(geometry) - DOT_SHIFT


def total_bits(geometry):
    """The softmax's denominator over a full context, with a sign that is always zero."""
    return 1 + SHARE_BITS + INDEX_BITS + (geometry.spans - 1).bit_length()


def sum_bits(geometry):
    """A weighted sum of values over a full context."""
    return geometry.lane_acc_bits + (geometry.spans - 1).bit_length()


def vector_elements(geometry):
    """Elements of attention's output that one item makes of a vector."""
    return geometry.heads_per_beat * geometry.model.head_dim


def word_addr_bits(geometry):
    """Address of a word of the KV cache."""
    return clog2(geometry.model.n_layers * geometry.kv_words * geometry.places * geometry.chunks)


def shift_addr_bits(geometry):
    """Address of a position's shifts in the KV cache."""
    return clog2(geometry.model.n_layers * geometry.kv_words * geometry.places)


def of_each_vector(geometry, bits):
    """Bits of a number of so many bits with that of a vector of the batch in front of it."""
    return bits + (geometry.vector_bits or 0)


def query_words(geometry):
    """Words of the query store."""
    return geometry.items * geometry.chunks


def word_elements(geometry):
    """Elements of a vector that one beat of an item carries, those of the first head lowest; a head's last word may
    hold fewer."""
    return geometry.heads_per_beat * head_elements(geometry)


def beat_elements(geometry):
    """Elements that one beat carries, vector by vector."""
    return geometry.vectors * word_elements(geometry)


def head_elements(geometry):
    """Elements of a head that one beat carries."""
    return geometry.model.head_dim if geometry.chunks == 1 else geometry.lanes


def lane_element(geometry, lane, way=0):
    """The element of a beat that `lane` carries in a way; None where it carries none."""
    slot, index = lane_slot(geometry, lane, way), lane % geometry.head_stride
    used = slot is not None and index < head_elements(geometry)
    return slot * head_elements(geometry) + index if used else None


def lane_slot(geometry, lane, way=0):
    """The slot whose head `lane` serves in a way; None where it serves none."""
    return way if geometry.chunks > 1 else geometry.slot(lane, way)


def multipliers_of_beat(geometry):
    """(lane, way) of all multipliers of attention, in the order of their operands and sums: way by way."""
    return [(lane, way) for way in range(geometry.attention_ways) for lane in range(geometry.lanes)]


def last_lanes(geometry):
    """Lanes with an element of a head's last word, of those that the head has."""
    return geometry.model.head_dim - (geometry.chunks - 1) * geometry.lanes


def last_word_elements(geometry):
    """Elements in the last word of an item."""
    return vector_elements(geometry) - (geometry.chunks - 1) * word_elements(geometry)


def sums_per_cycle(geometry):
    """Elements whose sums over a span are added to those of the spans before in a cycle, of each vector: as many as the
    tail takes, or more, the least power of two with which the sums of a unit are gone while the words of a span's keys
    and values come. All of them are of one head."""
    g, count = geometry, geometry.tail
    while word_elements(g) > count * SPAN_BEATS and head_elements(g) % (2 * count) == last_lanes(g) % (2 * count) == 0:
        count *= 2
    return count


def sums_wait(geometry):
    """Whether the complete sums of an item wait until they leave: those of several vectors leave one vector after the
    other, more may come in a cycle than the tail takes, and those of spare slots do not leave."""
    return geometry.vectors > 1 or sums_per_cycle(geometry) > geometry.tail or geometry.spare_slots > 0


def shows_short(geometry):
    """Whether it has to be known of sums that leave if their item has spare slots: words of several heads leave one
    behind the other."""
    return geometry.spare_slots > 0 and geometry.chunks > 1 and geometry.heads_per_beat > 1


def sum_addr_bits(geometry):
    """Number of as many elements as are summed up in a cycle within their item."""
    return clog2(vector_elements(geometry) // sums_per_cycle(geometry))
