"""Placing modules: vectors driven in parts come together in order; wrong connections are refused with a sentence."""

import re

import pytest

from llama2_rtl.converters.hdl import (
    Const,
    Open,
    Part,
    bit,
    clock,
    design,
    instance,
    join,
    module,
    one_of,
    part,
    reset,
    unsigned,
)
from llama2_rtl.simulation.simulate import simulate
from tb.hdl.blocks import increment, increment_lanes


def test_parts():
    simulate(increment_lanes, dict(lanes=3), "tb.hdl.instance_cocotb")


def test_parts_are_one_concatenation():
    text = design(increment_lanes, dict(lanes=3))[-1].text
    assert "assign sums = {\n    high,\n    u_lane_2_y,\n    u_lane_1_y,\n    u_lane_0_y\n};" in text
    assert ".y(u_lane_1_y)" in text and "wire [3:0] u_lane_1_y;" in text


CONNECTED = dict(clk=clock(), rst=reset(), a=unsigned(4), y=unsigned(4))


@pytest.mark.parametrize("change, sentence", [
    (dict(a=None), "increment has no connection for a"),
    (dict(b=bit()), "increment has no port b"),
    (dict(a=unsigned(5)), "increment.a is 4 bits wide, its wire 5"),
    (dict(a=Const(1, 3)), "increment.a is 4 bits wide, its wire 3"),
    (dict(y=Open(1)), "increment.y is 4 bits wide, its wire 1"),
])
def test_refused_connections(change, sentence, request):
    connections = {port: wire for port, wire in (CONNECTED | change).items() if wire is not None}

    def parent(z):
        return instance("u_increment", increment, connections)
    parent.__name__ = f"parent_{request.node.callspec.indices['change']}"
    with pytest.raises(ValueError, match=sentence):
        design(module(lambda: dict(z=bit()))(parent), {})


def two_resets():
    return dict(aclk=clock(), rst=reset(), other=reset(), a=unsigned(4), y=unsigned(4), z=unsigned(4))


@module(two_resets)
def heir(aclk, rst, other, a, y, z):
    return (instance("u_first", increment, dict(a=a, y=y)),
            instance("u_second", increment, dict(rst=other, a=a, y=z)))


def test_clock_and_reset_are_the_parents():
    """Unless the instance names others."""
    text = design(heir, {})[-1].text
    assert re.findall(r"increment u_\w+ \(\n    \.clk\((\w+)\),\n    \.rst\((\w+)\)", text) == [
        ("aclk", "rst"), ("aclk", "other")]


def test_no_reset_to_inherit():
    def unreset_parent(clk, a, y):
        return instance("u_increment", increment, dict(a=a, y=y))
    with pytest.raises(ValueError, match="u_increment: increment has no connection for rst"):
        design(module(lambda: dict(clk=clock(), a=unsigned(4), y=unsigned(4)))(unreset_parent), {})


def test_wires_without_a_name():
    def nameless_parent(clk, rst, a, z):
        middle = [unsigned(4)]
        return (instance("u_first", increment, dict(clk=clk, rst=rst, a=a, y=middle[0])),
                instance("u_second", increment, dict(clk=clk, rst=rst, a=middle[0], y=z)))
    with pytest.raises(ValueError, match="u_first: the wire at y has no name, for no variable of the block holds it"):
        design(module(lambda: dict(clk=clock(), rst=reset(), a=unsigned(4), z=unsigned(4)))(nameless_parent), {})


@pytest.mark.parametrize("places, sentence", [
    ([(0, 4), (4, 8)], "bit 8 of a vector is not driven, above u_1_y"),
    ([(0, 4), (8, 12)], "bit 4 of a vector is not driven, below u_1_y"),
    ([(0, 4), (3, 7), (8, 12)], "bit 3 of a vector is driven twice, below u_1_y"),
])
def test_refused_parts(places, sentence, request):
    def vector_ports():
        return dict(clk=clock(), rst=reset(), a=unsigned(4), z=unsigned(12))

    def vector_parent(clk, rst, a, z):
        return [instance(f"u_{number}", increment, dict(clk=clk, rst=rst, a=a, y=Part(z, high, low)))
                for number, (low, high) in enumerate(places)]
    vector_parent.__name__ = f"vector_parent_{request.node.callspec.indices['places']}"
    with pytest.raises(ValueError, match=sentence):
        design(module(vector_ports)(vector_parent), {})


def test_refused_join():
    with pytest.raises(ValueError, match="cannot join 4 bits to 3"):
        join(part(unsigned(8), 0, 4), Part(unsigned(8), 3, 0))


def test_constant_beyond_the_width():
    with pytest.raises(ValueError, match="the constant 16 does not fit 4 bits"):
        one_of(unsigned(4), (15, 16), bit())
