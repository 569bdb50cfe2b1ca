"""Golden's KV cache put into the memory beside the core, and what the core wrote there held against it."""

from llama2_rtl.simulation.external.kv_image import kv_parts


def load_cache(memory, cache, positions, geometry):
    """Puts all `positions`, a range, into a `StripedMemory`."""
    for _, places, data in kv_parts(cache, positions, geometry):
        for place, row in zip(places.tolist(), data, strict=True):
            memory.load(place, row.tobytes())


def check_cache(memory, cache, position, geometry):
    """Fails unless the memory holds what golden's cache has at `position`."""
    for name, places, data in kv_parts(cache, range(position, position + 1), geometry):
        expected = data[0].tobytes()
        got = memory.read(int(places[0]), len(expected))
        assert got == expected, f"{name} position {position}: expected {expected.hex()}, got {got.hex()}"
