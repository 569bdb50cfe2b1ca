"""A packed model: the weight image in one file, with a header that says what it is. Needs no torch."""

import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from llama2_rtl.golden.image_fields import MAGIC, PAGE
from llama2_rtl.golden.image_header import ImageHeader, unpack
from llama2_rtl.golden.marks import FileMark
from llama2_rtl.golden.quantize import StreamedModel
from llama2_rtl.golden.replace import replaced_file
from llama2_rtl.golden.weight_image import embedding_parts, image_parts, scale_bytes

BYTES_AT_ONCE = 1 << 22

MARK = FileMark("pack", MAGIC, len(MAGIC))


@dataclass(frozen=True)
class ImageFile:
    """A verified file."""

    path: Path
    header: ImageHeader

    def section(self, name):
        """The bytes of a section of `ImageHeader.sections`, memory-mapped: uint8, empty where it has none."""
        offset, size = self.header.sections[name]
        return np.memmap(self.path, np.uint8, "r", PAGE + offset, size) if size else np.empty(0, np.uint8)


def write_image(checkpoint, numerics, tile, path, report=lambda done: None):
    """Packs a checkpoint in words that each hold a Tile into the file `path`, matrix by matrix, and returns its
    ImageHeader.

    `report` is called with the bytes of the payload written so far. An error leaves what was there. Raises ValueError
    for weights that cannot be quantised, and where something else than a packed model lies at `path`.
    """
    with replaced_file(path, MARK) as fresh, fresh.open("wb") as file:
        model = StreamedModel(checkpoint, numerics)
        header = ImageHeader(model.config, numerics, tile, model.norm.fold)
        file.write(bytes(PAGE))
        header = replace(header, payload_crc=_write_payload(model, header, file, report))
        file.seek(0)
        file.write(header.pack())
    return header


def _write_payload(model, header, file, report):
    """Writes all sections and returns their CRC-32."""
    crc, at = 0, 0
    for part in _payload_parts(model, header):
        file.write(part)
        crc, at = zlib.crc32(part, crc), at + len(part)
        report(at)
    return crc


def _payload_parts(model, header):
    """The payload in parts: the sections, each filled up with zeros to whole pages."""
    for name, parts in _sections(model, header.tile):
        yield from parts
        yield bytes(-header.sections[name][1] % PAGE)


def _sections(model, tile):
    """(name, its bytes in parts) of the sections, each made when its turn comes."""
    yield "stream", image_parts(model, tile)
    if not model.config.tied:
        embedding = model.embedding
        yield "embedding", embedding_parts(embedding, tile)
        yield "embedding_scales", [] if embedding.format.block else [scale_bytes(embedding)]


def read_image(path, report=lambda done: None):
    """ImageFile of a file that `write_image` made; `report` is called with the bytes of the payload verified so far.
    Raises ValueError, in one sentence, for a file that is absent, foreign, truncated, too long or damaged."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a weight image")
    with path.open("rb") as file:
        try:
            header = unpack(file.read(PAGE))
        except ValueError as error:
            raise ValueError(f"{path} {error}") from None
        size, expected = path.stat().st_size, PAGE + header.payload_bytes
        if size != expected:
            raise ValueError(f"{path} has {size} bytes where its header asks for {expected}; "
                             "copy it or pack the model again")
        crc = 0
        while part := file.read(BYTES_AT_ONCE):
            crc = zlib.crc32(part, crc)
            report(file.tell() - PAGE)
    if crc != header.payload_crc:
        raise ValueError(f"{path} is damaged: the CRC-32 of its payload is {crc:08x} where its header says "
                         f"{header.payload_crc:08x}; copy it or pack the model again")
    return ImageFile(path, header)
