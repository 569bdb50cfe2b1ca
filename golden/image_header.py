"""What a packed weight image is of, and where its sections lie."""

from dataclasses import dataclass, fields

from llama2_rtl.golden import image_fields, image_sections
from llama2_rtl.golden.config import MOST_STOP_TOKENS, ModelConfig, Numerics, RopeScaling
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.tile import Tile

SHAPE = ("dim", "hidden_dim", "n_layers", "n_heads", "n_kv_heads", "vocab_size", "seq_len", "bos_token", "rope_theta",
         "norm_eps")
WIDTHS = tuple(field.name for field in fields(Numerics))
ROPE = {f"rope_{field.name}": field.name for field in fields(RopeScaling)}
STOPS = tuple(f"stop_token_{i}" for i in range(MOST_STOP_TOKENS))


@dataclass(frozen=True)
class ImageHeader:
    """The model, its formats and what a word holds; the places of the sections follow from them. `classifier_fold` is
    what the classifier's stored exponents exceed the embedding's by, `payload_crc` the CRC-32 of all sections."""

    config: ModelConfig
    numerics: Numerics
    tile: Tile
    classifier_fold: int
    payload_crc: int = 0

    @property
    def sections(self):
        """Name -> (offset, bytes) in the payload, in its order."""
        return image_sections.sections(self.config, self.numerics.weights, self.tile)

    @property
    def classifier(self):
        """(offset, bytes) of the classifier in the payload."""
        return image_sections.classifier_section(self.config, self.numerics.weights, self.tile)

    @property
    def payload_bytes(self):
        return image_sections.payload_bytes(self.config, self.numerics.weights, self.tile)

    def pack(self):
        """The header's `PAGE` bytes."""
        c, scaling = self.config, self.config.rope_scaling
        values = dict(payload_bytes=self.payload_bytes, payload_crc=self.payload_crc, word_bytes=self.tile.word_bytes,
                      tile_columns=self.tile.columns, classifier_fold=self.classifier_fold, tied=c.tied,
                      stop_token_count=len(c.stop_tokens))
        for name, (offset, size) in dict(self.sections, classifier=self.classifier).items():
            values |= {f"{name}_offset": offset, f"{name}_bytes": size}
        values |= {name: getattr(self.numerics, name) for name in WIDTHS} | {name: getattr(c, name) for name in SHAPE}
        values |= dict.fromkeys(STOPS, 0) | dict(zip(STOPS, c.stop_tokens, strict=False))
        values |= {name: getattr(scaling, own) if scaling else 0 for name, own in ROPE.items()}
        return image_fields.pack(values)


def unpack(data):
    """ImageHeader of the bytes at the front of a file. Raises ValueError, which says what is there instead."""
    values = image_fields.unpack(data)
    scaling = {own: values[name] for name, own in ROPE.items()} if values["rope_factor"] else None
    stops = [values[name] for name in STOPS[:values["stop_token_count"]]]
    try:
        config = ModelConfig(**{name: values[name] for name in SHAPE}, tied=bool(values["tied"]),
                             rope_scaling=scaling, stop_tokens=stops)
        numerics = Numerics(**{name: values[name] for name in WIDTHS})
        tile = Tile(values["word_bytes"] // max(1, values["tile_columns"]), values["tile_columns"])
        header = ImageHeader(config, numerics, tile, values["classifier_fold"], values["payload_crc"])
        sensible = header.pack() == data[:PAGE]
    except ValueError:
        sensible = False
    if not sensible:
        raise ValueError("has a header that contradicts itself; pack the model again")
    return header
