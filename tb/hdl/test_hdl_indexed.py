"""Registers seen by an index: what Verilog they become, and what is refused."""

import pytest
from myhdl import always_seq

from llama2_rtl.converters.hdl import (
    In,
    Indexed,
    Out,
    clock,
    design,
    element,
    instance,
    module,
    reset,
    signed,
    unsigned,
)
from llama2_rtl.simulation.lint import lint


def ports(count):
    bits = (count - 1).bit_length()
    return dict(clk=In(clock()), rst=In(reset()), x=In(signed(8)), number=In(unsigned(bits)), other=In(unsigned(bits)),
                total=Out(signed(8)), seen=Out(signed(8)))


@module(ports, suffix="{count}")
def totals(clk, rst, x, number, other, total, seen, *, count):
    """Adds `x` to the sum of `number`; shows it before, and that of `other`."""
    own = Indexed([signed(8) for _ in range(count)], number)
    theirs = own.at(other)

    @always_seq(clk.posedge, reset=rst)
    def add():
        own.next = own + x
        seen.next = theirs

    return add, element(own, total)


@pytest.mark.parametrize("count", [2, 3])
def test_an_array_at_its_index(count):
    text = design(totals, dict(count=count))[-1].text
    assert f"reg signed [7:0] own [0:{count}-1];" in text
    assert "own[number] <= (own[number] + x);" in text
    assert "seen <= own[other];" in text and "assign total = own[number];" in text
    assert all(f"own[{i}] <= 0;" in text for i in range(count))
    assert lint(totals, dict(count=count)) == ""


def test_an_index_of_another_width():
    with pytest.raises(ValueError, match="an index of 3 bits; 4 registers need 2, unsigned"):
        Indexed([unsigned(8) for _ in range(4)], unsigned(3))
    with pytest.raises(ValueError, match="an index of 2 bits; 4 registers need 2, unsigned"):
        Indexed([unsigned(8) for _ in range(4)], signed(2))


def test_a_target_of_another_width():
    with pytest.raises(ValueError, match="registers of 8 bits, and a wire of 9"):
        element(Indexed([unsigned(8) for _ in range(2)], unsigned(1)), unsigned(9))


def named_ports():
    return dict(clk=In(clock()), rst=In(reset()), number=In(unsigned(1)), total=Out(unsigned(8)))


@module(named_ports)
def named_as_a_port(clk, rst, number, total):
    """Registers of a name that Verilog already has."""
    shown, total = total, Indexed([unsigned(8) for _ in range(2)], number)

    @always_seq(clk.posedge, reset=rst)
    def add():
        total.next = total + 1

    return add, element(total, shown)


def test_registers_of_a_port_s_name():
    with pytest.raises(ValueError, match="the registers 'total' bear the name of a port; rename them"):
        design(named_as_a_port, {})


@module(ports)
def driven_by_an_instance(clk, rst, x, number, other, total, seen, *, count):
    """An instance would drive one of several registers."""
    kept = Indexed([signed(8) for _ in range(count)], number)
    return instance("u_totals", totals, dict(
        x=x, number=number, other=other, total=kept, seen=seen), count=count)


def test_an_instance_does_not_drive_them():
    with pytest.raises(ValueError, match="u_totals: totals.total would drive one of several registers"):
        design(driven_by_an_instance, dict(count=2))
