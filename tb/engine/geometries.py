"""Small geometries for the tests, and their way from pytest into the simulation."""

import json
import os
from dataclasses import asdict, replace
from random import Random

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.converters.multipliers import DEFAULT_MULTIPLIER, MULT27X18, Multiplier
from llama2_rtl.golden.config import ModelConfig, Numerics
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8B32
from llama2_rtl.simulation.simulators import chosen_seed

BITS = {8: Numerics(act_bits=8, k_bits=8), 12: Numerics(act_bits=12, k_bits=10, v_bits=12), 16: Numerics()}
"""Number formats by the bits of an activation."""


def geometry(lanes, dim, hidden_dim, n_heads, n_kv_heads, act_bits=16, vocab_size=40, n_layers=1, context=100,
             vectors=1, own_head_dim=None, blocks=None, tied=True, sampler_list=0, ways=1,
             multiplier=DEFAULT_MULTIPLIER, largest_tail=1, **more):
    """The geometry of a small model, `blocks` its ImageFormats where matrices are in blocks; with a tail of one unless
    `largest_tail` lets it have more. `ports`, `longest_burst` and `sequences` may be given too."""
    model = ModelConfig(dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len=context,
                        own_head_dim=own_head_dim, tied=tied)
    return Geometry(model, replace(BITS[act_bits], blocks=blocks), lanes, context, vectors, sampler_list, ways,
                    multiplier, largest_tail, **more)


def to_env(g):
    """The environment variables from which `from_env` makes the same geometry."""
    return dict(GEOMETRY=json.dumps(asdict(g)))


def from_env():
    """The geometry of the module under test."""
    fields = json.loads(os.environ["GEOMETRY"])
    return Geometry(ModelConfig(**fields["model"]), Numerics(**fields["numerics"]), fields["lanes"],
                    fields["context"], fields["vectors"], fields["sampler_list"], fields["ways"],
                    Multiplier(**fields["multiplier"]), fields["largest_tail"], fields["ports"],
                    fields["longest_burst"], fields["sequences"])


SMALL = {
    "one_lane": geometry(1, 6, 5, 1, 1, act_bits=8),
    "two_lanes": geometry(2, 12, 7, 2, 1, act_bits=12),
    "four_lanes": geometry(4, 24, 30, 4, 2),
    "chunks": geometry(4, 24, 9, 1, 1, act_bits=12),
    "slots_2": geometry(16, 24, 43, 4, 2, act_bits=12),
    "slots_8": geometry(64, 64, 172, 8, 4),
    "wider_than_a_row": geometry(64, 12, 10, 2, 2, act_bits=8),
    "head_dim_6": geometry(16, 18, 21, 3, 1),
    "ways_of_words": geometry(8, 64, 20, 4, 2, ways=2),
    "ways": geometry(16, 48, 40, 12, 2, ways=3),
}
"""Lanes 1 to 64; heads that fill lanes, share them, need several words, or have six elements; queries that share them.
"""


TAILS = {
    "tail_2": geometry(16, 16, 12, 2, 1, vocab_size=24, context=80, largest_tail=4),
    "tail_4": geometry(32, 32, 20, 4, 2, vocab_size=32, context=80, largest_tail=4),
    "tail_4_in_blocks": geometry(64, 32, 36, 2, 1, vocab_size=24, context=80, largest_tail=4,
                                 blocks=ImageFormats.uniform(INT4B32), tied=False),
    "tail_8": geometry(128, 32, 32, 2, 1, vocab_size=32, context=80, largest_tail=8),
    "tail_4_and_ways": geometry(32, 32, 20, 4, 2, vocab_size=32, context=80, largest_tail=4, ways=2),
}
"""Tails of several elements: of heads in two groups and in four, of tiles in one group and in two; with ways."""

assert all(name.startswith(f"tail_{g.tail}") for name, g in TAILS.items()), "a tail is not what its case is called"

MIXED = ImageFormats((3 * ("int4b32",) + ("int8b32", "int8", "int8", "int4b32"),
                      3 * ("int8",) + ("int4b32", "int4b128", "int4b128", "int4b128")), "int8b32", "int8b32")
"""All formats, and in each layer others."""

APART = ImageFormats((("int4b32", "int8b32", "int4b32", "int4b32", "int4b32", "int4b32", "int8b32"),
                      ("int4b128", "int4b32", "int8", "int8", "int4b32", "int4b32", "int4b32"),
                      ("int8", "int8", "int8b32", "int4b32", "int8b32", "int8b32", "int4b32")), "int8b32", "int8b32")
"""Keys, values and queries too in others."""

GATE_APART = ImageFormats((4 * ("int4b32",) + ("int4b128", "int8b32", "int4b32"),
                           3 * ("int8",) + ("int4b32", "int8", "int4b128", "int8b32")), "int8b32", "int8b32")
"""Gate and up in others."""

ALL_APART = ImageFormats((("int4b32", "int8b32", "int4b32", "int4b32", "int8", "int4b32", "int8b32"),
                          ("int4b128", "int4b32", "int8", "int8", "int4b32", "int4b32", "int4b32")),
                         "int8b32", "int8b32")
"""Both."""

IN_BLOCKS = {
    "four_lanes": geometry(4, 24, 40, 4, 2, blocks=ImageFormats.uniform(INT4B32, INT8B32)),
    "sixteen_lanes": geometry(16, 40, 172, 4, 2, n_layers=2, blocks=MIXED),
    "act_bits_12": geometry(16, 160, 43, 4, 2, act_bits=12, n_layers=3, blocks=ImageFormats.uniform(INT4B128, INT8B32)),
    "columns_32": geometry(32, 64, 96, 2, 1, blocks=ImageFormats.uniform(INT4B32, INT8B32)),
    "rows_4": geometry(128, 256, 288, 2, 1, blocks=ImageFormats.uniform(INT4B32, INT8B32)),
    "wide_codes": geometry(16, 40, 172, 4, 2, blocks=ImageFormats.uniform(INT8B32)),
    "wide_multipliers": geometry(16, 40, 172, 4, 2, n_layers=2, blocks=MIXED, multiplier=MULT27X18),
    "apart": geometry(16, 48, 52, 24, 12, n_layers=3, blocks=APART),
    "short_parts": geometry(8, 16, 20, 4, 1, n_layers=3, blocks=APART),
    "gate_apart": geometry(16, 48, 52, 4, 2, n_layers=2, blocks=GATE_APART),
    "all_apart": geometry(8, 16, 20, 4, 1, n_layers=2, blocks=ALL_APART),
    "one_format": geometry(8, 32, 40, 2, 2, blocks=ImageFormats.uniform(INT4B32)),
}
"""Blocks of one word and of several, partial ones, rows of a tile from 1 to 4 of wide codes; keys, values and
queries apart, gate and up, in passes of some rows."""


def random_geometry(number, n_layers=None, vocab_size=None, largest_dim=32):
    """The `number`-th random small geometry of this run's seed."""
    random = Random(1000 * chosen_seed() + number)
    head_dim = random.choice([2, 4, 6, 8, 10, 16])
    n_heads = random.randint(1, max(1, largest_dim // head_dim))
    n_kv_heads = random.choice([n for n in range(1, n_heads + 1) if n_heads % n == 0])
    return geometry(random.choice([1, 2, 4, 8, 16, 32]), head_dim * n_heads, random.randint(1, 50), n_heads, n_kv_heads,
                    random.choice(list(BITS)), vocab_size or random.randint(1, 90), n_layers or random.randint(1, 3))
