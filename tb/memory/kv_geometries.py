"""Small models whose keys and values lie in the cache's words in every possible way."""

from tb.engine.geometries import geometry

KV_GEOMETRIES = {
    "word_per_element": geometry(1, 8, 9, 2, 2, n_layers=2, context=5),
    "two_words_per_head": geometry(4, 12, 9, 2, 2, n_layers=2, context=7),
    "three_words_per_head": geometry(8, 40, 9, 2, 1, act_bits=8, n_layers=2, context=4),
    "word_per_head": geometry(4, 16, 9, 4, 2, n_layers=2, context=8),
    "three_heads_per_word": geometry(32, 36, 9, 6, 6, n_layers=3, context=5),
    "one_word": geometry(64, 24, 9, 4, 2, act_bits=12, n_layers=1, context=8),
}
