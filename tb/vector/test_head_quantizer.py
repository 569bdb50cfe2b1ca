"""The head quantiser: keys and values in any order and at any pace, every mantissa and shift, on the cycle; heads of
several vectors side by side."""

import pytest

from llama2_rtl.converters.vector.head_quantizer import head_quantizer
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize(("head_dim", "k_bits", "v_bits", "vectors"), [
    (2, 16, 8, 1), (6, 10, 12, 1), (8, 16, 8, 1), (64, 8, 8, 1), (2, 16, 8, 2), (6, 10, 12, 3)])
def test_head_quantizer(head_dim, k_bits, v_bits, vectors):
    simulate(head_quantizer, dict(head_dim=head_dim, bits_k=k_bits, bits_v=v_bits, tag_bits=5, vectors=vectors),
             "tb.vector.head_quantizer_cocotb", {},
             dict(HEAD_DIM=head_dim, K_BITS=k_bits, V_BITS=v_bits, TAG_BITS=5, VECTORS=vectors))
