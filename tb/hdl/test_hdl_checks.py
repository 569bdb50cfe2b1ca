"""Rules as assertions: silent while they hold, the end of a simulation where one is broken, absent from what is
written."""

import pytest

from converters.hdl import Rule, bit, check, clock, design, module, reset
from converters.hdl.checks import MACRO
from simulation.simulate import simulate
from tb.hdl.blocks import checked_offer

BROKEN = {"withdrawn": "an offer stays until it is taken", "level": "the level is below 3",
          "unknown": "the level is below 3"}


@pytest.mark.parametrize("sim", ["icarus", "verilator"])
def test_rules_that_hold(sim):
    simulate(checked_offer, {}, "tb.hdl.checks_cocotb", extra_env=dict(BREAK=""), sim=sim)


@pytest.mark.parametrize("sim, case", [*(("icarus", case) for case in BROKEN), ("verilator", "withdrawn"),
                                       ("verilator", "level")])
def test_broken_rules(sim, case):
    with pytest.raises(AssertionError, match=rf"broken rule: .*checked_offer at \d+ ns: {BROKEN[case]}"):
        simulate(checked_offer, {}, "tb.hdl.checks_cocotb", extra_env=dict(BREAK=case), sim=sim)


def test_written_only_when_asked_for():
    bare, checked = (design(checked_offer, {}, checks=checks)[0].text for checks in (False, True))
    assert MACRO in checked and MACRO not in bare and "$" not in bare
    before, _, rest = checked.partition(f"\n`ifdef {MACRO}\n")
    assert before + rest.partition(f"\n`endif  // {MACRO}\n")[2] == bare


def test_a_rule_of_something_else():
    def parent(clk, rst, valid):
        return check(clk, rst, [Rule("none", "{was_valid} || {ready}", "nothing")], valid=valid)
    parent.__name__ = "parent_with_a_rule"
    with pytest.raises(ValueError, match="a rule speaks of 'ready', which is none of valid"):
        design(module(lambda: dict(clk=clock(), rst=reset(), valid=bit()))(parent), {})
