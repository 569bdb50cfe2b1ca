"""Golden's KV cache as it lies in the memory beside the core."""

from converters.axi.kv_layout import KvLayout
from tb.harness.streams import pack
from tb.tops.cache_fill import word_elements


def kv_bytes(cache, positions, geometry):
    """`(name, byte offset, bytes)` of everything that golden's `cache` has of all `positions`, a range."""
    g, layout = geometry, KvLayout(geometry)
    for layer, heads in enumerate(cache):
        (keys, key_shifts), (values, value_shifts) = (
            [part[0, :positions.stop].tolist() for part in heads[side]] for side in "kv")
        for word in range(g.kv_words):
            group, members = layer * g.kv_words + word, slice(word * g.kv_per_word, (word + 1) * g.kv_per_word)
            for at in positions:
                where = f"layer {layer} word {word} position {at}"
                place, byte = layout.shift_place(group, at)
                entry = pack(key_shifts[at][members] + value_shifts[at][members], 5)
                yield f"shifts of {where}", place * g.lanes + byte, entry.to_bytes(layout.entry_bytes, "little")
                for chunk, elements in enumerate(word_elements(keys[at][members], g)):
                    place = layout.key_place(group, at) + chunk * layout.key_beats
                    yield f"keys of {where}", place * g.lanes, _bytes(elements, g.numerics.k_bits, layout.key_beats, g)
                for chunk, elements in enumerate(word_elements(values[at][members], g)):
                    place = layout.value_place(group, at, chunk)
                    yield (f"values of {where}", place * g.lanes,
                           _bytes(elements, g.numerics.v_bits, layout.value_beats, g))


def _bytes(elements, bits, beats, geometry):
    return pack(elements, bits).to_bytes(beats * geometry.lanes, "little")


def load_cache(memory, base, cache, positions, geometry):
    """Puts all `positions`, a range, into an `AxiMemory`."""
    for _, at, data in kv_bytes(cache, positions, geometry):
        memory.load(base + at, data)


def check_cache(memory, base, cache, position, geometry):
    """Fails unless the memory holds what golden's cache has at `position`."""
    for name, at, data in kv_bytes(cache, range(position, position + 1), geometry):
        got = b"".join(memory.read(base + byte, 1) for byte in range(at, at + len(data)))
        assert got == data, f"{name}: expected {data.hex()}, got {got.hex()}"
