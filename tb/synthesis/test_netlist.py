"""The netlist after synthesis for the ECP5 under the tests of its sources: a stage, a whole decoder of two lanes."""

import pytest

from llama2_rtl import netlist_sim, sim
from llama2_rtl.converters.stages.write_kv import write_kv
from llama2_rtl.simulation.netlist import chosen_netlist
from llama2_rtl.simulation.simulate import simulate
from llama2_rtl.synthesis.ecp5.netlist import instance_modules
from tb.engine.geometries import geometry, to_env
from tb.tops.test_decoder import run as run_decoder


@pytest.fixture
def on_netlist(monkeypatch):
    monkeypatch.setenv("NETLIST", "ecp5")


def test_stage(on_netlist):
    g = geometry(4, 8, 9, 2, 1, n_layers=2, context=3)
    simulate(write_kv, dict(geometry=g), "tb.stages.write_kv_cocotb", extra_env=to_env(g))


def test_whole_decoder(on_netlist):
    run_decoder(geometry(2, 8, 3, 2, 1, vocab_size=5, context=8), weights_seed=1, tokens=2, pause=0.2, inverse=0)


def test_supported_tests_exist():
    assert set(netlist_sim.TESTS) <= set(sim.find_tests())


def test_unknown_technology(monkeypatch):
    monkeypatch.setenv("NETLIST", "ice40")
    with pytest.raises(ValueError, match="there is no netlist 'ice40'; choose NETLIST=ecp5"):
        chosen_netlist()


def test_unknown_instance():
    with pytest.raises(ValueError, match="there is no instance u_b in b, which u_b.u_b names"):
        instance_modules({"a.v": "module a;\nb u_b (\n);\n", "b.v": "module b;\n"}, "a", ["u_b.u_b"])
