"""A packed model: the weight image in one file, with a header that says what it is, for each memory port one. Needs no
torch."""

import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from llama2_rtl.golden.image_fields import MAGIC, PAGE
from llama2_rtl.golden.image_header import ImageHeader, unpack
from llama2_rtl.golden.image_sections import align
from llama2_rtl.golden.marks import FileMark
from llama2_rtl.golden.quantize import StreamedModel
from llama2_rtl.golden.replace import replaced_file
from llama2_rtl.golden.stripes import stripes, whole
from llama2_rtl.golden.weight_image import embedding_parts, image_parts, scale_bytes

BYTES_AT_ONCE = 1 << 22

MARK = FileMark("pack", MAGIC, len(MAGIC))


@dataclass(frozen=True)
class ImageFile:
    """A verified file."""

    path: Path
    header: ImageHeader

    def section(self, name):
        """The bytes of a section of `ImageHeader.sections`: uint8, empty where it has none; of one port
        memory-mapped, of several put together."""
        (offset, size), header = self.header.sections[name], self.header
        if not size:
            return np.empty(0, np.uint8)
        if header.ports == 1:
            return np.memmap(self.path, np.uint8, "r", PAGE + offset, size)
        word = header.tile.word_bytes
        first, last = offset // header.ports, -(-(offset + size) // word) * word // header.ports
        file = np.memmap(self.path, np.uint8, "r").reshape(header.ports, -1)
        return whole(file[:, PAGE + first:PAGE + last], word)[:size]


def write_image(checkpoint, numerics, tile, path, report=lambda done: None, ports=1):
    """Packs a checkpoint in words that each hold a Tile into the file `path`, matrix by matrix, and returns its
    ImageHeader. What each of several `ports` has, a header and its stripes of all words, follow one another.

    `report` is called with the bytes of the payloads written so far. An error leaves what was there. Raises ValueError
    for weights that cannot be quantised, and where something else than a packed model lies at `path`.
    """
    with replaced_file(path, MARK) as fresh, fresh.open("wb") as file:
        model = StreamedModel(checkpoint, numerics)
        header = ImageHeader(model.config, numerics, tile, model.norm.fold, ports=ports)
        headers = [replace(header, port=port, payload_crc=crc)
                   for port, crc in enumerate(_write_payload(model, header, file, report))]
        for header in headers:
            file.seek(_place(header))
            file.write(header.pack())
    return headers[0]


def _place(header):
    """Where the part of a header's port begins in the file."""
    return header.port * (PAGE + header.payload_bytes)


def _write_payload(model, header, file, report):
    """Writes all sections, each port's stripes behind the place of its header, and returns their CRC-32s."""
    crcs, at, word, ports = [0] * header.ports, 0, header.tile.word_bytes, range(header.ports)
    for part in _in_words(_payload_parts(model, header), word):
        for port, stripe in zip(ports, stripes(part, word, header.ports), strict=True):
            file.seek(_place(replace(header, port=port)) + PAGE + at)
            file.write(np.ascontiguousarray(stripe))
            crcs[port] = zlib.crc32(np.ascontiguousarray(stripe), crcs[port])
        at += len(part) // header.ports
        report(at * header.ports)
    return crcs


def _in_words(parts, word_bytes):
    """The bytes of the parts, uint8 arrays of whole words."""
    rest = np.empty(0, np.uint8)
    for part in parts:
        part = np.frombuffer(part, np.uint8) if isinstance(part, bytes) else part
        part = np.concatenate([rest, part]) if len(rest) else part
        ends = len(part) - len(part) % word_bytes
        rest = part[ends:].copy()
        yield part[:ends]


def _payload_parts(model, header):
    """The payload of all ports in parts: the sections, each filled up with zeros to whole pages; where those of a port
    are no whole pages more zeros."""
    size = 0
    for name, parts in _sections(model, header.tile):
        yield from parts
        yield bytes(-header.sections[name][1] % PAGE)
        size = align(sum(header.sections[name]))
    yield bytes(header.ports * header.payload_bytes - size)


def _sections(model, tile):
    """(name, its bytes in parts) of the sections, each made when its turn comes."""
    yield "stream", image_parts(model, tile)
    if not model.config.tied:
        embedding = model.embedding
        yield "embedding", embedding_parts(embedding, tile)
        yield "embedding_scales", [] if embedding.format.block else [scale_bytes(embedding)]


def read_image(path, report=lambda done: None):
    """ImageFile of a file that `write_image` made; `report` is called with the bytes of the payloads verified so far.
    Raises ValueError, in one sentence, for a file that is absent, foreign, truncated, too long or damaged."""
    path, done = Path(path), 0
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a weight image")
    with path.open("rb") as file:
        first = _read_header(file, path)
        size = path.stat().st_size
        if size != first.bytes:
            raise ValueError(f"{path} has {size} bytes where its header asks for {first.bytes}; "
                             "copy it or pack the model again")
        for port in range(first.ports):
            header = _read_header(file, path) if port else first
            if header != replace(first, port=port, payload_crc=header.payload_crc):
                raise ValueError(f"{path} has the part of another port or model in place of port {port}'s; "
                                 "pack the model again")
            crc, left = 0, header.payload_bytes
            while left:
                part = file.read(min(left, BYTES_AT_ONCE))
                crc, left, done = zlib.crc32(part, crc), left - len(part), done + len(part)
                report(done)
            if crc != header.payload_crc:
                raise ValueError(f"{path} is damaged: the CRC-32 of its payload is {crc:08x} where its header says "
                                 f"{header.payload_crc:08x}; copy it or pack the model again")
    return ImageFile(path, first)


def _read_header(file, path):
    """The ImageHeader that the file goes on with."""
    try:
        return unpack(file.read(PAGE))
    except ValueError as error:
        raise ValueError(f"{path} {error}") from None
