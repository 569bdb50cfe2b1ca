"""The memory of the weights: the image in order, again and again, one word per cycle, and embedding rows in between."""

import json
from random import Random

import pytest

from llama2_rtl.converters.memory.deep_rom import deep_contents
from llama2_rtl.converters.memory.weight_source import weight_source
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.embedding_place import embedding_place, memory_words
from llama2_rtl.golden.weight_format import INT8
from llama2_rtl.golden.weight_image import image_words
from llama2_rtl.simulation.simulate import simulate

CASES = dict(
    one_lane=(1, dict(dim=2, hidden_dim=1, vocab_size=3)),
    tied=(4, dict(dim=6, hidden_dim=5, vocab_size=40)),
    own_table=(4, dict(dim=6, hidden_dim=5, vocab_size=40, tied=False)),
    whole_passes=(16, dict(dim=8, hidden_dim=5, vocab_size=1024)),
    last_pass_shorter=(8, dict(dim=20, hidden_dim=5, vocab_size=1030)),
)


@pytest.mark.parametrize("case", CASES)
def test_weight_source(case):
    word_bytes, dimensions = CASES[case]
    model = ModelConfig(**dict(n_layers=1, n_heads=1, n_kv_heads=1, seq_len=8) | dimensions)
    place = embedding_place(model, INT8, word_bytes)
    words = [Random(1).getrandbits(8 * word_bytes) for _ in range(memory_words(model, INT8, word_bytes))]
    simulate(weight_source, dict(model=model, weights=INT8, word_bytes=word_bytes, file="weights.mem"),
             "tb.memory.weight_source_cocotb",
             deep_contents(8 * word_bytes, "weights.mem", words), dict(
                 CONTENTS=json.dumps(words), IMAGE_WORDS=image_words(model, INT8, word_bytes),
                 ROW_WORDS=place.row_words, ROWS=json.dumps(
                     [place.addresses(row) for row in range(model.vocab_size)]), UPPER=json.dumps(
                         [place.upper(row) for row in range(model.vocab_size)]), WORD_BYTES=word_bytes))
