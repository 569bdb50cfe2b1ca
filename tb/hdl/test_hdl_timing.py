"""Blocks with registers say in their docstrings what comes in which cycle."""

import re

import pytest

from llama2_rtl.converters.hdl import REGISTRY
from llama2_rtl.converters.hdl.checks import without_checks
from tb.hdl.tops import module_texts

COUNT = (r"(?:\d+|[Aa]n?|another|[Oo]ne|[Tt]wo|three|four|five|same|next|first|second|per|each|every(?: other)?|"
         r"[A-Z][A-Z_]*)")
TIMING = re.compile(
    rf"\b{COUNT} cycles?\b|`[\w /*+-]+` cycles\b|\bthe cycle (?:of|after|before|in which|that|behind)\b|"
    r"\b[Ll]atency (?:of `\w+`|\d+|[A-Z][A-Z_]*|`)|\b[Nn]o latency\b|\bcombinational\b|\bat the first edge\b")
"""How many cycles, or in which; that there are cycles says nothing."""


def states_timing(text):
    return bool(TIMING.search(re.sub(r"\s+", " ", text)))


def blocks_with_registers():
    return {re.match(r"// \w+: generated from the block (\w+)\(", text)[1] for text in module_texts().values()
            if re.search(r"always @\(posedge", without_checks(text))}


def test_timing_is_stated():
    blocks = blocks_with_registers()
    assert len(blocks) > 100
    assert sorted(block for block in blocks if not states_timing(REGISTRY[block].__doc__)) == []


@pytest.mark.parametrize("text", [
    "y = a + 1. Latency 1 cycle.", "`y` follows LATENCY cycles later.", "A word per cycle.", "One cycle later.",
    "`ready` falls in the cycle after the last word.", "Latency LATENCY.", "The handshakes are combinational."])
def test_statements(text):
    assert states_timing(text)


@pytest.mark.parametrize("text", ["Adds two numbers.", "Works for many cycles.", "Latency matters.", "Counts cycles.",
                                  "The cycle counter.", "Registers hold the sum.", "It takes some cycles."])
def test_empty_phrases(text):
    assert not states_timing(text)
