"""Where keys and values lie in the memory beside the core: so that attention reads both in long bursts.

All sizes are in words of `word_bytes` bytes, a beat of each port. A group of heads that share a word of the engine
has a region per layer, of whole pages at each port: first its keys, span by span of SPAN positions, each span the
shifts of its positions and then their rows; from `key_region` on its values, span by span, each span the first words of
all positions, then the second ones, and so on."""

from dataclasses import dataclass
from functools import cached_property

from llama2_rtl.converters.axi.bus import FEWEST_BEAT_BYTES, MOST_BEAT_BYTES, page_beats
from llama2_rtl.converters.geometry import Geometry, ceil_div
from llama2_rtl.converters.hdl import clog2
from llama2_rtl.converters.vector.quantize_lane import SHIFT_BITS
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.image_sections import payload_bytes


@dataclass(frozen=True)
class KvLayout:
    """The places for a Geometry. Raises ValueError where its words are no beats of a bus."""

    geometry: Geometry

    def __post_init__(self):
        ports = self.geometry.ports
        if not FEWEST_BEAT_BYTES <= self.geometry.beat_bytes <= MOST_BEAT_BYTES:
            beside = "a memory beside the core" if ports == 1 else f"{ports} memory ports"
            raise ValueError(f"{self.geometry.lanes} lanes; with {beside} choose a power of two from "
                             f"{ports * FEWEST_BEAT_BYTES} to {ports * MOST_BEAT_BYTES}")

    def _beats(self, bits):
        return ceil_div(self.geometry.kv_width * bits, 8 * self.geometry.word_bytes)

    @cached_property
    def key_beats(self):
        """Words of the memory that a word of keys reaches into, the low bits first."""
        return self._beats(self.geometry.numerics.k_bits)

    @cached_property
    def value_beats(self):
        return self._beats(self.geometry.numerics.v_bits)

    @cached_property
    def entry_bits(self):
        """The shifts of a position's keys, above them those of its values."""
        return 2 * SHIFT_BITS * self.geometry.kv_per_word

    @cached_property
    def entry_bytes(self):
        """Bytes of an entry of shifts in the memory: a power of two."""
        return 1 << (ceil_div(self.entry_bits, 8) - 1).bit_length()

    @cached_property
    def entries(self):
        """Entries of shifts in a word."""
        return min(SPAN, self.geometry.word_bytes // self.entry_bytes)

    @cached_property
    def shift_words(self):
        """Words of a span's shifts."""
        return SPAN // self.entries

    @cached_property
    def key_row(self):
        """Words of a position's keys."""
        return self.geometry.chunks * self.key_beats

    @cached_property
    def key_span(self):
        return self.shift_words + SPAN * self.key_row

    @cached_property
    def value_unit(self):
        """Words of a span's values that have the same place in their rows."""
        return SPAN * self.value_beats

    @cached_property
    def value_span(self):
        return self.geometry.chunks * self.value_unit

    def _pages(self, words):
        """The words, filled up to whole pages of each port."""
        return ceil_div(words, page_beats(self.geometry.beat_bytes)) * page_beats(self.geometry.beat_bytes)

    @cached_property
    def key_region(self):
        return self._pages(self.geometry.spans * self.key_span)

    @cached_property
    def stride(self):
        """Words from one group of heads to the next."""
        return self.key_region + self._pages(self.geometry.spans * self.value_span)

    @cached_property
    def groups(self):
        """Regions of all layers, of a text."""
        return self.geometry.model.n_layers * self.geometry.kv_words

    @cached_property
    def text_words(self):
        """Words of the cache of a text: those of several texts follow one another."""
        return self.groups * self.stride

    @cached_property
    def words(self):
        """Words of the whole cache."""
        return self.geometry.sequences * self.text_words

    @cached_property
    def pages(self):
        """Pages of 4,096 bytes of the whole cache at each port, which it fills."""
        return self.words // page_beats(self.geometry.beat_bytes)

    @cached_property
    def offset_bits(self):
        """Bits of a word's place in the cache or in a packed model, and of a number of words."""
        g, page = self.geometry, page_beats(self.geometry.beat_bytes)
        image = page + payload_bytes(g.model, g.numerics.formats, g.tile) // g.word_bytes
        return max(max(self.words, image).bit_length(), clog2(page) + 1)

    def shift_place(self, group, position):
        """(word, byte within it) of a position's entry of shifts."""
        span, index = divmod(position, SPAN)
        word, entry = divmod(index, self.entries)
        return group * self.stride + span * self.key_span + word, entry * self.entry_bytes

    def key_place(self, group, position):
        """The first word of a position's keys; `key_row` words follow one another."""
        span, index = divmod(position, SPAN)
        return group * self.stride + span * self.key_span + self.shift_words + index * self.key_row

    def value_place(self, group, position, chunk):
        """The first of the `value_beats` words of one word of a position's values."""
        span, index = divmod(position, SPAN)
        return (group * self.stride + self.key_region + span * self.value_span + chunk * self.value_unit
                + index * self.value_beats)
