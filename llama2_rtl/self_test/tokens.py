"""The core at work: the keys and values that it leaves in memory, position by position and layer by layer, and the
tokens that it chooses."""

from collections import Counter

import numpy as np

from llama2_rtl.converters.vector.formats import SHIFT_BITS
from llama2_rtl.device.regions import CACHE
from llama2_rtl.golden.stripes import whole
from llama2_rtl.self_test.address_lines import explained
from llama2_rtl.self_test.finding import Finding, at_port
from llama2_rtl.self_test.memory import WORD, pattern
from llama2_rtl.simulation.external.kv_image import KEYS, SHIFTS, kv_parts


def check_tokens(attached, regions, vectors, report=lambda done, of: None):
    """Runs the turns of Vectors on a KV cache full of `memory.pattern`, and holds what they leave there and the tokens
    chosen against golden's. Returns what was seen, in words; raises Finding."""
    tokens = _run(attached, vectors, report)
    compared = _check_cache(attached, regions, vectors)
    position = -1
    for turn, token in zip(vectors.turns, tokens, strict=True):
        position += len(turn.tokens)
        if token != turn.token:
            raise Finding(f"token chosen after position {position}: {token}, expected {turn.token}, while the keys and "
                          f"values of all layers are golden's: what lies behind those of the last layer is wrong, "
                          f"which is {_last_stages(attached.geometry)} or the choice itself")
    return (f"{vectors.positions} positions through {len(vectors.cache)} layers, {compared:,} bytes of keys and "
            f"values, {len(tokens)} tokens chosen")


def _run(attached, vectors, report):
    """The tokens that the core chooses in the turns. Raises Finding where it stops."""
    done, tokens = 0, []
    try:
        attached.begin(max_tokens=1)
        for number, turn in enumerate(vectors.turns):
            report(done, vectors.positions)
            for name, word in dict(RESUME=int(number > 0), INVERSE_TEMPERATURE=turn.inverse_temperature,
                                   SEED=turn.seed).items():
                attached.driver.set(name, word)
            attached.call("send", turn.tokens)
            tokens += attached.driver.answer()
            done += len(turn.tokens)
        attached.call("finish")
    except attached.fault as fault:
        port = attached.driver.get("ERROR_PORT") if attached.geometry.ports > 1 else 0
        raise Finding(f"the core stops at position {attached.driver.get('POSITION')}"
                      f"{at_port(attached.geometry, port)}: {fault}") from None
    return tokens


def _check_cache(attached, regions, vectors):
    """Compares everything that the turns have left in memory. Returns how many bytes; raises Finding."""
    memory, compared = _Cache(attached), 0
    for position in range(vectors.positions):
        for name, places, data in kv_parts(vectors.cache, range(position, position + 1), attached.geometry):
            place, expected = int(places[0]), data[0].tobytes()
            got = memory.read(place, len(expected))
            if got != expected:
                raise Finding(_difference(attached, regions, vectors, memory, position, name, place, expected, got))
            compared += len(expected)
    return compared


class _Cache:
    """The KV cache in memory, whose words lie at the ports stripe by stripe."""

    def __init__(self, attached):
        self.geometry, self.device = attached.geometry, attached.device

    def read(self, place, size):
        """The bytes from a place of the whole cache on."""
        g = self.geometry
        first, end = place // g.word_bytes, -(-(place + size) // g.word_bytes)
        striped = [np.frombuffer(self.device.memory.read(base + first * g.beat_bytes, (end - first) * g.beat_bytes),
                                 np.uint8) for base in self.device.kv_bases]
        return whole(np.stack(striped), g.word_bytes)[place - first * g.word_bytes:][:size].tobytes()

    def address(self, place):
        """(port, address) of a byte of the whole cache."""
        word, byte = divmod(place, self.geometry.word_bytes)
        port, rest = divmod(byte, self.geometry.beat_bytes)
        return port, self.device.kv_bases[port] + word * self.geometry.beat_bytes + rest


def _difference(attached, regions, vectors, memory, position, name, place, expected, got):
    g = attached.geometry
    bits, signed = ((SHIFT_BITS, False) if name.kind == SHIFTS else
                    (g.numerics.k_bits if name.kind == KEYS else g.numerics.v_bits, True))
    wanted, found = (_elements(data, bits, signed) for data in (expected, got))
    wrong = np.flatnonzero(wanted != found)
    element = int(wrong[0]) if len(wrong) else len(wanted) - 1
    port, address = memory.address(place + element * bits // 8)
    where = (f"{name.kind}{at_port(g, port)} of layer {name.layer}, position {position}, {_in_word(g, name, element)}: "
             f"{found[element]} at {address:#x}, expected {wanted[element]}")
    if why := _elsewhere(attached, regions, vectors, memory, port):
        return f"{where}; {why}"
    beat = address // g.beat_bytes * g.beat_bytes
    if attached.device.memory.read(beat, g.beat_bytes) == _pattern(beat, g.beat_bytes):
        return f"{where}; that is what the host has put there, and the core has not written it"
    return (f"{where}; {len(wrong)} of these {len(wanted)} differ, and all that was computed before is right: "
            f"{_suspects(vectors, position, name.layer)} read or used wrongly")


def _elements(data, bits, signed):
    """The numbers of `bits` bits each in bytes, the first the least significant."""
    planes = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    numbers = planes[:len(planes) // bits * bits].reshape(-1, bits).astype(np.int64) @ (1 << np.arange(bits))
    return np.where(signed & (numbers >> bits - 1 > 0), numbers - (1 << bits), numbers)


def _in_word(geometry, name, element):
    """Which element of a head it is, in words."""
    g = geometry
    if name.kind == SHIFTS:
        side, head = divmod(element, g.kv_per_word)
        return f"head {name.word * g.kv_per_word + head}, of its {'values' if side else 'keys'}"
    if g.chunks > 1:
        return f"head {name.word}, index {name.chunk * g.lanes + element}"
    head, index = divmod(element, g.head_stride)
    return f"head {name.word * g.kv_per_word + head}, index {index}"


def _suspects(vectors, position, layer):
    """What comes between the first wrong number and the last right ones, in words. A weight may be wrong and show at a
    later position alone: what it changes is rounded away at the others."""
    if not layer:
        token = [token for turn in vectors.turns for token in turn.tokens][position]
        return f"the embedding's row of token {token}, or wk, wv or a gain of layer 0, was"
    earlier = ", its keys and values of earlier positions" if position else ""
    return f"wq{earlier}, wo, w1, w3, w2 or a gain of layer {layer - 1}, or wk, wv or a gain of layer {layer}, was"


def _last_stages(geometry):
    last = geometry.model.n_layers - 1
    return f"wq, wo, w1, w3, w2 or a gain of layer {last}, the last norm, the classifier"


def _elsewhere(attached, regions, vectors, memory, port):
    """Where the beats are that the core should have written at a port and has not: in words; None where nothing tells
    that they are anywhere else than they should be."""
    expected, places = _expected_beats(attached.geometry, vectors, memory), _beats(attached, regions)
    own = [(address, data) for (at, address), data in expected.items() if at == port]
    distinct = Counter(expected.values())
    seen = []
    for address, data in own:
        if places[port, address] == data:
            seen.append((address, (port, address)))
        elif distinct[data] == 1:
            seen.append((address, next((place for place, content in places.items() if content == data), None)))
    return explained(regions, port, seen) if any(place not in (None, (port, address)) for address, place in seen) else (
        None)


def _expected_beats(geometry, vectors, memory):
    """(port, address) -> bytes of the whole beats that golden has keys and values for."""
    beats, size = {}, geometry.beat_bytes
    for name, places, data in kv_parts(vectors.cache, range(vectors.positions), geometry):
        for place, row in zip(places.tolist(), data, strict=True) if name.kind != SHIFTS else ():
            for first in range(0, len(row) - size + 1, size):
                beats[memory.address(place + first)] = row[first:first + size].tobytes()
    return beats


def _beats(attached, regions):
    """(port, address) -> bytes of all beats in the KV cache of all ports."""
    size = attached.geometry.beat_bytes
    return {(region.port, region.base + first): data[first:first + size]
            for region in regions if region.what == CACHE
            for data in [attached.device.memory.read(region.base, region.size)]
            for first in range(0, region.size, size)}


def _pattern(address, size):
    """The bytes of the pattern from an address on."""
    first = address // WORD * WORD
    return pattern(first, -(-(address + size - first) // WORD) * WORD).tobytes()[address - first:][:size]
