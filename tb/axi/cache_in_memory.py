"""Golden's KV cache put into the memory beside the core, and what the core wrote there held against it."""

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.simulation.external.kv_image import kv_parts


def load_cache(memory, cache, positions, geometry):
    """Puts all `positions`, a range, into a `StripedMemory`."""
    for _, places, data in kv_parts(cache, positions, geometry):
        for place, row in zip(places.tolist(), data, strict=True):
            memory.load(place, row.tobytes())


def check_cache(memory, cache, position, geometry, text=0):
    """Fails unless the memory holds what golden's cache of the `text` of this number has at `position`."""
    begin = text * KvLayout(geometry).text_words * geometry.word_bytes
    for name, places, data in kv_parts(cache, range(position, position + 1), geometry):
        expected = data[0].tobytes()
        got = memory.read(begin + int(places[0]), len(expected))
        assert got == expected, f"{name} text {text} position {position}: expected {expected.hex()}, got {got.hex()}"
