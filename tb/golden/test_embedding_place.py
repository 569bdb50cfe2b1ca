"""Every row of a table of the embedding, read from the addresses that a core reads, is the table's, and so is its
scale."""

import dataclasses

import numpy as np
import pytest

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.embedding_place import embedding_place, memory_image, memory_words
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import FORMATS, INT4B32, INT8B32, SCALE_MIN, ZERO_POINT
from tb.golden.random_tables import Table, table_config
from tb.harness.streams import unpack

TILES = [Tile(1, 4), Tile(2, 8), Tile(4, 16), Tile(2, 32), Tile(16, 4)]
SHAPES = dict(one_pass=(70, 172), one_block=(1030, 20), whole_passes=(1024, 44), long_rows=(40, 300))
"""(rows, columns): partial last blocks, in some tiles of fewer words; several passes, the last one shorter."""


def integers(weights, columns, words):
    """The integers that a row's words of codes, scales and zero points stand for."""
    found, code_bits = [], columns * weights.code_bits
    for word in words:
        scale, zero_point = word >> code_bits & 255, word >> code_bits + 8
        for code in unpack(word, weights.code_bits, columns, signed=not weights.zero_points):
            integer = (code << ZERO_POINT.fraction) - zero_point if weights.zero_points else code
            found.append(integer * scale if weights.block else integer)
    return found


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("tile", TILES, ids=str)
@pytest.mark.parametrize("weights", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_rows(shape, weights, tile, tied):
    rows, columns = SHAPES[shape]
    table = Table(table_config(rows, columns, tied), weights, tile, seed=1)
    place = table.place
    for row, expected in enumerate(table.rows.integers.tolist()):
        assert integers(weights, tile.columns, table.words(row))[:columns] == expected, row
        word, byte = place.scale_address(row)
        stored = table.memory[word] >> 8 * byte & 65535
        assert (stored >> 8, SCALE_MIN + (stored & 255)) == (table.rows.exponent[row], table.rows.scale[row]), row


@pytest.mark.parametrize(("table", "tied"), [(INT8B32, True), (INT8B32, False), (INT4B32, False)], ids=str)
def test_rows_of_a_model(table, tied, tmp_path):
    """In the memory on the chip, and in the one that the packed file is copied to."""
    tile, config = Tile(2, 8), ModelConfig(40, 30, 2, 4, 2, vocab_size=530, seq_len=8, tied=tied)
    formats = dataclasses.replace(ImageFormats.uniform(INT4B32, INT8B32), embedding=table.name)
    checkpoint, numerics = random_checkpoint(config, seed=1), Numerics(blocks=formats)
    write_image(checkpoint, numerics, tile, tmp_path / "model.img")
    model, place = quantize_model(checkpoint, numerics), embedding_place(config, formats, tile)
    on_chip = memory_image(model, tile)
    assert len(on_chip) == memory_words(config, formats, tile) * tile.word_bytes
    for data in (on_chip, np.fromfile(tmp_path / "model.img", np.uint8)[PAGE:]):
        words = [int.from_bytes(word.tobytes(), "little") for word in data.reshape(-1, tile.word_bytes)]
        for row, expected in enumerate(model.embedding.integers.tolist()):
            assert integers(table, tile.columns, place.words(row, words.__getitem__))[:config.dim] == expected, row


def test_a_tied_table_has_the_format_of_the_classifier():
    formats = dataclasses.replace(ImageFormats.uniform(INT8B32), embedding="int4b32")
    with pytest.raises(ValueError, match="the embedding is the classifier, in int8b32, and cannot be in int4b32"):
        embedding_place(table_config(40, 20, tied=True), formats, Tile(2, 8))
