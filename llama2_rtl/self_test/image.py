"""The packed model in memory: copied, read back, and where a word of it belongs."""

import zlib

import numpy as np

from llama2_rtl.device.regions import IMAGE
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_sections import sections
from llama2_rtl.golden.weight_image import gain_words, image_shapes, matrix_words
from llama2_rtl.self_test.finding import Finding, at_port, differing_bits

BYTES_AT_ONCE = 1 << 20


def check_image(attached, regions, image, report=lambda done, of: None):
    """Copies a packed model, a memoryview, to its place and compares every byte with what is read back. Returns what
    was seen, in words, with the CRC-32 of each port's payload as it was read; raises Finding."""
    attached.load(image)
    parts, crcs = [region for region in regions if region.what == IMAGE], []
    for region in parts:
        part = image[region.port * region.size:(region.port + 1) * region.size]
        crc = 0
        for first in range(0, region.size, BYTES_AT_ONCE):
            wanted = part[first:first + BYTES_AT_ONCE]
            got = attached.device.memory.read(region.base + first, len(wanted))
            if got != wanted:
                raise Finding(_difference(attached, region, image, first, wanted, got))
            crc = zlib.crc32(got[0 if first else PAGE:], crc)
            report(region.port * region.size + first, len(image))
        crcs.append(crc)
    return f"{len(image):,} bytes, CRC-32 {', '.join(f'{crc:08x}' for crc in crcs)}"


def _difference(attached, region, image, first, wanted, got):
    g = attached.geometry
    wrong = np.flatnonzero(np.frombuffer(got, np.uint8) != np.frombuffer(wanted, np.uint8))
    at = int(wrong[0])
    beat = at // g.beat_bytes * g.beat_bytes
    own, found = bytes(wanted[beat:beat + g.beat_bytes]), got[beat:beat + g.beat_bytes]
    others = [port for port in range(g.ports) if port != region.port and found == bytes(
        image[port * region.size + first + beat:][:g.beat_bytes])]
    why = (f"these {g.beat_bytes} bytes are the stripe of port {others[0]}" if others else
           differing_bits(wanted[at], got[at]))
    return (f"packed model{at_port(g, region.port)}: byte {first + at:,}, at {region.base + first + at:#x}, reads as "
            f"{got[at]:#04x}, expected {wanted[at]:#04x}; {why}; of the word {found.hex()}, expected {own.hex()}; it "
            f"is of {word_name(g, (first + at) // g.beat_bytes)}")


def word_name(geometry, number):
    """What a word of the packed model holds, by its number from the header on: in words."""
    g, at = geometry, number * geometry.word_bytes
    header = g.ports * PAGE
    if at < header:
        return "the header"
    for name, (offset, size) in sections(g.model, g.numerics.formats, g.tile).items():
        if offset <= at - header < offset + size:
            word = (at - header - offset) // g.word_bytes
            return _of_stream(g, word) if name == "stream" else f"{name}, word {word:,}"
    return "the filling between two sections"


def _of_stream(geometry, word):
    """What a word of the stream holds: layer, matrix or gains, and its number there."""
    for name, layer, words in stream_words(geometry):
        if word < words:
            where = f"layer {layer}, " if layer < geometry.model.n_layers else ""
            return f"{where}{name}, word {word:,} of {words:,}"
        word -= words
    raise ValueError("the stream has fewer words")


def stream_words(geometry):
    """(name, layer, words) of the gains and matrices of the stream, in its order; norm and classifier have the layer
    n_layers."""
    config, formats, tile = geometry.model, geometry.numerics.formats, geometry.tile
    shapes, layers = image_shapes(config, formats), range(config.n_layers)
    gains = gain_words(config, tile.word_bytes) + formats.in_blocks

    def of(matrix, layer):
        return [(name, layer, matrix_words(*shapes[name], formats(name, layer), tile))
                for name in formats.parts(matrix)]

    yield "attention_norm", 0, gains
    for layer in layers:
        yield from of("qkv", layer)
        yield "ffn_norm", layer, gains
        yield from of("wo", layer)
        yield from of("w13", layer)
        yield ("norm" if layer + 1 == config.n_layers else "attention_norm"), layer + 1, gains
        yield from of("w2", layer)
    yield from of("classifier", config.n_layers)
