"""Golden's KV cache as it lies in the memory beside the core, at one port."""

from typing import NamedTuple

import numpy as np

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.vector.quantize_lane import SHIFT_BITS
from llama2_rtl.simulation.head_words import head_words

SHIFTS, KEYS, VALUES = "shifts", "keys", "values"


class KvName(NamedTuple):
    """What lies there: SHIFTS, of keys and of values, or chunk `chunk` of KEYS or VALUES, of the heads that share word
    `word` of a layer."""

    kind: str
    layer: int
    word: int
    chunk: int = 0

    def __str__(self):
        return f"{self.kind} of layer {self.layer} word {self.word}"


def kv_parts(cache, positions, geometry):
    """`(KvName, byte offsets [positions], bytes [positions, size])` of everything that golden's `cache` has of all
    `positions`, a range."""
    g, layout, at = geometry, KvLayout(geometry), np.arange(positions.start, positions.stop)
    for layer, heads in enumerate(cache):
        for word in range(g.kv_words):
            group, members = layer * g.kv_words + word, slice(word * g.kv_per_word, (word + 1) * g.kv_per_word)
            keys, key_shifts, values, value_shifts = (
                np.asarray(part[0, positions.start:positions.stop, members]) for side in "kv" for part in heads[side])
            place, byte = layout.shift_place(group, at)
            shifts = np.concatenate([key_shifts, value_shifts], 1)
            yield (KvName(SHIFTS, layer, word), place * g.word_bytes + byte,
                   _packed(shifts, SHIFT_BITS, layout.entry_bytes))
            for chunk, elements in enumerate(head_words(keys, g)):
                place = layout.key_place(group, at) + chunk * layout.key_beats
                yield (KvName(KEYS, layer, word, chunk), place * g.word_bytes,
                       _packed(elements, g.numerics.k_bits, layout.key_beats * g.word_bytes))
            for chunk, elements in enumerate(head_words(values, g)):
                place = layout.value_place(group, at, chunk)
                yield (KvName(VALUES, layer, word, chunk), place * g.word_bytes,
                       _packed(elements, g.numerics.v_bits, layout.value_beats * g.word_bytes))


def _packed(elements, bits, size):
    """Bytes [positions, size] of elements [positions, n], `bits` bits each, element 0 the least significant."""
    planes = (elements[:, :, None].astype(np.int32) >> np.arange(bits)).astype(np.uint8) & 1
    packed = np.packbits(planes.reshape(len(elements), -1), axis=1, bitorder="little")
    return np.pad(packed, [(0, 0), (0, size - packed.shape[1])])


def kv_bytes(caches, positions, geometry):
    """The caches of texts in memory, uint8 [bytes], one behind the other, zero where `positions` have nothing."""
    image = np.zeros((geometry.sequences, KvLayout(geometry).text_words * geometry.word_bytes), np.uint8)
    for text, cache in enumerate(caches):
        for _, places, data in kv_parts(cache, positions, geometry):
            image[text, places[:, None] + np.arange(data.shape[1])] = data
    return image.reshape(-1)
