"""Rules as assertions: silent while they hold, the end of a simulation where one is broken, absent from what is
written."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from llama2_rtl.converters.hdl import Rule, bit, check, clock, design, module, reset
from llama2_rtl.converters.hdl.checks import MACRO
from llama2_rtl.main import main
from llama2_rtl.simulation.simulate import simulate
from tb.hdl.blocks import checked_offer

BROKEN = {"withdrawn": "an offer stays until it is taken", "level": "the level is below 3",
          "unknown": "the level is below 3"}


@pytest.mark.parametrize("sim", ["icarus", "verilator"])
def test_rules_that_hold(sim):
    simulate(checked_offer, {}, "tb.hdl.checks_cocotb", extra_env=dict(BREAK=""), sim=sim, checks=True)


@pytest.mark.parametrize("sim, case", [*(("icarus", case) for case in BROKEN), ("verilator", "withdrawn"),
                                       ("verilator", "level")])
def test_broken_rules(sim, case):
    with pytest.raises(AssertionError, match=rf"broken rule: .*checked_offer at \d+ ns: {BROKEN[case]}"):
        simulate(checked_offer, {}, "tb.hdl.checks_cocotb", extra_env=dict(BREAK=case), sim=sim, checks=True)


def test_left_out_on_demand(monkeypatch):
    def run(**chosen):
        simulate(checked_offer, {}, "tb.hdl.checks_cocotb", extra_env=dict(BREAK="withdrawn"), sim="icarus", **chosen)
    for checks in ("", "1"):
        monkeypatch.setenv("CHECKS", checks)
        with pytest.raises(AssertionError, match="broken rule: "):
            run()
    monkeypatch.setenv("CHECKS", "0")
    run()
    with pytest.raises(AssertionError, match="broken rule: "):
        run(checks=True)
    monkeypatch.setenv("CHECKS", "off")
    with pytest.raises(ValueError, match="CHECKS is 'off'; give 0 for simulations without the rules of the ports"):
        run()


def test_the_command_hands_it_on(monkeypatch):
    given = []

    @contextmanager
    def child(command, env, **options):
        given.append(env.get("CHECKS"))
        yield SimpleNamespace(returncode=0)

    monkeypatch.setattr("llama2_rtl.sim.child", child)
    monkeypatch.delenv("CHECKS", raising=False)
    for options in ([], ["--checks", "0"]):
        assert main(["sim", "--test", "hdl_ram", *options]) == 0
    assert given == [None, "0"]


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
