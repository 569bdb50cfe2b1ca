"""Memories of weights for tests: a model's shape, a tile, words of random bits."""

from random import Random

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.embedding_place import embedding_place, memory_words
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8, INT8B32

CASES = dict(
    one_lane=(INT8, Tile(1, 1), dict(dim=2, hidden_dim=1, vocab_size=3)),
    tied=(INT8, Tile(2, 2), dict(dim=6, hidden_dim=5, vocab_size=40)),
    own_table=(INT8, Tile(2, 2), dict(dim=6, hidden_dim=5, vocab_size=40, tied=False)),
    whole_passes=(INT8, Tile(4, 4), dict(dim=8, hidden_dim=5, vocab_size=1024)),
    last_pass_shorter=(INT8, Tile(1, 8), dict(dim=20, hidden_dim=5, vocab_size=1030)),
    int8b32=(INT8B32, Tile(1, 4), dict(dim=172, hidden_dim=5, vocab_size=30, own_head_dim=2)),
    int8b32_own_table=(INT8B32, Tile(2, 8), dict(dim=20, hidden_dim=5, vocab_size=520, tied=False, own_head_dim=2)),
    int4b32=(INT4B32, Tile(1, 4), dict(dim=172, hidden_dim=5, vocab_size=30, tied=False, own_head_dim=2)),
    int4b32_last_pass_shorter=(INT4B32, Tile(4, 16), dict(dim=44, hidden_dim=5, vocab_size=520, own_head_dim=2)),
    int4b128=(INT4B128, Tile(2, 32), dict(dim=300, hidden_dim=5, vocab_size=50, own_head_dim=2)),
)


class WeightMemory:
    """The `words` of a case of CASES, and the embedding's `rows` in them as `EmbeddingPlace.words` has them."""

    def __init__(self, case):
        weights, self.tile, dimensions = CASES[case]
        self.model = ModelConfig(**dict(n_layers=1, n_heads=1, n_kv_heads=1, seq_len=8) | dimensions)
        self.formats = ImageFormats.uniform(weights)
        self.place = embedding_place(self.model, self.formats, self.tile)
        random, count = Random(1), memory_words(self.model, self.formats, self.tile)
        self.words = [random.getrandbits(8 * self.tile.word_bytes) for _ in range(count)]
        self.rows = [self.place.words(row, self.words.__getitem__) for row in range(self.model.vocab_size)]

    def codes_among(self, row, count):
        """Words of codes among the first `count` words of a row."""
        first = self.place.addresses(row)[:count]
        return sum(word in first for word, *_ in self.place.code_addresses(row))
