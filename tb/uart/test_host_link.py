"""A host's packets against a core's streams: prompts, stops, stories, damage, packets at a wrong time."""

import pytest

from llama2_rtl.converters.uart.host_link import host_link
from llama2_rtl.simulation.lint import lint
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import geometry, to_env

CYCLES_PER_BIT = 8


@pytest.mark.parametrize("context", [5, 8])
def test_host_link(context):
    small = geometry(8, 16, 20, 2, 1, vocab_size=0xC0DB, context=context)  # of bytes that the line escapes
    simulate(host_link, dict(geometry=small, cycles_per_bit=CYCLES_PER_BIT), "tb.uart.host_link_cocotb",
             extra_env=to_env(small) | dict(CYCLES_PER_BIT=CYCLES_PER_BIT))


def test_lint():
    small = geometry(8, 16, 20, 2, 1, vocab_size=23, context=12)
    assert lint(host_link, dict(geometry=small, cycles_per_bit=CYCLES_PER_BIT)) == ""


@pytest.mark.parametrize("shape", [dict(vocab_size=70000), dict(context=20000)])
def test_what_the_protocol_cannot_carry(shape):
    with pytest.raises(ValueError, match="the board's protocol goes to 65535 tokens and 16384 positions"):
        lint(host_link, dict(geometry=geometry(8, 16, 20, 2, 1, **shape), cycles_per_bit=CYCLES_PER_BIT))
