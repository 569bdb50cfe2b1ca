"""The packed weight image: its sections, its header field by field, its memory, and one sentence for bad files."""

import re
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from math import prod
from pathlib import Path

import numpy as np
import pytest

from llama2_rtl.golden import image_fields
from llama2_rtl.golden.checkpoint import Checkpoint, random_checkpoint, shapes
from llama2_rtl.golden.config import I8E_THROUGHOUT, ModelConfig, Numerics
from llama2_rtl.golden.embedding_place import embedding_place
from llama2_rtl.golden.image_fields import FIELDS, PAGE
from llama2_rtl.golden.image_file import read_image, write_image
from llama2_rtl.golden.image_header import ImageHeader, crc_of_rope, unpack
from llama2_rtl.golden.quantize import DEFAULT_NUMERICS, quantize_model
from llama2_rtl.golden.rope_scaling import Llama3Scaling
from llama2_rtl.golden.tables import rope_increments
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_image import embedding_rows, embedding_words, matrix_parts, weight_image
from tb.golden.gguf_files import checkpoint_file
from tb.golden.hugging_face_folder import write_folder

TILE = Tile(2, 4)
TILES = [Tile(1, 1), TILE, Tile(1, 8), Tile(16, 4)]
REPOSITORY = Path(__file__).parents[2]
SCALED = ModelConfig(32, 24, 2, 4, 4, 600, 4096, rope_theta=500000.0, rope_scaling=Llama3Scaling(8.0, 1.0, 4.0, 64),
                     norm_eps=1e-6, bos_token=16, stop_tokens=(17, 18, 19))


def without_rope(config):
    """What a header says of a config beyond the CRC of its RoPE."""
    return replace(config, rope_theta=ModelConfig.rope_theta, rope_scaling=None)


def packed(config, path, tile=TILE, numerics=DEFAULT_NUMERICS):
    checkpoint = random_checkpoint(config, seed=1)
    write_image(checkpoint, numerics, tile, path)
    return quantize_model(checkpoint, numerics)


@pytest.mark.parametrize("tile", TILES, ids=str)
@pytest.mark.parametrize("numerics", [Numerics(), I8E_THROUGHOUT], ids=["default", "I8E"])
def test_sections(config, numerics, tile, tmp_path):
    model = packed(config, tmp_path / "model.img", tile, numerics)
    image = read_image(tmp_path / "model.img")
    assert (image.header.numerics, image.header.tile) == (numerics, tile)
    assert image.header.config == without_rope(config) and image.header.rope_crc == crc_of_rope(config)
    assert np.array_equal(image.section("stream"), weight_image(model, tile))
    rows, scales = (image.section(name) for name in ("embedding", "embedding_scales"))
    if config.tied:
        assert len(rows) == len(scales) == 0
    else:
        assert np.array_equal(rows, embedding_words(model, tile))
        assert np.array_equal(scales.view("<u2"), embedding_rows(model)[1])


def test_embedding_of_a_tied_model_comes_from_the_classifier(tmp_path):
    model = packed(SCALED, tmp_path / "model.img")
    header = read_image(tmp_path / "model.img").header
    offset, size = header.classifier
    stream = read_image(tmp_path / "model.img").section("stream")
    parts = list(matrix_parts(model.classifier, header.tile))
    assert np.array_equal(stream[offset:offset + size], np.concatenate(parts))
    assert np.array_equal(model.classifier.mantissas, model.embedding.mantissas)
    exponent = np.clip(model.classifier.image_exponent - header.classifier_fold, 0, 63)
    assert np.array_equal(exponent, model.embedding.exponent)


@pytest.mark.parametrize("tile", TILES, ids=str)
@pytest.mark.parametrize(("vocab_size", "tied"), [(600, True), (512, True), (40, True), (600, False)])
def test_rows_lie_where_the_core_looks(vocab_size, tied, tile, tmp_path):
    config = replace(SCALED, vocab_size=vocab_size, tied=tied)
    model = packed(config, tmp_path / "model.img", tile)
    payload, word_bytes = (tmp_path / "model.img").read_bytes()[PAGE:], tile.word_bytes
    place = embedding_place(config, DEFAULT_NUMERICS.formats, tile)
    fold = read_image(tmp_path / "model.img").header.classifier_fold if tied else 0
    scales = embedding_rows(model)[1]
    for row, mantissas in enumerate(model.embedding.mantissas):
        words = [payload[at * word_bytes:(at + 1) * word_bytes] for at in place.addresses(row)]
        codes = [place.codes(row, int.from_bytes(word, "little")).to_bytes(tile.columns, "little") for word in words]
        assert b"".join(codes)[:config.dim] == mantissas.tobytes()
        if word_bytes > 1:
            word, byte = place.scale_address(row)
            stored, scale = payload[word * word_bytes + byte + 1], payload[word * word_bytes + byte]
            assert min(max(stored - fold, 0), 63) << 8 | scale == scales[row]


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
def test_file_lies_on_pages(tied, tmp_path):
    packed(replace(SCALED, tied=tied), tmp_path / "model.img")
    data = (tmp_path / "model.img").read_bytes()
    header = unpack(data)
    assert len(data) == PAGE + header.payload_bytes and len(data) % PAGE == 0
    end = 0
    for offset, size in header.sections.values():
        assert offset % PAGE == 0 and offset >= end and not any(data[PAGE + end:PAGE + offset])
        end = offset + size
    assert not any(data[PAGE + end:])


def documented_layout():
    """Name -> (byte, struct's format character) as golden/README.md tells a host."""
    kinds = {"char[8]": "8s", "uint32": "I", "uint64": "Q", "double": "d", "uint8[256]": "256s"}
    rows = re.findall(r"^\| (\d+) \| ([\w\[\]]+) \| `(\w+)` \|", (REPOSITORY / "golden/README.md").read_text(), re.M)
    return {name: (int(byte), kinds[kind]) for byte, kind, name in rows}


def test_header_as_documented(tmp_path):
    packed(SCALED, tmp_path / "model.img")
    data = (tmp_path / "model.img").read_bytes()
    layout = documented_layout()
    assert {name: kind for name, (_, kind) in layout.items()} == FIELDS
    assert all(byte % struct.calcsize(f"={'Q' if kind.endswith('s') else kind}") == 0 for byte, kind in layout.values())
    says = {name: struct.unpack_from(f"<{kind}", data, byte)[0] for name, (byte, kind) in layout.items()}
    c = SCALED
    expected = dict(magic=b"L2RTLIMG", version=3, payload_bytes=len(data) - 4096, payload_crc=zlib.crc32(data[4096:]),
                    word_bytes=8, stream_offset=0, embedding_bytes=0, embedding_scales_bytes=0, act_bits=16, k_bits=16,
                    v_bits=8, scale_bits=8, dim=32, hidden_dim=24, n_layers=2, n_heads=4, n_kv_heads=4, vocab_size=600,
                    seq_len=4096, tied=1, bos_token=16, stop_token_count=3, stop_token_0=17, stop_token_1=18,
                    stop_token_2=19, stop_token_7=0, head_dim=8, norm_eps=1e-6,
                    rope_crc=zlib.crc32(np.array(rope_increments(c), "<u4").tobytes()), tile_columns=4)
    assert {name: says[name] for name in expected} == expected
    end = layout["header_crc"][0]
    assert says["header_crc"] == zlib.crc32(data[:end] + bytes(4) + data[end + 4:4096])
    scales = says["classifier_offset"]  # the first pass: 512 rows' scales, then words of two rows by four columns
    first_word = 4096 + scales + 1024
    rows = quantize_model(random_checkpoint(c, seed=1)).classifier.mantissas
    assert data[first_word:first_word + 16] == b"".join(rows[i, at:at + 4].tobytes() for at in (0, 4) for i in (0, 1))


@pytest.mark.parametrize("model", [SCALED, replace(SCALED, tied=False, own_head_dim=10, stop_tokens=(3,))])
def test_header_survives(model):
    header = ImageHeader(model, I8E_THROUGHOUT, Tile(4, 8), 11, 123)
    read = unpack(header.pack())
    assert read.pack() == header.pack() and read.config == without_rope(model)


@pytest.mark.parametrize("kind", ["folder", "GGUF"])
def test_a_model_is_never_held_whole(kind, tmp_path):
    config = ModelConfig(512, 1408, 8, 8, 4, 2048, 512, tied=False)
    values = np.random.default_rng(1).normal(0, 0.05, 1 << 16).astype(np.float32)
    tensors = {name: np.resize(values, shape) for name, shape in shapes(config).items()}
    if kind == "folder":
        given = write_folder(Checkpoint(config, tensors), tmp_path / "folder", "BF16", shards=2)
    else:
        given = checkpoint_file(Checkpoint(config, tensors), tmp_path / "model.gguf", "Q8_0")
    whole = sum(prod(shape) for shape in shapes(config).values())  # bytes of the model in int8
    largest = 2 * 2048 * 512  # bytes of the embedding in BF16, half of those that a GGUF's is dequantised to
    command = [sys.executable, "-m", "tb.golden.packing_memory", str(given), str(tmp_path / "model.img")]
    run = subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)
    allowed = 4 * largest + (8 << 20)
    assert int(run.stdout) < allowed < 0.7 * whole
    read_image(tmp_path / "model.img")


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("ports", [2, 8])
def test_parts_of_ports(ports, tied, tmp_path):
    """Part i has stripe i of the words of one port's file, whose sections come out again; each has its own header."""
    config, (one, several) = replace(SCALED, tied=tied), (tmp_path / name for name in ("one.img", "several.img"))
    packed(config, one)
    write_image(random_checkpoint(config, seed=1), DEFAULT_NUMERICS, TILE, several, ports=ports)
    expected, got = read_image(one), read_image(several)
    parts = np.frombuffer(several.read_bytes(), np.uint8).reshape(ports, -1)
    assert parts.shape[1] % PAGE == 0 and got.header.bytes == parts.size
    payload, beat = one.read_bytes()[PAGE:], TILE.word_bytes // ports
    for port, part in enumerate(parts):
        header = unpack(part.tobytes())
        stripe = b"".join(payload[at:at + beat] for at in range(port * beat, len(payload), TILE.word_bytes))
        assert (header.ports, header.port) == (ports, port) and header.sections == expected.header.sections
        assert part[PAGE:].tobytes() == stripe.ljust(header.payload_bytes, b"\0")
        assert header.payload_crc == zlib.crc32(part[PAGE:])
    for name in expected.header.sections:
        assert np.array_equal(got.section(name), expected.section(name))
    several.write_bytes(changed(several.read_bytes(), parts.size - 1))
    with pytest.raises(ValueError, match="is damaged: the CRC-32"):
        read_image(several)
    several.write_bytes(np.roll(parts, 1, 0).tobytes())
    with pytest.raises(ValueError, match="the part of another port or model in place of port"):
        read_image(several)


@pytest.fixture
def image(tmp_path):
    packed(SCALED, tmp_path / "model.img")
    return tmp_path / "model.img"


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def resealed(data, name, value):
    """The file with another value in its header, whose CRC-32 is right."""
    values = image_fields.unpack(data) | {name: value}
    return image_fields.pack(values) + data[PAGE:]


@pytest.mark.parametrize("damage, says", [
    (lambda data: b"", "is no weight image"),
    (lambda data: data[:PAGE - 1], "is no weight image"),
    (lambda data: b"no image, only text " * 1000, "is no weight image"),
    (lambda data: data[:8] + b"\1\0\0\0" + data[12:], "of version 1, where this is version 3"),
    (lambda data: changed(data, 40), "damaged header"),
    (lambda data: changed(data, PAGE - 1), "damaged header"),
    (lambda data: resealed(data, "dim", 33), "contradicts itself"),
    (lambda data: resealed(data, "stream_bytes", 33), "contradicts itself"),
    (lambda data: resealed(data, "word_bytes", 0), "contradicts itself"),
    (lambda data: resealed(data, "tile_columns", 0), "contradicts itself"),
    (lambda data: resealed(data, "tile_columns", 3), "contradicts itself"),
    (lambda data: resealed(data, "tile_columns", 16), "contradicts itself"),
    (lambda data: resealed(data, "head_dim", 7), "contradicts itself"),
    (lambda data: resealed(data, "act_bits", 7), "contradicts itself"),
    (lambda data: data[:-1], "bytes where its header asks for"),
    (lambda data: data + b"\0", "bytes where its header asks for"),
    (lambda data: changed(data, PAGE), "is damaged: the CRC-32"),
    (lambda data: changed(data, len(data) - 1), "is damaged: the CRC-32"),
])
def test_bad_file(damage, says, image):
    image.write_bytes(damage(image.read_bytes()))
    with pytest.raises(ValueError, match=says) as caught:
        read_image(image)
    assert "model.img" in str(caught.value) and "\n" not in str(caught.value)


def test_missing_file(tmp_path):
    with pytest.raises(ValueError, match="is not a file; give the path of a weight image"):
        read_image(tmp_path / "model.img")


def test_an_error_leaves_what_was_there(image):
    before = image.read_bytes()
    checkpoint = random_checkpoint(SCALED, seed=2)
    checkpoint.tensors["w2"][1, 3, 4] = np.nan
    done = []
    with pytest.raises(ValueError, match="w2 of layer 1 holds weights that are not finite"):
        write_image(checkpoint, Numerics(), TILE, image, done.append)
    assert done and image.read_bytes() == before and list(image.parent.iterdir()) == [image]


def test_progress_counts_the_payload(tmp_path):
    written, read = [], []
    checkpoint = random_checkpoint(SCALED, seed=1)
    header = write_image(checkpoint, Numerics(), TILE, tmp_path / "model.img", written.append)
    read_image(tmp_path / "model.img", read.append)
    assert written == sorted(written) and len(set(written)) > 10
    assert written[-1] == read[-1] == header.payload_bytes
