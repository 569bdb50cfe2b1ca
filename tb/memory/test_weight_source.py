"""The memory of the weights: the image in order, again and again, one word per cycle, and embedding rows in between,
as fast as their elements are taken."""

import json
from random import Random

import pytest

from llama2_rtl.converters.memory.deep_rom import deep_contents
from llama2_rtl.converters.memory.weight_source import weight_source
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.embedding_place import embedding_place, memory_words
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_image import image_words
from llama2_rtl.simulation.simulate import simulate

FORMATS = Numerics().formats

CASES = dict(
    one_lane=(Tile(1, 1), dict(dim=2, hidden_dim=1, vocab_size=3)),
    tied=(Tile(2, 2), dict(dim=6, hidden_dim=5, vocab_size=40)),
    own_table=(Tile(2, 2), dict(dim=6, hidden_dim=5, vocab_size=40, tied=False)),
    whole_passes=(Tile(4, 4), dict(dim=8, hidden_dim=5, vocab_size=1024)),
    last_pass_shorter=(Tile(1, 8), dict(dim=20, hidden_dim=5, vocab_size=1030)),
)


@pytest.mark.parametrize("case", CASES)
def test_weight_source(case):
    tile, dimensions = CASES[case]
    model = ModelConfig(**dict(n_layers=1, n_heads=1, n_kv_heads=1, seq_len=8) | dimensions)
    place = embedding_place(model, FORMATS, tile)
    words = [Random(1).getrandbits(8 * tile.word_bytes) for _ in range(memory_words(model, FORMATS, tile))]
    simulate(weight_source, dict(model=model, formats=FORMATS, tile=tile, file="weights.mem"),
             "tb.memory.weight_source_cocotb",
             deep_contents(8 * tile.word_bytes, "weights.mem", words), dict(
                 CONTENTS=json.dumps(words), IMAGE_WORDS=image_words(model, FORMATS, tile), ROWS=json.dumps([
                     [place.codes(row, words[address]) for address in place.addresses(row)]
                     for row in range(model.vocab_size)]), COLUMNS=tile.columns))
