"""The fields of a packed weight image's header, byte for byte, as a host reads them."""

import struct
import zlib

from llama2_rtl.golden.config import MOST_STOP_TOKENS

MAGIC = b"L2RTLIMG"
VERSION = 3
MOST_LAYERS_IN_BLOCKS = 128
PAGE = 4096
"""Bytes of the header; sections of the payload begin at multiples of it."""

FIELDS = dict(
    magic="8s", version="I", header_crc="I", payload_bytes="Q", payload_crc="I", word_bytes="I",
    stream_offset="Q", stream_bytes="Q", classifier_offset="Q", classifier_bytes="Q",
    embedding_offset="Q", embedding_bytes="Q", embedding_scales_offset="Q", embedding_scales_bytes="Q",
    classifier_fold="I", act_bits="I", k_bits="I", v_bits="I", scale_bits="I",
    dim="I", hidden_dim="I", n_layers="I", n_heads="I", n_kv_heads="I", vocab_size="I", seq_len="I", tied="I",
    bos_token="I", stop_token_count="I", **{f"stop_token_{i}": "I" for i in range(MOST_STOP_TOKENS)},
    head_dim="I", norm_eps="d", rope_crc="I", tile_columns="I",
    formats="I", head_formats="I", layer_formats=f"{2 * MOST_LAYERS_IN_BLOCKS}s",
    further_ports="I", port="I",
)
"""Name -> struct's format character, in the order of the bytes; golden/README.md says what each means. Every field lies
at a multiple of its size, so that a C struct of the same members has the same layout."""

LAYOUT = struct.Struct("<" + "".join(FIELDS.values()))


def pack(values):
    """The `PAGE` bytes of a header: `values` maps the names to what they say; magic, version and CRC are added."""
    data = _bytes(values | dict(magic=MAGIC, version=VERSION, header_crc=0))
    return _bytes(values | dict(magic=MAGIC, version=VERSION, header_crc=zlib.crc32(data)))


def unpack(data):
    """Name -> value of the header at the front of `data`. Raises ValueError, which says what is there instead."""
    if len(data) < PAGE or not data.startswith(MAGIC):
        raise ValueError("is no weight image; write one with 'llama2-rtl pack'")
    values = dict(zip(FIELDS, LAYOUT.unpack_from(data), strict=True))
    if values["version"] != VERSION:
        raise ValueError(f"is a weight image of version {values['version']}, where this is version {VERSION}; "
                         "pack the model again")
    if pack(values) != data[:PAGE]:
        raise ValueError("has a damaged header; copy the file or pack the model again")
    return values


def _bytes(values):
    return LAYOUT.pack(*(values[name] for name in FIELDS)).ljust(PAGE, b"\0")
