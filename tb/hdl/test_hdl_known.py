"""What a block drives is watched for unknown values: flags from the cycle on in which a reset has reached every block,
what stands beside a valid while that is high; each is told of once."""

import json

import pytest

from llama2_rtl.simulation.known import VARIABLE
from llama2_rtl.simulation.simulate import simulate
from tb.hdl.blocks import forgetful


def run(shown, samples):
    simulate(forgetful, {}, "tb.hdl.known_cocotb", extra_env=dict(SHOWN=shown, SAMPLES=json.dumps(samples)),
             sim="icarus")


@pytest.mark.parametrize("shown, wrong", [(1, []), (2, ["seen"]), (9, ["seen"])])
def test_a_flag(monkeypatch, shown, wrong):
    monkeypatch.setenv(VARIABLE, "1")
    check(shown, [], wrong)


@pytest.mark.parametrize("samples, wrong", [([], []), ([8], ["y"]), ([8, 10, 11], ["y"])])
def test_beside_a_valid(monkeypatch, samples, wrong):
    monkeypatch.setenv(VARIABLE, "1")
    check(0, samples, wrong)


def test_not_without_being_asked(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    run(9, [8])


@pytest.mark.parametrize("sim, netlist", [("verilator", ""), ("icarus", "ecp5")])
def test_where_nothing_is_unknown(monkeypatch, sim, netlist):
    monkeypatch.setenv(VARIABLE, "1")
    monkeypatch.setenv("NETLIST", netlist)
    with pytest.raises(ValueError, match=f"{'a netlist' if netlist else sim} does not show unknown values"):
        simulate(forgetful, {}, "tb.hdl.known_cocotb", sim=sim)


def check(shown, samples, wrong):
    if not wrong:
        run(shown, samples)
        return
    paths = ", ".join(f"forgetful.{name}" for name in wrong)
    with pytest.raises(AssertionError, match=f"unknown at a clock edge, and not waived: {paths}$"):
        run(shown, samples)
