"""What a packed weight image is of, and where its sections lie."""

import struct
import zlib
from dataclasses import dataclass, fields

from llama2_rtl.golden import image_fields, image_sections
from llama2_rtl.golden.config import MOST_STOP_TOKENS, ModelConfig, Numerics
from llama2_rtl.golden.image_fields import MOST_LAYERS_IN_BLOCKS, PAGE
from llama2_rtl.golden.image_formats import CODES, FORMAT_BITS, JOINED, LAYER_MATRICES, ImageFormats
from llama2_rtl.golden.tables import rope_increments
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import FORMATS

SHAPE = ("dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size", "seq_len", "bos_token", "norm_eps")
WIDTHS = tuple(field.name for field in fields(Numerics) if field.type is int)
HEAD_MATRICES = ("classifier", "embedding")
APART = {name: 1 << len(FORMATS) + place for place, name in enumerate(JOINED)}
"""Above the bits of the codes in `formats`: what is matrices by themselves."""

MOST_LAYERS, LARGEST_HEAD = 1 << 10, 1 << 16
"""Of a model, at most: a header that says more is not looked into, for its sections are summed layer by layer."""

STOPS = tuple(f"stop_token_{i}" for i in range(MOST_STOP_TOKENS))


@dataclass(frozen=True)
class ImageHeader:
    """The model, its formats and what a word holds; the places of the sections follow from them. `classifier_fold` is
    what the classifier's stored exponents exceed the embedding's by, `payload_crc` the CRC-32 of the payload,
    `rope_crc` that of the model's RoPE (`crc_of_rope`): of a header read from a file all that is known of it. Where
    words are spread over several `ports`, each `port` has a header in front of its stripes, which are its payload."""

    config: ModelConfig
    numerics: Numerics
    tile: Tile
    classifier_fold: int
    payload_crc: int = 0
    rope_crc: int | None = None
    ports: int = 1
    port: int = 0

    def __post_init__(self):
        if self.rope_crc is None:
            object.__setattr__(self, "rope_crc", crc_of_rope(self.config))

    @property
    def sections(self):
        """Name -> (offset, bytes) in the payload of one port, or in those of all put together, in its order."""
        return image_sections.sections(self.config, self.numerics.formats, self.tile)

    @property
    def classifier(self):
        """(offset, bytes) of the classifier, as `sections` has them."""
        return image_sections.classifier_section(self.config, self.numerics.formats, self.tile)

    @property
    def payload_bytes(self):
        """Bytes behind the header: the port's stripes of all sections, in whole pages."""
        return image_sections.align(image_sections.payload_bytes(
            self.config, self.numerics.formats, self.tile) // self.ports)

    @property
    def bytes(self):
        """Bytes of all ports' headers and payloads."""
        return self.ports * (PAGE + self.payload_bytes)

    def pack(self):
        """The header's `PAGE` bytes."""
        c = self.config
        values = dict(payload_bytes=self.payload_bytes, payload_crc=self.payload_crc, word_bytes=self.tile.word_bytes,
                      tile_columns=self.tile.columns, classifier_fold=self.classifier_fold, tied=c.tied,
                      stop_token_count=len(c.stop_tokens), head_dim=c.head_dim, rope_crc=self.rope_crc,
                      further_ports=self.ports - 1, port=self.port)
        for name, (offset, size) in dict(self.sections, classifier=self.classifier).items():
            values |= {f"{name}_offset": offset, f"{name}_bytes": size}
        values |= {name: getattr(self.numerics, name) for name in WIDTHS} | {name: getattr(c, name) for name in SHAPE}
        values |= _format_fields(self.numerics.formats, c.n_layers)
        values |= dict.fromkeys(STOPS, 0) | dict(zip(STOPS, c.stop_tokens, strict=False))
        return image_fields.pack(values)


def crc_of_rope(config):
    """CRC-32 of the phase increments of a head's pairs (`rope_increments`), uint32 each, little-endian."""
    increments = rope_increments(config)
    return zlib.crc32(struct.pack(f"<{len(increments)}I", *increments))


def _format_fields(formats, layers):
    """The fields that say which format each matrix has, all 0 where none has blocks; else `formats` has the bit of each
    code and of APART, `head_formats` the codes of classifier and embedding and two bytes of `layer_formats` those of a
    layer, the first matrix lowest. Raises ValueError for more layers than there are bytes."""
    if not formats.in_blocks:
        return dict(formats=0, head_formats=0, layer_formats=b"")
    if layers > MOST_LAYERS_IN_BLOCKS:
        raise ValueError(f"{layers} layers; an image in blocks holds {MOST_LAYERS_IN_BLOCKS} at most")
    return dict(formats=sum(1 << CODES[name] for name in formats.names) + sum(APART[name] for name in formats.apart),
                head_formats=_codes(formats(name) for name in HEAD_MATRICES),
                layer_formats=b"".join(_codes(formats(name, i) for name in LAYER_MATRICES).to_bytes(2, "little")
                                       for i in range(layers)))


def _codes(formats):
    """The codes of WeightFormats, the first lowest."""
    return sum(CODES[weights.name] << FORMAT_BITS * place for place, weights in enumerate(formats))


def _image_formats(values, layers):
    """The ImageFormats that the fields say, None where none has blocks. Raises ValueError for more layers than there
    are bytes."""
    if not values["formats"]:
        return None
    if layers > MOST_LAYERS_IN_BLOCKS:
        raise ValueError(f"{layers} layers, where an image in blocks holds {MOST_LAYERS_IN_BLOCKS} at most")

    def names(codes, matrices):
        return [list(FORMATS)[codes >> FORMAT_BITS * place & (1 << FORMAT_BITS) - 1]
                for place in range(len(matrices))]

    codes_of_layers = struct.unpack_from(f"<{layers}H", values["layer_formats"])
    return ImageFormats([names(codes, LAYER_MATRICES) for codes in codes_of_layers],
                        *names(values["head_formats"], HEAD_MATRICES))


def unpack(data):
    """ImageHeader of the bytes at the front of a file. Raises ValueError, which says what is there instead."""
    values = image_fields.unpack(data)
    if values["n_layers"] > MOST_LAYERS or values["head_dim"] > LARGEST_HEAD:
        raise ValueError(f"has a header of {values['n_layers']:,} layers with heads of {values['head_dim']:,} "
                         "elements, which no model has; pack the model again")
    stops = [values[name] for name in STOPS[:values["stop_token_count"]]]
    try:
        config = ModelConfig(**{name: values[name] for name in SHAPE}, tied=bool(values["tied"]),
                             stop_tokens=stops, own_head_dim=values["head_dim"])
        numerics = Numerics(**{name: values[name] for name in WIDTHS},
                            blocks=_image_formats(values, config.n_layers))
        tile = Tile(values["word_bytes"] // max(1, values["tile_columns"]), values["tile_columns"])
        header = ImageHeader(config, numerics, tile, values["classifier_fold"], values["payload_crc"],
                             values["rope_crc"], values["further_ports"] + 1, values["port"])
        sensible = header.pack() == data[:PAGE]
    except (ValueError, struct.error):  # the latter where a place is beyond what a field can say
        sensible = False
    if not sensible:
        raise ValueError("has a header that contradicts itself; pack the model again")
    return header
