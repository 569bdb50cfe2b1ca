"""RoPE: heads turned at several positions or passed through, under pauses, results on the cycle."""

import pytest

from converters.kernels.rope import rope
from golden.tables import memories
from tb.harness import simulate

THETA = 10000.0


@pytest.mark.parametrize(("head_dim", "pos_bits"), [(2, 1), (6, 9), (8, 8), (64, 17)])
def test_rope(head_dim, pos_bits):
    simulate(rope, dict(head_dim=head_dim, pos_bits=pos_bits), "tb.kernels.rope_cocotb",
             memories(head_dim, THETA), dict(HEAD_DIM=head_dim, POS_BITS=pos_bits, THETA=THETA))
