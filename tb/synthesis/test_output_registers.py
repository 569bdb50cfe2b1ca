"""Registers that move into block RAMs: which ones may, and what becomes of the netlist."""

import copy

import pytest

from synthesis.output_registers import pack_output_registers


def netlist():
    """A block RAM of two bits on clock 2, each of which goes to a flip-flop; the outputs leave by port `q`."""
    ram = dict(type="DP16KD", parameters=dict(REGMODE_A="NOREG", REGMODE_B="NOREG"),
               port_directions=dict(CLKA="input", CLKB="input", DOA0="output", DOA1="output", DOB0="output"),
               connections=dict(CLKA=["0"], CLKB=[2], DOA0=[10], DOA1=[11], DOB0=[12]))
    cells = dict(ram=ram) | {f"ff{bit}": dict(
        type="TRELLIS_FF", parameters=dict(CEMUX="1 "), port_directions=dict(CLK="input", DI="input", LSR="input",
                                                                             Q="output"),
        connections=dict(CLK=[2], DI=[10 + bit], LSR=["0"], Q=[20 + bit])) for bit in range(2)}
    return dict(cells=cells, ports=dict(q=dict(direction="output", bits=[20, 21])))


def test_taken_in():
    module = netlist()
    assert pack_output_registers(module) == 2
    assert list(module["cells"]) == ["ram"]
    ram = module["cells"]["ram"]
    assert ram["parameters"] == dict(REGMODE_A="OUTREG", REGMODE_B="OUTREG")
    assert ram["connections"] == dict(CLKA=["0"], CLKB=[2], DOA0=[20], DOA1=[21], DOB0=[12])


def enable(module):
    module["cells"]["ff1"]["parameters"]["CEMUX"] = "CE"


def reset(module):
    module["cells"]["ff1"]["connections"]["LSR"] = [3]


def other_clock(module):
    module["cells"]["ff1"]["connections"]["CLK"] = [3]


def clocks_that_differ(module):
    module["cells"]["ram"]["connections"]["CLKA"] = [3]


def used_twice(module):
    module["cells"]["ff2"] = copy.deepcopy(module["cells"]["ff1"])


def no_register(module):
    module["cells"]["ff1"]["type"] = "LUT4"


def leaves_the_module(module):
    module["ports"]["word"] = dict(direction="output", bits=[11])


@pytest.mark.parametrize("change", [
    enable, reset, other_clock, clocks_that_differ, used_twice, no_register, leaves_the_module])
def test_left_alone(change):
    module = netlist()
    change(module)
    before = copy.deepcopy(module)
    assert pack_output_registers(module) == 0
    assert module == before
