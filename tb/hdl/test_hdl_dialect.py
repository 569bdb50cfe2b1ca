"""The dialect check: every construct that converts to wrong Verilog is refused, the idiom for it passes."""

import inspect
import re

import pytest
from myhdl import block

from llama2_rtl.converters.hdl import bit, clock, design, instance, module, reset, signed, unsigned
from llama2_rtl.converters.hdl.dialect import check_dialect
from tb.hdl.dialect_examples import PAIRS


def elaborate(example):
    """The generators of an example, on fresh signals."""
    signals = dict(a=signed(8), b=signed(8), u=unsigned(8), v=unsigned(8), y=signed(32), w=unsigned(32), z=bit(),
                   clk=clock(), rst=reset())
    return block(example)(*[signals[name] for name in inspect.signature(example).parameters]).subs


@pytest.mark.parametrize("bad, sentence", [(bad, sentence) for bad, _, sentence in PAIRS],
                         ids=[bad.__name__ for bad, _, _ in PAIRS])
def test_refused(bad, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as refusal:
        check_dialect(elaborate(bad))
    assert re.search(r"tb/hdl/dialect_examples\.py:\d+", str(refusal.value))


@pytest.mark.parametrize("good", [good for _, good, _ in PAIRS], ids=lambda good: good.__name__)
def test_accepted(good):
    check_dialect(elaborate(good))


def one_port(**_):
    return dict(y=bit())


def test_keyword_as_port():
    @module(lambda: dict(output=bit()), suffix="")
    def keyword_port(output):
        return ()
    with pytest.raises(ValueError, match="port of keyword_port 'output' bears a reserved word"):
        design(keyword_port, {})


def test_keyword_as_label():
    @module(one_port)
    def keyword_label(y):
        return instance("end", keyword_label, dict(y=y))
    with pytest.raises(ValueError, match="instance 'end' bears a reserved word"):
        design(keyword_label, {})


def test_list_as_port():
    @module(lambda: dict(y=[bit(), bit()]))
    def list_port(y):
        return ()
    with pytest.raises(ValueError, match="the port 'y' is a list; make it one packed vector"):
        design(list_port, {})


def test_undriven_port():
    @module(one_port)
    def undriven(y):
        return ()
    with pytest.raises(ValueError, match="undriven: Port is not used"):
        design(undriven, {})
