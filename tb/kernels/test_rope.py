"""RoPE: heads turned at several positions or passed through, under pauses, results on the cycle."""

import json
from dataclasses import asdict

import pytest

from llama2_rtl.converters.kernels.rope import rope
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.rope_scaling import Llama3Scaling
from llama2_rtl.golden.tables import memories
from llama2_rtl.simulation.simulate import simulate

PLAIN = dict(rope_theta=10000.0)
SCALED = dict(rope_theta=500000.0, rope_scaling=Llama3Scaling(32.0, 1.0, 4.0, 8192))


@pytest.mark.parametrize(("head_dim", "pos_bits", "angles", "vectors"), [
    (2, 1, PLAIN, 1), (6, 9, PLAIN, 1), (8, 8, PLAIN, 1), (64, 17, SCALED, 1), (2, 5, PLAIN, 2), (6, 9, PLAIN, 3),
], ids=["one pair", "three pairs", "a byte of positions", "scaled to 131072 positions", "two vectors", "three vectors"])
def test_rope(head_dim, pos_bits, angles, vectors):
    config = ModelConfig(head_dim, hidden_dim=1, n_layers=1, n_heads=1, n_kv_heads=1, vocab_size=1,
                         seq_len=1 << pos_bits, **angles)
    simulate(rope, dict(head_dim=head_dim, pos_bits=pos_bits, vectors=vectors), "tb.kernels.rope_cocotb",
             memories(config),
             dict(MODEL=json.dumps(asdict(config)), POS_BITS=pos_bits, VECTORS=vectors))
